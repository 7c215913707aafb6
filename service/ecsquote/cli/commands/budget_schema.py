"""`ecsquote budget schema`: the JSON schema of budgets, for editors and checks."""

from __future__ import annotations

import json
import sys

import click


@click.command("schema")
def command() -> None:
    """Print the JSON schema of a budgets file."""
    from ecsquote.budgets.budget import budgets_schema

    json.dump(budgets_schema(), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
