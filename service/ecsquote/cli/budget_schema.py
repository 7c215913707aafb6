"""`ecsquote budget schema`: the JSON schema of budgets, for editors and checks."""

import json
import sys

import click

from ecsquote.budgets.budget import budgets_schema


@click.command("schema")
def command() -> None:
    """Print the JSON schema of a budgets file."""
    json.dump(budgets_schema(), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
