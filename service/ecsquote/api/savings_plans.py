"""GET /v1/savings-plans: what Savings Plans pay for an hour of each instance type and of Fargate."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from ecsquote.api.http.paging import Cursor, PageLimit, cut, place
from ecsquote.api.http.problems import located_at
from ecsquote.api.prices import OperatingSystem, RegionCode, ServiceCode, UsageType
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.pages import CatalogPage
from ecsquote.contract.prices import ListedPlanPrice, ListedPrice
from ecsquote.pricing.catalog.catalog import PlanPrice
from ecsquote.pricing.catalog.price_filter import PlanFilter, PriceFilter
from ecsquote.pricing.catalog.price_search import search_plan_prices

router = APIRouter(tags=["catalog"])

PlanType = Annotated[Literal["COMPUTE", "EC2_INSTANCE"] | None, Query(description="only these plans")]
TermYears = Annotated[Literal["1", "3"] | None, Query(description="only plans of this term")]
PaymentOption = Annotated[
    Literal["NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT"] | None, Query(description="only plans that are paid so")
]
InstanceFamily = Annotated[
    str | None, Query(max_length=32, description="only EC2 Instance plans for this family, such as m7g")
]


@router.get("/v1/savings-plans")
def list_savings_plans(  # noqa: PLR0913, PLR0917 - FastAPI hands query parameters over by name
    context: InContext,
    region: RegionCode,
    type: PlanType = None,  # noqa: A002 - the parameter's name in the API
    term_years: TermYears = None,
    payment_option: PaymentOption = None,
    instance_family: InstanceFamily = None,
    service_code: ServiceCode = None,
    usage_type: UsageType = None,
    operating_system: OperatingSystem = None,
    limit: PageLimit = 100,
    cursor: Cursor = None,
) -> CatalogPage[ListedPlanPrice]:
    """List a Region's Savings Plan rates; names match as in `GET /v1/prices`."""
    catalog, offset = place(context, cursor)
    plans = PlanFilter(type, None if term_years is None else int(term_years), payment_option, instance_family)
    with located_at("/region"):
        wanted = PriceFilter(service_code, usage_type, operating_system)
        found = search_plan_prices(catalog, (region,), plans, wanted)
        rates, following = cut(catalog, found, offset, limit)
    return CatalogPage[ListedPlanPrice](
        items=[_listed(rate) for rate in rates], next_cursor=following, catalog_version=catalog.version
    )


def _listed(rate: PlanPrice) -> ListedPlanPrice:
    return ListedPlanPrice(
        type=rate.terms.plan_type,
        term_years=rate.terms.term_years,
        payment_option=rate.terms.payment_option,
        instance_family=rate.instance_family,
        **dict(ListedPrice.model_validate(rate.price)),
    )
