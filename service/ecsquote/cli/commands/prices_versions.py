"""`ecsquote prices versions`: which catalog versions are kept, where each comes from and how old its prices are."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.pricing.store.manifest import CatalogManifest
    from ecsquote.pricing.store.provenance import PartRecord
    from ecsquote.pricing.store.version_views import VersionView


@click.command("versions")
@click.option("--show", "shown", metavar="V", help="Of this version: each source and service, and how old it is.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(shown: str | None, form: str) -> None:
    """List the catalog versions that quotes can be priced from, newest first."""
    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.pricing.store.version_views import show_version
    from ecsquote.settings import load_settings

    store = catalog_store(load_settings())
    now = datetime.now(UTC)
    if shown is not None:
        view = show_version(store, shown)
        _write(form, version_document(view, now), _version(view, now))
        return
    current = store.current_version()
    manifests = store.versions()
    documents = [_summary(manifest, current, now) for manifest in manifests]
    _write(form, documents, _list(documents))


def _write(form: str, document: Any, tables: Iterator[RenderableType]) -> None:
    from rich.console import Group

    from ecsquote.cli.output.terminal import show

    if form == "json":
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        show([Group(*tables)], sys.stdout)


def _summary(manifest: CatalogManifest, current: str, now: datetime) -> dict[str, Any]:
    return {
        "version": manifest.version,
        "current": manifest.version == current,
        "published_at": manifest.published_at.isoformat(timespec="seconds"),
        "age_days": max((now - manifest.published_at).days, 0),
        "prices": sum(manifest.rows_by_service.values()),
        "oldest": min((source.oldest for source in manifest.sources), default=None),
        "newest": max((source.newest for source in manifest.sources), default=None),
    }


def version_document(view: VersionView, now: datetime) -> dict[str, Any]:
    """A version with its provenance, for scripts."""
    manifest = view.manifest
    return {
        **_summary(manifest, manifest.version if view.current else "", now),
        "rows_by_service": manifest.rows_by_service,
        "rows_by_region": manifest.rows_by_region,
        "sources": [
            {**source.model_dump(), "age_days": _days(source.newest, now), "oldest_days": _days(source.oldest, now)}
            for source in manifest.sources
        ],
        "ages_days": dict(view.ages_days(now)),
        "parts": [{**part.model_dump(mode="json"), "age_days": (now - part.read_at).days} for part in view.parts],
        "left_out": [part.model_dump() for part in manifest.left_out],
        "warnings": list(manifest.warnings),
    }


def _days(day: str, now: datetime) -> int:
    return max((now.date() - date.fromisoformat(day[:10])).days, 0)


def _list(documents: Sequence[dict[str, Any]]) -> Iterator[RenderableType]:
    from ecsquote.cli.output.analysis_output import table

    rows = table("Version", "Published", "Age, days", "Prices", "Read from", "to", "", right=("Age, days", "Prices"))
    for each in documents:
        rows.add_row(
            each["version"],
            each["published_at"],
            str(each["age_days"]),
            f"{each['prices']:,}",
            each["oldest"],
            each["newest"],
            "current" if each["current"] else "",
        )
    yield rows


def _version(view: VersionView, now: datetime) -> Iterator[RenderableType]:
    from rich.text import Text

    from ecsquote.cli.output.analysis_output import table

    manifest = view.manifest
    mark = ", the current one" if view.current else ""
    yield Text(f"{manifest.version}{mark}, published {manifest.published_at.isoformat(timespec='seconds')}\n")
    rows = table("Source", "Rows", "Read from", "to", "Age, days", right=("Rows", "Age, days"))
    for source in sorted(manifest.sources, key=lambda source: -source.rows):
        rows.add_row(source.source, f"{source.rows:,}", source.oldest, source.newest, str(_days(source.newest, now)))
    yield rows
    if view.parts:
        yield Text("\nRead from AWS", style="bold")
        yield _parts(view.parts, now)
    if manifest.warnings:
        yield Text("\nNote", style="bold")
        yield from (Text(f"  {warning}") for warning in manifest.warnings)


def _parts(parts: Sequence[PartRecord], now: datetime) -> RenderableType:
    from ecsquote.cli.output.analysis_output import table

    figures = ("Regions", "Rows", "Age, days")
    rows = table("Source", "Service", "Published by AWS", *figures, right=figures)
    groups: dict[tuple[str, str], list[PartRecord]] = {}
    for part in parts:
        groups.setdefault((part.source, part.service_code), []).append(part)
    for (source, service), group in sorted(groups.items()):
        published = sorted({part.published_at[:10] for part in group if part.published_at})
        ages = sorted({(now - part.read_at).days for part in group})
        rows.add_row(
            source,
            service,
            _span(published),
            str(len(group)),
            f"{sum(part.rows for part in group):,}",
            _span(list(map(str, ages))),
        )
    return rows


def _span(values: Sequence[str]) -> str:
    """One value, or the first and the last of several."""
    return " to ".join(dict.fromkeys((values[0], values[-1]))) if values else ""
