"""The rows of GET /v1/regions."""

from pydantic import BaseModel


class RegionRow(BaseModel):
    """An AWS Region."""

    code: str
    name: str
