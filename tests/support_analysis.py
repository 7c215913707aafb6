"""Requests to analyse, in the small priced world and in the shipped one."""

from typing import Any

from ecsquote.calculator.analysis.requoting import read_analysed
from ecsquote.calculator.request import QuoteRequest
from ecsquote.pricing.catalog.catalog import Catalog
from support_small_catalog import small_catalog

PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}


def asked(*services: dict[str, Any], **more: Any) -> tuple[QuoteRequest, Catalog]:
    """A request of these services in the small world, on Fargate unless `launch_options` says otherwise."""
    catalog = small_catalog()
    document = {"region": "us-east-1", "services": list(services), "launch_options": ["FARGATE"], **more}
    return read_analysed(document, catalog), catalog
