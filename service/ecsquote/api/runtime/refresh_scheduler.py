"""The refresh jobs of a running server, requested or scheduled, one at a time."""

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
"""How long a stopping server waits for a refresh; an interrupted refresh changes nothing."""
RETRY = timedelta(minutes=15)
"""How soon the schedule retries after a refresh without a new version."""
LOOK_SECONDS = 30.0
_LOG = logging.getLogger("ecsquote.api")


class RefreshScheduler:
    """Start refreshes and remember the latest jobs of this process."""

    def __init__(self, settings: Settings, taken_up: Callable[[], None]) -> None:
        """`taken_up` is called at the end of a refresh, so that its version is in use before its job is done."""
        self._settings = settings
        self._taken_up = taken_up
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, RefreshJob] = OrderedDict()

    def start(self, order: RefreshOrder) -> RefreshJob:
        """Start a refresh that `check_order` accepts; raises RefreshRunning while another one runs."""
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
        _LOG.info("refresh finished: version %s, %s", report.version, report.counts())
        return report

    def job(self, identity: str) -> RefreshJob:
        """Return a job by its id; raises NotFound for an unknown one."""
        job = self._jobs.get(identity)
        if job is None:
            raise NotFound("no refresh with this id is known to this server")
        return job

    def stop(self) -> None:
        """Stop a running job and wait up to STOP_SECONDS for it."""
        for job in list(self._jobs.values()):
            job.stop()
            job.wait(STOP_SECONDS)

    async def follow_schedule(self, versions: Catalogs) -> None:
        """Refresh whenever the current version reaches the age in the settings, until cancelled."""
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
                    _LOG.error("the scheduled refresh did not start: %s", error)
            await asyncio.sleep(min(LOOK_SECONDS, wait.total_seconds()))


def is_due(versions: Catalogs, wait: timedelta, now: datetime) -> bool:
    """Return whether the current version is at least `wait` old."""
    return now - versions.manifest(versions.current_version()).published_at >= wait
