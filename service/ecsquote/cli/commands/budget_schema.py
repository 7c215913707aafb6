"""`ecsquote budget schema`: the JSON schema of budgets, for editors and checks."""

import click


@click.command("schema")
def command() -> None:
    """Print the JSON schema of a budgets file."""
    from ecsquote.cli.budget_schema import run

    run()
