"""The answers of GET /healthz and /readyz."""

from pydantic import BaseModel


class Health(BaseModel):
    """The answer of a running process."""

    status: str


class Readiness(BaseModel):
    """The answer of a server that can quote, with its catalog version."""

    status: str
    catalog_version: str
