"""The rows of GET /v1/regions."""

from pydantic import BaseModel, Field


class RegionRow(BaseModel):
    """An AWS Region."""

    code: str
    name: str
    currency: str = Field(description="what AWS bills there; Regions of one currency can be compared")
