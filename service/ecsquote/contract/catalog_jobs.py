"""The answer of /v1/catalogs/jobs/{id}: a refresh of the price catalog and its progress."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field


class JobState(StrEnum):
    """Where a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class JobProgress(BaseModel):
    """How far a job is."""

    parts: int = Field(description="parts that have been begun: a service in a Region each")
    parts_done: int
    parts_total: int | None = Field(description="null until AWS has said what has changed")
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
