"""/v1/catalogs: the price catalog versions kept here, and where their figures come from and how old they are."""

from datetime import UTC, date, datetime

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from ecsquote.api.context import InContext
from ecsquote.api.pages import Page
from ecsquote.api.schemas import problems
from ecsquote.pricing.manifest import CatalogManifest, LeftOutRows, Source

router = APIRouter(tags=["catalog"])


class SourceRow(BaseModel):
    """Where rows were read, and the oldest and newest day they were read on."""

    source: str
    rows: int
    oldest: str
    newest: str
    age_days: int = Field(description="whole days since the newest was read")


class CatalogRow(BaseModel):
    """One version of the price catalog."""

    version: str
    current: bool = Field(description="true for the version that quotes use unless they name another")
    published_at: AwareDatetime
    rows_by_service: dict[str, int]
    rows_by_region: dict[str, int]
    sources: list[SourceRow]
    left_out: list[LeftOutRows] = Field(description="rows of a source that a rule left out, and why")
    warnings: list[str]


@router.get("/v1/catalogs", responses=problems(503))
def list_catalogs(context: InContext) -> Page[CatalogRow]:
    """Every version kept, newest first."""
    current = context.catalogs.current_version()
    rows = [_row(manifest, current) for manifest in context.catalogs.versions()]
    return Page[CatalogRow](items=rows, next_cursor=None)


@router.get("/v1/catalogs/current", responses=problems(503))
def current_catalog(context: InContext) -> CatalogRow:
    """The version that quotes use unless they name another."""
    current = context.catalogs.current_version()
    return _row(context.catalogs.manifest(current), current)


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
