"""What must hold for every bill: more usage never costs less, a plan never costs more than it says."""

from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import QuoteRequest, read_request
from ecsquote.contract.quotes import OptionQuote
from ecsquote.errors import InputError
from support_catalog import shipped_catalog
from support_requests import FARGATE_SIZES, REGIONS, quote_requests, services, usages
from support_small_catalog import service

DUST = Decimal("1e-6")
"""Quantities without a finite decimal are rounded at the 12th place."""
ON_FARGATE = ["FARGATE"]
EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def rows(document: dict[str, Any]) -> tuple[OptionQuote, ...]:
    catalog = shipped_catalog()
    return price_request(read_request(document, catalog), catalog).options


def monthly(document: dict[str, Any]) -> Decimal | None:
    """USD a month on Fargate without a plan; None where it is not available."""
    (row,) = rows(document)
    return row.monthly


def added(usage: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Both usages together: numbers added up, lists one after the other."""
    total = deepcopy(usage)
    for name, value in more.items():
        if name not in total:
            total[name] = value
        elif isinstance(value, dict):
            total[name] = added(total[name], value)
        elif isinstance(value, list):
            total[name] = [*total[name], *value]
        elif name not in ("availability_zones", "account_internet_out_gb"):
            total[name] = str(Decimal(total[name]) + Decimal(value))
    return total


def whole_counts(usage: dict[str, Any]) -> dict[str, Any]:
    """Sums of counts as the whole numbers that they are."""
    return {
        name: {key: int(inner) if key in ("count", "interface_endpoints") else inner for key, inner in value.items()}
        if isinstance(value, dict)
        else value
        for name, value in usage.items()
    }


@EXAMPLES
@given(usages(), usages(), st.sampled_from(REGIONS))
def test_adding_usage_never_lowers_a_bill(usage: dict[str, Any], more: dict[str, Any], region: str) -> None:
    document = {"region": region, "services": [service("web", {"tasks": 1})], "launch_options": ON_FARGATE}
    before = monthly({**document, "usage": usage})
    after = monthly({**document, "usage": whole_counts(added(usage, more))})
    assume(before is not None and after is not None)
    assert before is not None
    assert after is not None
    assert after >= before


TIERS = (0, 1_000, 100 + 10 * 1024, 100 + 50 * 1024, 100 + 150 * 1024)
"""GB to the internet, behind the 100 that are free, at which another price begins (and one at which none does)."""


@EXAMPLES
@given(st.sampled_from(TIERS), st.integers(-300, 300), st.integers(1, 300), st.sampled_from(REGIONS))
def test_a_few_gb_more_never_lower_a_bill_where_tiers_begin(tier: int, beside: int, more: int, region: str) -> None:
    document = {"region": region, "services": [service("web", {"tasks": 1})], "launch_options": ON_FARGATE}
    few = max(0, tier + beside)
    sent = ({"data_transfer": {"internet_out_gb": gb}} for gb in (few, few + more))
    before, after = (monthly({**document, "usage": usage}) for usage in sent)
    assume(before is not None and after is not None)
    assert before is not None
    assert after is not None
    assert after > before or few + more <= 100


@EXAMPLES
@given(services("s0"), services("s1"), st.sampled_from(REGIONS))
def test_adding_a_service_or_a_task_never_lowers_a_bill(
    first: dict[str, Any], second: dict[str, Any], region: str
) -> None:
    document = {"region": region, "launch_options": ON_FARGATE}
    one = monthly({**document, "services": [first]})
    both = monthly({**document, "services": [first, second]})
    assume(one is not None and both is not None)
    assert one is not None
    assert both is not None
    assert both >= one
    if "tasks" in first["load"]:
        more = {**first, "load": {"tasks": int(first["load"]["tasks"]) + 1}}
        larger = monthly({**document, "services": [more]})
        assert larger is not None
        assert larger > one


@EXAMPLES
@given(
    st.lists(st.integers(0, 9), min_size=24, max_size=24),
    st.sampled_from(FARGATE_SIZES),
    st.sampled_from([1, 3]),
    st.one_of(st.none(), st.decimals(0, 3, places=4).map(str)),
)
def test_a_plan_never_costs_more_than_its_commitment_plus_on_demand(
    counts: list[int], size: tuple[Any, Any], years: int, commitment: str | None
) -> None:
    plan = {"type": "COMPUTE", "term_years": years, "payment_option": "NO_UPFRONT", "hourly_commitment": commitment}
    web = service("web", {"hourly_tasks": counts}, cpu=size[0], memory=size[1])
    assume(any(counts))
    found = rows({"region": "us-east-1", "services": [web], "launch_options": ON_FARGATE, "savings_plan": plan})
    (on_demand,) = (row for row in found if row.savings_plan is None)
    (planned,) = (row for row in found if row.savings_plan is not None)
    assert on_demand.monthly is not None
    assert planned.monthly is not None
    assert planned.savings_plan is not None
    if commitment is not None:
        assert Decimal(planned.savings_plan["hourly_commitment"]) == Decimal(commitment)
    paid = Decimal(planned.savings_plan["hourly_commitment"]) * 730
    assert paid <= planned.monthly + DUST
    assert planned.monthly <= paid + on_demand.monthly + DUST
    if commitment is None:  # just enough for the steady part: every dollar of it is used, and saves
        assert planned.monthly <= on_demand.monthly + DUST


def parts(load: dict[str, Any], share: Fraction) -> tuple[dict[str, Any], dict[str, Any]]:
    """A load cut in two."""
    first: dict[str, Any] = {}
    second: dict[str, Any] = {}
    for name, value in load.items():
        if name in ("tasks", "runs_per_month"):
            first[name] = str(int(int(value) * share))
            second[name] = str(int(value) - int(first[name]))
        elif name == "hourly_tasks":
            first[name] = [int(count * share) for count in value]
            second[name] = [count - part for count, part in zip(value, first[name], strict=True)]
        elif name == "average_tasks":
            first[name] = str((Decimal(value) / 2).quantize(Decimal("0.001")))
            second[name] = str(Decimal(value) - Decimal(first[name]))
        elif name == "seconds_per_run":
            first[name] = second[name] = value
    return first, second


@EXAMPLES
@given(services("whole"), st.fractions(0, 1, max_denominator=8), st.sampled_from(REGIONS))
def test_splitting_a_service_does_not_change_fargate_s_bill(
    whole: dict[str, Any], share: Fraction, region: str
) -> None:
    assume("hourly_demand" not in whole["load"])  # its tasks are rounded up, in each half for itself
    first, second = parts(whole["load"], share)
    halves = [{**whole, "name": "first", "load": first}, {**whole, "name": "second", "load": second}]
    document = {"region": region, "launch_options": ["FARGATE"]}
    together = monthly({**document, "services": [whole]})
    apart = monthly({**document, "services": halves})
    assert (together is None) == (apart is None)
    if together is not None and apart is not None:
        assert abs(together - apart) < DUST


@cache
def rows_of(region: str) -> frozenset[tuple[Any, ...]]:
    """What names the rows that the catalog lists under a Region."""
    prices = shipped_catalog().prices(region)
    return frozenset((price.service_code, price.usage_type, price.unit_price, price.source) for price in prices)


@settings(EXAMPLES, max_examples=30)
@given(quote_requests())
def test_a_quote_in_one_region_never_uses_another_s_row(request: dict[str, Any]) -> None:
    """Every line's price is that of a row which the catalog lists under the request's own Region."""
    catalog = shipped_catalog()
    options = ["FARGATE", "FARGATE_SPOT", "EC2_ON_DEMAND", "MANAGED_INSTANCES_SPOT"]
    fleet = {"instance_types": ["m5.2xlarge"], "eni_trunking": True}
    request = {**request, "launch_options": options, "fleet": fleet, "discounts": []}
    try:
        asked: QuoteRequest = read_request(request, catalog)
    except InputError:
        return
    own = rows_of(asked.region)
    for row in price_request(asked, catalog).options:
        for line in row.line_items:
            price = line.price
            if line.component != "savings_plan":
                assert (price.service_code, price.usage_type, line.unit_price, price.source) in own, line
