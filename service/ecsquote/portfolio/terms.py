"""What holds for every service of a portfolio: catalog, options, discounts, plans, fleet, month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import Bill
from ecsquote.calculator.request import QuoteRequest, catalog_faults
from ecsquote.calculator.savings_plans.names import plans_in_short
from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import input_error
from ecsquote.portfolio.service_documents import request_document
from ecsquote.pricing.catalog.catalog import Catalog

NAME = "this-portfolio-row"
"""What the service is called whose quote gives the rates of a kind; reasons leave it out."""
SHARED_FIELDS = (
    "$schema",
    "comment",
    "catalog_version",
    "discounts",
    "fleet",
    "hours_per_month",
    "launch_options",
    "savings_plan",
    "savings_plans",
    "spot",
)
DEFAULT_OPTIONS = (
    LaunchOption.FARGATE,
    LaunchOption.FARGATE_SPOT,
    LaunchOption.EC2_ON_DEMAND,
    LaunchOption.EC2_SPOT,
)
_SIZE = {"id": NAME, "cpu": 256, "memory_mib": 512, "architecture": "X86_64", "operating_system": "LINUX", "tasks": 1}


@dataclass(frozen=True)
class PortfolioTerms:
    """One catalog and the checked fields that all services share."""

    catalog: Catalog
    shared: Mapping[str, Any]
    options: tuple[LaunchOption, ...]

    @cached_property
    def request(self) -> QuoteRequest:
        """The terms as the calculator reads them, in a request for any service."""
        return self.request_of(_SIZE, self.region_codes[0])

    @cached_property
    def region_codes(self) -> tuple[str, ...]:
        """The Regions that have prices."""
        return tuple(sorted(region.code for region in self.catalog.regions()))

    @cached_property
    def savings_plan(self) -> str | None:
        """The Savings Plan in short, None without."""
        request = self.request
        if not request.plans:
            return None
        plan = None if request.savings_plan is None else request.savings_plan.model_dump(mode="json")
        return plans_in_short(plan, [each.model_dump(mode="json") for each in request.savings_plans])

    @property
    def hours_per_month(self) -> Decimal:
        """The month's length."""
        return self.request.hours_per_month

    def bill(self, region: str) -> Bill:
        """What the calculator's components bill themselves with."""
        return Bill(self.catalog, region, self.hours_per_month)

    def request_of(self, row: Mapping[str, Any], region: str) -> QuoteRequest:
        """The request of one service alone; InputError with every fault."""
        document = request_document({**row, "id": NAME, "region": region}, self.shared)
        document["launch_options"] = [option.value for option in self.options]
        try:
            return QuoteRequest.model_validate(document)
        except ValidationError as error:
            raise input_error(error, document, QuoteRequest) from None


def portfolio_terms(
    catalog: Catalog, shared: Mapping[str, Any], options: Sequence[LaunchOption] = ()
) -> PortfolioTerms:
    """The terms of a request file; InputError for what is about one service or is not valid."""
    faults = [
        Fault(f"/{name}", f"is not for a whole portfolio; it takes {', '.join(SHARED_FIELDS[2:])}")
        for name in shared
        if name not in SHARED_FIELDS
    ]
    if faults:
        raise InputError("the request of a portfolio is not valid", faults)
    asked = [LaunchOption(each) for each in options or _options_of(shared)]
    for option in asked:
        if option not in DEFAULT_OPTIONS:
            known = ", ".join(DEFAULT_OPTIONS)
            raise InputError(
                "the request of a portfolio is not valid",
                [Fault("/launch_options", f"must be among {known}, not {option}")],
            )
    if shared.get("spot") is False and not options and "launch_options" not in shared:
        asked = [option for option in asked if not option.spot]
    terms = PortfolioTerms(catalog, dict(shared), tuple(dict.fromkeys(asked)))
    if wrong := list(catalog_faults(terms.request, catalog)):
        raise InputError("the request of a portfolio is not valid", wrong)
    return terms


def _options_of(shared: Mapping[str, Any]) -> Sequence[str]:
    given = shared.get("launch_options")
    if given is None:
        return DEFAULT_OPTIONS
    names = [option.value for option in LaunchOption]
    if not isinstance(given, list) or not given or not all(name in names for name in given):
        raise InputError(
            "the request of a portfolio is not valid",
            [Fault("/launch_options", f"must be a list of {', '.join(DEFAULT_OPTIONS)}")],
        )
    return given
