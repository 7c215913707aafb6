"""The way from a request document to a quote: catalog → request → quote with advice → age of prices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from ecsquote.calculator.analysis.advice import HasTime, no_time_limit, with_advice, worth_a_look
from ecsquote.calculator.analysis.requoting import read_analysed
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import KnownPlans
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import QuoteRequest, read_request
from ecsquote.contract.quotes import Quote
from ecsquote.contract.workloads import QuotedWorkload
from ecsquote.errors import Fault, InputError, NotFound
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.quotes.staleness import with_staleness

MAX_VERSION_CHARACTERS = 128
"""Longer names are cut before they are looked up: no catalog version is called so."""


class CheckedRequest(NamedTuple):
    """A request without faults, the catalog that prices it, and what is said of the file that it was read from."""

    request: QuoteRequest
    catalog: Catalog
    workload: QuotedWorkload | None = None


class Quoter:
    """Prices request documents: the only way from a document to a quote.

    The API, the command line and the Python API all quote through this class. It keeps no state and reads no clock,
    so one instance serves many threads. `stale_days` is the age in days from which a quote warns of old prices.
    """

    def __init__(self, catalogs: Catalogs, stale_days: int) -> None:
        self._catalogs = catalogs
        self._stale_days = stale_days

    def quote(
        self,
        document: Mapping[str, Any],
        now: datetime,
        has_time: HasTime = no_time_limit,
        workload: QuotedWorkload | None = None,
    ) -> Quote:
        """Read and price a document; raises InputError with all faults, or CatalogError."""
        return self.price(self.read(document, workload), now, has_time)

    def catalog(self, document: Mapping[str, Any]) -> Catalog:
        """Load the catalog that a document pins with `catalog_version`, else the current one.

        Raises InputError for an unknown version, CatalogError where there is no catalog.
        """
        version = document.get("catalog_version")
        if not isinstance(version, str):  # none, or a fault that reading the request reports
            return self._catalogs.current()
        try:
            return self._catalogs.load(version[: MAX_VERSION_CHARACTERS + 1])
        except (InputError, NotFound):
            message = "is not a known catalog version; `ecsquote prices versions` or GET /v1/catalogs lists them"
            raise InputError("the catalog version is unknown", [Fault("/catalog_version", message)]) from None

    def read(
        self, document: Mapping[str, Any], workload: QuotedWorkload | None = None, *, for_analysis: bool = False
    ) -> CheckedRequest:
        """Check a document against its catalog; raises InputError with all faults, or CatalogError.

        `workload` is what is said of the file that the document was read from, for the quote to carry along.
        `for_analysis` also refuses requests with too many services for an analysis, which quotes them many times.
        """
        catalog = self.catalog(document)
        read = read_analysed if for_analysis else read_request
        return CheckedRequest(read(document, catalog), catalog, workload)

    def price(self, checked: CheckedRequest, now: datetime, has_time: HasTime = no_time_limit) -> Quote:
        """Price a request, with advice where it asks for advice, and warn of prices that are old at `now`.

        `has_time` is asked before each further quote that advice needs; once it says no, the rest is left out.
        """
        known: KnownPlans = {}
        quote = price_request(checked.request, checked.catalog, known)
        return self._finished(with_advice(quote, checked.request, checked.catalog, has_time, known), checked, now)

    def price_with_a_look(self, checked: CheckedRequest, now: datetime, has_time: HasTime) -> Quote:
        """Price a request; its advice is the short list that a table ends with, also where the request asks for none.

        `has_time` is asked before each further quote; once it says no, the rest is left out.
        """
        known: KnownPlans = {}
        quote = price_request(checked.request, checked.catalog, known)
        found = worth_a_look(quote, checked.request, checked.catalog, has_time, known)
        return self._finished(replace(quote, advice=found), checked, now)

    def price_on(self, checked: CheckedRequest, launch_options: Sequence[LaunchOption] | None, now: datetime) -> Quote:
        """Price a request on some launch options (None: on all), without the advice that it may ask for."""
        request = checked.request.model_copy(update={"launch_options": launch_options})
        return self._finished(price_request(request, checked.catalog), checked, now)

    def _finished(self, quote: Quote, checked: CheckedRequest, now: datetime) -> Quote:
        quote = replace(quote, workload=checked.workload)
        return with_staleness(quote, self._catalogs, self._stale_days, now)
