"""GET /v1/prices: the prices of the catalog, published by AWS or derived from published ones."""

from typing import Annotated

from fastapi import APIRouter, Query

from ecsquote.api.http.paging import Cursor, PageLimit, cut, place
from ecsquote.api.http.problems import located_at
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.pages import CatalogPage
from ecsquote.contract.prices import ListedPrice

router = APIRouter(tags=["catalog"])

PriceFilter = Annotated[str | None, Query(max_length=200)]


@router.get("/v1/prices")
def list_prices(
    context: InContext,
    region: Annotated[str, Query(max_length=64, description="AWS Region code")],
    service_code: PriceFilter = None,
    usage_type: PriceFilter = None,
    limit: PageLimit = 100,
    cursor: Cursor = None,
) -> CatalogPage[ListedPrice]:
    """List a Region's prices; `usage_type` with or without the Region's billing prefix."""
    catalog, offset = place(context, cursor)
    with located_at("/region"):
        rows, following = cut(catalog, catalog.prices(region, service_code, usage_type), offset, limit)
    return CatalogPage[ListedPrice](
        items=[ListedPrice.model_validate(row) for row in rows],
        next_cursor=following,
        catalog_version=catalog.version,
    )
