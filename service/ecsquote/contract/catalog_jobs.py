"""The answer of /v1/catalogs/jobs/{id}: a refresh of the price catalog and its progress."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field


class JobState(StrEnum):
    """The state of a job."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class JobProgress(BaseModel):
    """The progress of a job."""

    parts: int = Field(description="parts in progress or done; a part is a service in a Region")
    parts_done: int
    parts_total: int | None = Field(description="null until it is known which parts have changed")
    bytes: int
    rows: int


class Job(BaseModel):
    """A refresh."""

    id: str
    state: JobState
    started_at: str
    finished_at: str | None
    progress: JobProgress
    report: dict[str, Any] | None = Field(
        description="when it is done: the new version (null: the old one stays in use) and, part by part, what was "
        "renewed or kept, why, and how old it is"
    )
    error: str | None = Field(description="why it failed")
