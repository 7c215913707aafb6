"""GET /v1/prices: the catalog's price rows, as AWS publishes them and as they were derived."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ecsquote.api.http.paging import CatalogPage, Cursor, Limit, cut, place
from ecsquote.api.http.problems import told_at
from ecsquote.api.runtime.context import InContext
from ecsquote.pricing.price import Basis
from ecsquote.units import ExactDecimal

router = APIRouter(tags=["catalog"])

PriceFilter = Annotated[str | None, Query(max_length=200)]


class PriceRow(BaseModel):
    """One price dimension of AWS's Price List."""

    model_config = ConfigDict(from_attributes=True)

    service_code: str
    usage_type: str | None
    region: str
    unit: str
    unit_price: ExactDecimal
    begin_range: ExactDecimal = Field(description="the price holds for quantities above this")
    end_range: ExactDecimal | None = Field(description="… up to this; null: without end")
    currency: str
    sku: str | None
    rate_code: str | None
    effective_date: str | None
    observed_on: str
    source: str
    basis: Basis
    note: str | None


@router.get("/v1/prices")
def list_prices(
    context: InContext,
    region: Annotated[str, Query(max_length=64, description="AWS Region code")],
    service_code: PriceFilter = None,
    usage_type: PriceFilter = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> CatalogPage[PriceRow]:
    """A Region's prices; `usage_type` with or without the Region's billing prefix."""
    catalog, offset = place(context, cursor)
    with told_at("/region"):
        rows, following = cut(catalog, catalog.prices(region, service_code, usage_type), offset, limit)
    return CatalogPage[PriceRow](
        items=[PriceRow.model_validate(row) for row in rows],
        next_cursor=following,
        catalog_version=catalog.version,
    )
