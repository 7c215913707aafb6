"""What all tools price with: one store of catalogs, the time limits of the settings, and searches one by one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Any, TypeVar

from pydantic import TypeAdapter

from ecsquote.account.report import ReportOptions, report
from ecsquote.account.saved_scan import read_saved_scan
from ecsquote.agents.time_limits import ANALYSIS_SECONDS, analysis_ends, time_left
from ecsquote.budgets.budget import read_budgets
from ecsquote.budgets.check import check_budgets
from ecsquote.budgets.workloads import NO_BASE, CheckedWorkload, PricedQuote, needed_options
from ecsquote.calculator.analysis.break_even import break_even
from ecsquote.calculator.analysis.requoting import BeforeEach
from ecsquote.calculator.analysis.what_if import what_if
from ecsquote.calculator.placement.work_limit import limited
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.analyses import BreakEven, WhatIf
from ecsquote.contract.axis import Axis
from ecsquote.contract.budget_checks import check_document
from ecsquote.contract.prices import ListedPrice
from ecsquote.contract.quotes import quote_document
from ecsquote.contract.scans import account_report_document
from ecsquote.inputs.quote_requests import ReadRequest
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.catalog.price_filter import PriceFilter
from ecsquote.pricing.catalog.price_search import search_prices
from ecsquote.pricing.store.opening import open_store
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import Settings

Document = dict[str, Any]
Result = TypeVar("Result")


class PricingDesk:
    """Prices what tools were called with; one instance serves all calls at once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.catalogs = open_store(settings)
        self._quoter = Quoter(self.catalogs, settings.stale_days)
        self._searches = BoundedSemaphore(settings.quote_threads)

    def quote(self, read: ReadRequest) -> Document:
        """The quote of a request as a document."""
        seconds = self.settings.quote_seconds
        now = datetime.now(UTC)
        return self._in_time(
            seconds,
            lambda: quote_document(self._quoter.quote(read.document, now, time_left(seconds), read.workload)),
        )

    def break_even(self, read: ReadRequest) -> Document:
        """At how many tasks the cheapest option changes."""

        def analyse(request: QuoteRequest, catalog: Catalog, before_each: BeforeEach) -> BreakEven:
            return break_even(request, catalog, Axis.TASKS, before_each=before_each)

        return self._analysis(read, analyse, TypeAdapter(BreakEven))

    def what_if(self, read: ReadRequest) -> Document:
        """What ARM, another size, trunking or other instances would save."""

        def analyse(request: QuoteRequest, catalog: Catalog, before_each: BeforeEach) -> WhatIf:
            return what_if(request, catalog, before_each=before_each)

        return self._analysis(read, analyse, TypeAdapter(WhatIf))

    def check(self, read: ReadRequest, base: ReadRequest | None, budgets: Mapping[str, Any]) -> Document:
        """The verdict of budgets on a workload, and on its change from a base."""
        limits = read_budgets(budgets, self.catalogs.current())

        def priced(side: ReadRequest) -> PricedQuote:
            checked = self._quoter.read(side.document, side.workload)
            quote = self._quoter.price_on(checked, needed_options(checked.request, limits), datetime.now(UTC))
            return PricedQuote.of(quote_document(quote), checked.request.launch_options)

        def judged() -> Document:
            name = read.document.get("name")
            names = (name if isinstance(name, str) and name.strip() else "workload",)
            workload = CheckedWorkload(names, priced(read), NO_BASE if base is None else priced(base))
            return check_document(check_budgets(limits, [workload]))

        return self._in_time(self.settings.quote_seconds, judged)

    def prices(self, region: str, service_code: str | None, usage_type: str | None) -> tuple[str, Sequence[Document]]:
        """The version of the catalog, and its prices; InputError for a Region that it does not have."""
        catalog = self.catalogs.current()
        rows = search_prices(catalog, (region,), PriceFilter(service_code, usage_type))
        return catalog.version, [ListedPrice.model_validate(row).model_dump(mode="json") for row in rows]

    def report(self, saved_scan: bytes) -> Document:
        """The report of a saved account at today's prices."""
        scan = read_saved_scan(saved_scan)
        now = datetime.now(UTC)
        return self._in_time(
            ANALYSIS_SECONDS,
            lambda: account_report_document(report(scan, ReportOptions(), self._quoter, now)),
        )

    def _analysis(
        self,
        read: ReadRequest,
        analyse: Callable[[QuoteRequest, Catalog, BeforeEach], Any],
        answer: TypeAdapter[Any],
    ) -> Document:
        checked = self._quoter.read(read.document, read.workload, for_analysis=True)

        def analysed() -> Document:
            found = analyse(checked.request, checked.catalog, analysis_ends())
            document: Document = answer.dump_python(found, mode="json")
            return document

        return self._in_time(ANALYSIS_SECONDS, analysed)

    def _in_time(self, seconds: float, work: Callable[[], Result]) -> Result:
        with self._searches, limited(time_left(seconds)):
            return work()
