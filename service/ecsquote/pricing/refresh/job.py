"""A refresh in the background, watched from outside: its state, how far each part is, and what came of it."""

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ecsquote.contract.catalog_jobs import JobState
from ecsquote.errors import EcsquoteError, RefreshStopped
from ecsquote.pricing.refresh.report import RefreshReport
from ecsquote.pricing.sources.source import Clock, Progress, Step

log = logging.getLogger(__name__)

Work = Callable[[Progress, threading.Event], RefreshReport]
"""A refresh that takes its progress callback and its stop event."""


@dataclass(slots=True)
class RefreshJob:
    """One refresh; `snapshot` may be asked for at any time."""

    id: str
    started_at: datetime
    state: JobState = JobState.RUNNING
    finished_at: datetime | None = None
    report: RefreshReport | None = None
    error: str | None = None
    _steps: dict[str, Step] = field(default_factory=dict)
    _overall: Step = field(default_factory=lambda: Step(""))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def watch(self, step: Step) -> None:
        """Note how far a part is."""
        with self._lock:
            if not step.part:
                self._overall = step
                return
            # The last step of a part reports rows, not bytes; keep the bytes of the step before.
            before = self._steps.get(step.part, step)
            self._steps[step.part] = replace(step, bytes_done=max(step.bytes_done, before.bytes_done))

    def stop(self) -> None:
        """Ask it to stop; the catalog stays what it was."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Until it has ended, or the time is over."""
        if self._thread is not None:
            self._thread.join(seconds)

    def snapshot(self) -> dict[str, Any]:
        """The job for scripts and the API."""
        with self._lock:
            steps, overall = list(self._steps.values()), self._overall
        return {
            "id": self.id,
            "state": self.state.value,
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
            "progress": {
                "parts": len(steps),
                "parts_done": overall.parts_done,
                "parts_total": overall.parts_total,
                "bytes": sum(step.bytes_done for step in steps),
                "rows": sum(step.rows or 0 for step in steps),
            },
            "report": self.report.to_json() if self.report else None,
            "error": self.error,
        }


def start_job(work: Work, clock: Clock | None = None) -> RefreshJob:
    """Run a refresh in a new thread."""
    clock = clock or Clock()
    job = RefreshJob(uuid.uuid4().hex, clock.now())

    def run() -> None:
        try:
            job.report = work(job.watch, job._stop)
            job.state = JobState.DONE
        except RefreshStopped as stopped:
            job.error, job.state = str(stopped), JobState.STOPPED
        except EcsquoteError as error:
            job.error, job.state = str(error), JobState.FAILED
        except Exception:
            log.exception("a refresh failed")
            job.error, job.state = "the refresh failed; the log says why", JobState.FAILED
        finally:
            job.finished_at = clock.now()

    job._thread = threading.Thread(target=run, name="refresh-job", daemon=True)
    job._thread.start()
    return job
