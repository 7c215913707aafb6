"""The request of an analysis command, read from FILE and the options that all of them share."""

from typing import Any

import click

from ecsquote.cli.input.catalogs import settings_quoter
from ecsquote.cli.input.workload_files import asked_of, one_request
from ecsquote.pricing.partitions import currency_of
from ecsquote.quotes.quoter import CheckedRequest
from ecsquote.settings import load_settings
from ecsquote.units import amounts_in

Asked = dict[str, Any]
"""The shared options as click hands them over."""


def asked_request(asked: Asked) -> CheckedRequest:
    """Read the request in FILE with the command line's options, and the catalog that prices it; raises InputError."""
    request = one_request(asked["file"], asked_of(asked, asked["catalog_version"]))
    checked = settings_quoter(load_settings()).read(request.document, request.workload, for_analysis=True)
    click.get_current_context().with_resource(amounts_in(currency_of(checked.request.region)))
    return checked
