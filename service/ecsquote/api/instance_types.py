"""GET /v1/instance-types: the capacity of EC2 instance types for ECS tasks, and their prices in a Region."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from ecsquote.api.http.paging import Cursor, PageLimit, cut, place
from ecsquote.api.http.problems import located_at
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.instance_types import InstanceTypeRow
from ecsquote.contract.pages import CatalogPage
from ecsquote.pricing.catalog.catalog import Catalog

router = APIRouter(tags=["catalog"])


@router.get("/v1/instance-types")
def list_instance_types(
    context: InContext,
    region: Annotated[str | None, Query(max_length=64, description="only the types that this Region sells")] = None,
    operating_system: Annotated[Literal["LINUX", "WINDOWS"], Query(description="for the prices")] = "LINUX",
    limit: PageLimit = 100,
    cursor: Cursor = None,
) -> CatalogPage[InstanceTypeRow]:
    """List instance types by name; with `region`, those that it sells, with their prices."""
    catalog, offset = place(context, cursor)
    with located_at("/region"):
        rows, following = cut(catalog, _rows(catalog, region, operating_system), offset, limit)
    return CatalogPage[InstanceTypeRow](items=rows, next_cursor=following, catalog_version=catalog.version)


def _rows(catalog: Catalog, region: str | None, operating_system: str) -> list[InstanceTypeRow]:
    types = catalog.instance_types
    if region is None:
        return [InstanceTypeRow.model_validate(types[name]) for name in sorted(types)]
    offers = catalog.offers(region, operating_system)
    spot = catalog.offers(region, operating_system, spot=True)
    hourly = {offer.instance_type.name: offer.price.unit_price for offer in offers}
    spot_hourly = {offer.instance_type.name: offer.price.unit_price for offer in spot}
    return [
        InstanceTypeRow.model_validate(types[name]).model_copy(
            update={"on_demand_hourly": hourly.get(name), "spot_hourly": spot_hourly.get(name)}
        )
        for name in sorted((hourly.keys() | spot_hourly.keys()) & types.keys())
    ]
