"""Refreshes of a running server: those that somebody orders and those of its schedule, one at a time, as jobs."""

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import anyio

from ecsquote.contract.catalog_jobs import JobState
from ecsquote.errors import EcsquoteError, NotFound, RefreshRunning
from ecsquote.pricing.refresh.job import RefreshJob, start_job
from ecsquote.pricing.refresh.order import RefreshOrder, carry_out
from ecsquote.pricing.refresh.report import RefreshReport
from ecsquote.pricing.sources.source import Progress
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.settings import Settings

JOBS_KEPT = 50
STOP_SECONDS = 10.0
"""How long a server that is told to stop waits for a refresh; one that is cut off changes nothing either."""
RETRY = timedelta(minutes=15)
"""How soon the schedule tries again after a refresh that brought no new version."""
LOOK_SECONDS = 30.0
_LOG = logging.getLogger("ecsquote.api")


class RefreshScheduler:
    """Starts refreshes and remembers the latest of them; a server's own, so other processes' are not among them."""

    def __init__(self, settings: Settings, taken_up: Callable[[], None]) -> None:
        """`taken_up` is called when a refresh has ended, so that its version is in use before its job is done."""
        self._settings = settings
        self._taken_up = taken_up
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, RefreshJob] = OrderedDict()

    def start(self, order: RefreshOrder) -> RefreshJob:
        """Begin a refresh that `check_order` has let through; RefreshRunning while another one of this server runs."""
        with self._lock:
            for job in self._jobs.values():
                if job.state is JobState.RUNNING:
                    raise RefreshRunning(f"a refresh is already running: /v1/catalogs/jobs/{job.id}")
            job = start_job(partial(self._work, order))
            self._jobs[job.id] = job
            while len(self._jobs) > JOBS_KEPT:
                self._jobs.popitem(last=False)
            return job

    def _work(self, order: RefreshOrder, progress: Progress, stop: threading.Event) -> RefreshReport:
        report = carry_out(order, self._settings, progress=progress, stop=stop)
        self._taken_up()
        _LOG.info("a refresh is done: version %s, %s", report.version, report.counts())
        return report

    def job(self, identity: str) -> RefreshJob:
        """A job by its id; NotFound for one that is not remembered."""
        job = self._jobs.get(identity)
        if job is None:
            raise NotFound("no refresh of this id is remembered here")
        return job

    def stop(self) -> None:
        """Ask what runs to stop, and wait a while for it."""
        for job in list(self._jobs.values()):
            job.stop()
            job.wait(STOP_SECONDS)

    async def follow_schedule(self, versions: Catalogs) -> None:
        """Refresh whenever the current version is as old as the settings say, until cancelled."""
        wait = timedelta(hours=self._settings.refresh_hours)
        tried: datetime | None = None
        while True:
            now = datetime.now(UTC)
            if tried is None or now - tried >= min(wait, RETRY):
                try:
                    if await anyio.to_thread.run_sync(is_due, versions, wait, now):
                        tried = now
                        self.start(RefreshOrder())
                except EcsquoteError as error:
                    _LOG.error("the schedule's refresh did not start: %s", error)
            await asyncio.sleep(min(LOOK_SECONDS, wait.total_seconds()))


def is_due(versions: Catalogs, wait: timedelta, now: datetime) -> bool:
    """Whether the current version is as old as that."""
    return now - versions.manifest(versions.current_version()).published_at >= wait
