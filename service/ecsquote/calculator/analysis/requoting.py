"""Changed requests, quoted again: the only way in which an analysis prices anything."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import KnownPlans
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import QuoteRequest, read_request
from ecsquote.calculator.savings_plans.names import plans_in_short
from ecsquote.contract.analyses import PricedOption
from ecsquote.contract.quotes import OptionQuote, Quote
from ecsquote.errors import Fault, InputError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.workload.timeline import timeline

MAX_SERVICES = 50
"""An analysis quotes a workload dozens of times; analyze larger ones service by service."""


def priced(option: OptionQuote) -> PricedOption:
    """A quote's row in short."""
    return PricedOption(
        option.launch_option,
        option.cpu_architecture,
        plans_in_short(option.savings_plan, option.savings_plans) or None,
        option.monthly,
        option.unavailable_reason,
    )


def option_words(option: PricedOption) -> str:
    """Return the row's name for people: "EC2 On-Demand, ARM64, COMPUTE 1y NO_UPFRONT"."""
    plan = [option.savings_plan] if option.savings_plan else []
    return ", ".join([LaunchOption(option.launch_option).words, option.cpu_architecture, *plan])


def priced_options(quote: Quote) -> tuple[PricedOption, ...]:
    """Every row of a quote, cheapest first."""
    return tuple(priced(option) for option in quote.options)


def plans_slowly(request: QuoteRequest) -> bool:
    """Whether one quote of the fleets takes long: many services under many different hours."""
    services = [service.to_service() for service in request.services]
    return len(services) * len(timeline(services, request.hours_per_month)) > MANY_LOADS


def contenders(quote: Quote, request: QuoteRequest) -> list[LaunchOption]:
    """The options worth quoting again where that takes long: today's, the two cheapest, the cheapest without Spot."""
    available = [LaunchOption(option.launch_option) for option in quote.options if option.available]
    found = dict.fromkeys(available[:2])
    found |= dict.fromkeys([option for option in available if not option.spot][:1])
    if quote.current is not None:
        found[LaunchOption(quote.current.launch_option)] = None
    return [option for option in found if request.spot or not option.spot]


def contenders_words(options: Sequence[LaunchOption]) -> str:
    """What people are shown where only contenders are quoted again."""
    names = ", ".join(option.words for option in options)
    return f"only {names} are quoted again, as many different hours take long to plan; the others cost more as it is"


def current(quote: Quote) -> PricedOption | None:
    """The row of what runs today; None where that is not known."""
    today = quote.current
    return None if today is None else PricedOption(today.launch_option, today.cpu_architecture, None, today.monthly)


def cheapest(quote: Quote) -> PricedOption | None:
    """The cheapest row; None where none is available."""
    return priced(quote.options[0]) if quote.options and quote.options[0].available else None


def read_analysed(document: object, catalog: Catalog) -> QuoteRequest:
    """A request that can be analysed; raises InputError as `read_request` does, and for too many services."""
    request = read_request(document, catalog)
    if len(request.services) > MAX_SERVICES:
        message = f"must be at most {MAX_SERVICES} for an analysis, which quotes the workload many times"
        raise InputError(message, [Fault("/services", message)])
    return request


MANY_LOADS = 80
"""Services × different hours up to which every option is quoted again and again."""
BeforeEach = Callable[[], None]


def do_nothing() -> None:
    """Do nothing: the default before each quote."""


class Requoter:
    """Quotes changed copies of one request from one catalog, and counts them.

    `before_each` is called before every quote; a caller that has waited long enough raises there. Capacity is planned
    once for all quotes in which it is the same; `known` are plans of a quote before. `totals_only` as in
    `price_request`.
    """

    def __init__(
        self,
        request: QuoteRequest,
        catalog: Catalog,
        before_each: BeforeEach = do_nothing,
        known: KnownPlans | None = None,
        *,
        totals_only: bool = True,
    ) -> None:
        self.request = request
        self.catalog = catalog
        self.quotes = 0
        self._before_each = before_each
        self._known: KnownPlans = {} if known is None else known
        self._totals_only = totals_only

    def document(self) -> dict[str, Any]:
        """A copy of the request as understood, which may be changed.

        The fleet holds only what the request gave: defaults that depend on the profile and the launch option are
        filled in again when the copy is read.
        """
        document = self.request.model_dump(mode="json")
        document["fleet"] = self.request.fleet.model_dump(mode="json", exclude_unset=True)
        return document

    def quote(self, document: Mapping[str, Any] | None = None) -> Quote:
        """The quote of a changed document, or of the request itself; InputError where it is not valid."""
        self._before_each()
        self.quotes += 1
        request = self.request if document is None else read_request(document, self.catalog)
        return price_request(request, self.catalog, self._known, totals_only=self._totals_only)
