"""`ecsquote scan permissions`: the IAM policy that a scan needs."""

import json

import click


@click.command("permissions")
@click.option(
    "--role-arn", "role_arns", multiple=True, metavar="ARN", help="Also allow this role to be assumed; may be repeated."
)
def command(role_arns: tuple[str, ...]) -> None:
    """Print the IAM policy that a scan needs, as JSON.

    It names each action that a full scan calls and no other. None of them changes anything. The resource is "*": a scan
    reads every cluster, and many of these actions take no resource.
    """
    from ecsquote.account.permissions import scan_policy

    click.echo(json.dumps(scan_policy(role_arns), indent=2))
