"""A refresh requested on the command line, over HTTP or by the schedule: checked, then run."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ecsquote.errors import Fault, InputError, RefreshStopped
from ecsquote.pricing.refresh.assembling import BaseTables
from ecsquote.pricing.refresh.report import PartOutcome, RefreshPlan, RefreshReport
from ecsquote.pricing.refresh.run import refresh
from ecsquote.pricing.refresh_choices import BULK, Accept
from ecsquote.pricing.sources.all_sources import SourceOptions, open_sources
from ecsquote.pricing.sources.row_map.index import OFFERS
from ecsquote.pricing.sources.source import Progress, Step, no_progress
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.opening import local_root, open_store
from ecsquote.settings import Settings


@dataclass(frozen=True, slots=True)
class RefreshOrder:
    """What to refresh, and from where; empty services and Regions are all that the catalog knows."""

    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    source: str = BULK
    accept: frozenset[Accept] = frozenset()
    rate_card: Path | None = None

    def plan(self) -> RefreshPlan:
        """The order as the refresh takes it."""
        return RefreshPlan(regions=self.regions, services=self.services or OFFERS, accept=self.accept)


def check_order(order: RefreshOrder, settings: Settings) -> None:
    """Refuse services that no quote needs and Regions that the catalog does not know; InputError names all."""
    store = open_store(settings, begins_with_shipped=True)
    if faults := list(_faults(order, store)):
        raise InputError("the refresh asks for what there is not", faults)


def _faults(order: RefreshOrder, store: CatalogStore) -> Iterator[Fault]:
    for number, service in enumerate(order.services):
        if service not in OFFERS:
            yield Fault(f"/services/{number}", f"must be one of {', '.join(OFFERS)}, not {service!r}")
    if order.regions:
        folder = store.folder(version := store.current_version())
        known = set(BaseTables(folder, files.read_manifest(folder)).regions())
        for number, region in enumerate(order.regions):
            if region not in known:
                yield Fault(f"/regions/{number}", f"the catalog {version} knows no Region {region!r}")


def carry_out(
    order: RefreshOrder,
    settings: Settings,
    *,
    progress: Progress = no_progress,
    stop: threading.Event | None = None,
) -> RefreshReport:
    """Refresh the catalog of the settings; the new version, if there is one, is in use once this returns.

    Raises RefreshRunning, RefreshStopped and CatalogError as `refresh` does; then the catalog is what it was.
    """
    stop = stop or threading.Event()
    store = open_store(settings, begins_with_shipped=True)
    options = SourceOptions(
        settings.price_list_url,
        settings.fargate_spot_url,
        settings.spot_advisor_url,
        settings.plan_prices_url,
        price_list=order.source,
        rate_card=order.rate_card,
    )

    def watched(step: Step) -> None:
        if stop.is_set():
            raise RefreshStopped("the refresh was stopped; the catalog is what it was")
        progress(step)

    with open_sources(options) as sources:
        report = refresh(order.plan(), local_root(settings), store, sources, progress=watched, stop=stop)
    if report.version is not None:
        store.share(report.version)
    return report


def reached_nothing(report: RefreshReport) -> bool:
    """True where no source gave anything, so that prices are as old as they were."""
    return bool(report.parts or report.left_out) and all(part.outcome is PartOutcome.KEPT_OLD for part in report.parts)
