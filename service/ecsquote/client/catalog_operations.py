"""The operations of the price catalog: Regions, prices, plan rates, versions and refreshes."""

from typing import Literal

from ecsquote.client.call import Body, Call, document, operation, said
from ecsquote.contract.catalog_jobs import Job
from ecsquote.contract.catalogs import CatalogDetail, CatalogDiff, CatalogRow
from ecsquote.contract.instance_types import InstanceTypeRow
from ecsquote.contract.pages import CatalogPage, Page
from ecsquote.contract.prices import ListedPlanPrice, ListedPrice
from ecsquote.contract.regions import RegionRow

OperatingSystem = Literal["LINUX", "WINDOWS"]


@operation("GET", "/v1/regions")
def list_regions(*, limit: int | None = None, cursor: str | None = None) -> Call[CatalogPage[RegionRow]]:
    """List the Regions of the catalog."""
    return Call(document(CatalogPage[RegionRow]), query=said(limit=limit, cursor=cursor))


@operation("GET", "/v1/instance-types")
def list_instance_types(
    *,
    region: str | None = None,
    operating_system: OperatingSystem | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[CatalogPage[InstanceTypeRow]]:
    """List the instance types of the catalog, with the prices of a Region."""
    query = said(region=region, operating_system=operating_system, limit=limit, cursor=cursor)
    return Call(document(CatalogPage[InstanceTypeRow]), query=query)


@operation("GET", "/v1/prices")
def list_prices(
    region: str,
    *,
    service_code: str | None = None,
    usage_type: str | None = None,
    operating_system: OperatingSystem | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[CatalogPage[ListedPrice]]:
    """List the prices of a Region."""
    return Call(document(CatalogPage[ListedPrice]), query=said(**locals()))


@operation("GET", "/v1/savings-plans")
def list_savings_plans(  # noqa: PLR0913 - one parameter for each of the operation
    region: str,
    *,
    type: Literal["COMPUTE", "EC2_INSTANCE"] | None = None,  # noqa: A002 - the parameter's name in the API
    term_years: Literal[1, 3] | None = None,
    payment_option: Literal["NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT"] | None = None,
    instance_family: str | None = None,
    service_code: str | None = None,
    usage_type: str | None = None,
    operating_system: OperatingSystem | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[CatalogPage[ListedPlanPrice]]:
    """List the Savings Plan rates of a Region."""
    return Call(document(CatalogPage[ListedPlanPrice]), query=said(**locals()))


@operation("GET", "/v1/catalogs")
def list_catalogs() -> Call[Page[CatalogRow]]:
    """List every stored catalog version, newest first."""
    return Call(document(Page[CatalogRow]))


@operation("GET", "/v1/catalogs/current")
def current_catalog() -> Call[CatalogRow]:
    """Return the catalog version that quotes use unless they name another."""
    return Call(document(CatalogRow))


@operation("GET", "/v1/catalogs/{version}")
def get_catalog(version: str) -> Call[CatalogDetail]:
    """Return one catalog version with the sources of its prices and their age."""
    return Call(document(CatalogDetail), {"version": version})


@operation("GET", "/v1/catalogs/{before}/diff/{after}")
def diff_catalogs(
    before: str, after: str, *, region: str | None = None, service_code: str | None = None, limit: int | None = None
) -> Call[CatalogDiff]:
    """Compare two catalog versions."""
    query = said(region=region, service_code=service_code, limit=limit)
    return Call(document(CatalogDiff), {"before": before, "after": after}, query)


@operation("POST", "/v1/catalogs")
def start_refresh(body: Body) -> Call[Job]:
    """Start a refresh of the catalog from AWS; needs the administrator's key if the server has one."""
    return Call(document(Job), body=body, admin=True, again=False)


@operation("GET", "/v1/catalogs/jobs/{job_id}")
def get_job(job_id: str) -> Call[Job]:
    """Return a refresh: its state, its progress and its result."""
    return Call(document(Job), {"job_id": job_id})
