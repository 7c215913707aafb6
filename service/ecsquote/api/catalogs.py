"""/v1/catalogs: the stored versions of the price catalog, the sources of their prices and their age."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.catalogs import CatalogDetail, CatalogDiff, CatalogRow, PartRow, SourceRow
from ecsquote.contract.pages import Page
from ecsquote.errors import InputError, NotFound
from ecsquote.pricing.store.manifest import CatalogManifest, Source
from ecsquote.pricing.store.version_diff import diff_versions
from ecsquote.pricing.store.version_views import show_version

router = APIRouter(tags=["catalog"])

VersionName = Annotated[str, Path(max_length=64, description="a catalog version")]


@router.get("/v1/catalogs", responses=problems(503))
def list_catalogs(context: InContext) -> Page[CatalogRow]:
    """List every stored version, newest first."""
    current = context.catalogs.current_version()
    rows = [_row(manifest, current) for manifest in context.catalogs.versions()]
    return Page[CatalogRow](items=rows, next_cursor=None)


@router.get("/v1/catalogs/current", responses=problems(503))
def current_catalog(context: InContext) -> CatalogRow:
    """Return the version that quotes use unless they name another."""
    current = context.catalogs.current_version()
    return _row(context.catalogs.manifest(current), current)


@router.get("/v1/catalogs/{version}", responses=problems(404, 422, 503))
def get_catalog(version: VersionName, context: InContext) -> CatalogDetail:
    """Return one version with the sources of its prices and their age."""
    now = datetime.now(UTC)
    try:
        view = show_version(context.catalogs, version)
    except InputError as error:
        raise NotFound(f"{error}; GET /v1/catalogs lists the stored versions") from None
    row = _row(view.manifest, version if view.current else "")
    parts = [
        PartRow(**part.model_dump(exclude={"key", "etag"}), age_days=(now - part.read_at).days) for part in view.parts
    ]
    return CatalogDetail(**row.model_dump(), ages_days=dict(view.ages_days(now)), parts=parts)


@router.get("/v1/catalogs/{before}/diff/{after}", responses=problems(404, 422, 503))
def diff_catalogs(
    before: VersionName,
    after: VersionName,
    context: InContext,
    region: Annotated[str | None, Query(max_length=64, description="only this AWS Region")] = None,
    service_code: Annotated[str | None, Query(max_length=64, description="only this service code")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="the maximum length of each list")] = 200,
) -> CatalogDiff:
    """Compare two versions: prices that rose or fell, and prices and instance types only one of them has."""
    for version in (before, after):
        try:
            context.catalogs.manifest(version)
        except InputError as error:
            raise NotFound(f"{error}; GET /v1/catalogs lists the stored versions") from None
    regions = () if region is None else (region,)
    diff = diff_versions(context.catalogs, before, after, regions=regions, service_code=service_code)
    return CatalogDiff.model_validate(diff.to_json(limit))


def _row(manifest: CatalogManifest, current: str) -> CatalogRow:
    return CatalogRow(
        version=manifest.version,
        current=manifest.version == current,
        published_at=manifest.published_at,
        rows_by_service=manifest.rows_by_service,
        rows_by_region=manifest.rows_by_region,
        sources=[_source(source) for source in manifest.sources],
        left_out=list(manifest.left_out),
        warnings=list(manifest.warnings),
    )


def _source(source: Source) -> SourceRow:
    age = datetime.now(UTC).date() - date.fromisoformat(source.newest[:10])
    return SourceRow(**source.model_dump(), age_days=max(age.days, 0))
