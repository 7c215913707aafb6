"""`ecsquote schema`: the JSON schema of a document, for editors and checks."""

from __future__ import annotations

import json
import sys
from typing import Any

import click


def _request() -> dict[str, Any]:
    from ecsquote.calculator.request_schema import request_schema

    return request_schema()


def _budgets() -> dict[str, Any]:
    from ecsquote.budgets.budget import budgets_schema

    return budgets_schema()


def _quote() -> dict[str, Any]:
    from pydantic import TypeAdapter

    from ecsquote.contract.quotes import QuoteDocument

    return TypeAdapter(QuoteDocument).json_schema(mode="serialization")


def _usage() -> dict[str, Any]:
    from ecsquote.inputs.usage_schema import usage_schema

    return usage_schema()


_SCHEMAS = {"request": _request, "budgets": _budgets, "usage": _usage, "quote": _quote}


@click.command("schema")
@click.argument("document", type=click.Choice(tuple(_SCHEMAS)), default="request")
def command(document: str) -> None:
    """Print the JSON schema of a DOCUMENT: a quote request, a budgets file, a usage file or a quote."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_SCHEMAS[document]()}
    json.dump(schema, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
