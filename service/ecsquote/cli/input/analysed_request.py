"""The request of an analysis command, read from FILE and the options that all of them share."""

from typing import Any

from ecsquote.cli.input.catalogs import settings_quoter
from ecsquote.inputs.workload_document import Overrides, read_request_document
from ecsquote.quotes.quoter import CheckedRequest
from ecsquote.settings import load_settings

Asked = dict[str, Any]
"""The shared options as click hands them over."""


def asked_request(asked: Asked) -> CheckedRequest:
    """Read the request in FILE with the command line's options, and the catalog that prices it; raises InputError."""
    overrides = Overrides(asked["region"], asked["tasks"], asked["launch_options"], asked["catalog_version"])
    document = read_request_document(asked["file"], overrides)
    return settings_quoter(load_settings()).read(document, for_analysis=True)
