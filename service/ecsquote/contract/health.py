"""The answers of GET /healthz and /readyz."""

from pydantic import BaseModel


class Health(BaseModel):
    """Alive."""

    status: str


class Readiness(BaseModel):
    """Able to answer quotes, from this catalog."""

    status: str
    catalog_version: str
