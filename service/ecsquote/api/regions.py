"""GET /v1/regions: the AWS Regions of the price catalog."""

from fastapi import APIRouter

from ecsquote.api.http.paging import Cursor, PageLimit, cut, place
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.pages import CatalogPage
from ecsquote.contract.regions import RegionRow
from ecsquote.pricing.partitions import currency_of

router = APIRouter(tags=["catalog"])


@router.get("/v1/regions")
def list_regions(context: InContext, limit: PageLimit = 100, cursor: Cursor = None) -> CatalogPage[RegionRow]:
    """List all Regions that the catalog knows, sorted by code."""
    catalog, offset = place(context, cursor)
    regions, following = cut(catalog, catalog.regions(), offset, limit)
    return CatalogPage[RegionRow](
        items=[RegionRow(code=region.code, name=region.name, currency=currency_of(region.code)) for region in regions],
        next_cursor=following,
        catalog_version=catalog.version,
    )
