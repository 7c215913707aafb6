"""`ecsquote budget schema`: the JSON schema of budgets, for editors and checks."""

import json
import sys

from ecsquote.budgets.budget import budgets_schema


def run() -> None:
    """Print the schema."""
    json.dump(budgets_schema(), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
