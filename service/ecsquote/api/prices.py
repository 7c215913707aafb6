"""GET /v1/prices: the prices of the catalog, published by AWS or derived from published ones."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from ecsquote.api.http.paging import Cursor, PageLimit, cut, place
from ecsquote.api.http.problems import located_at
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.pages import CatalogPage
from ecsquote.contract.prices import ListedPrice
from ecsquote.pricing.catalog.price_filter import PriceFilter
from ecsquote.pricing.catalog.price_search import search_prices

router = APIRouter(tags=["catalog"])

RegionCode = Annotated[str, Query(max_length=64, description="AWS Region code")]
ServiceCode = Annotated[
    str | None, Query(max_length=200, description="a service code, such as AmazonECS, or a part of it")
]
UsageType = Annotated[
    str | None,
    Query(max_length=200, description="a usage type, with or without the Region's billing prefix, or a part of it"),
]
OperatingSystem = Annotated[Literal["LINUX", "WINDOWS"] | None, Query(description="only rows for it")]


@router.get("/v1/prices")
def list_prices(
    context: InContext,
    region: RegionCode,
    service_code: ServiceCode = None,
    usage_type: UsageType = None,
    operating_system: OperatingSystem = None,
    limit: PageLimit = 100,
    cursor: Cursor = None,
) -> CatalogPage[ListedPrice]:
    """List a Region's prices: those of exactly these names, else those whose names contain them."""
    catalog, offset = place(context, cursor)
    with located_at("/region"):
        found = search_prices(catalog, (region,), PriceFilter(service_code, usage_type, operating_system))
        rows, following = cut(catalog, found, offset, limit)
    return CatalogPage[ListedPrice](
        items=[ListedPrice.model_validate(row) for row in rows],
        next_cursor=following,
        catalog_version=catalog.version,
    )
