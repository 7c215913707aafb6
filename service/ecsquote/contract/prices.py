"""The rows of GET /v1/prices."""

from pydantic import BaseModel, ConfigDict, Field

from ecsquote.contract.price_basis import Basis
from ecsquote.units import ExactDecimal


class ListedPrice(BaseModel):
    """One price dimension of AWS's Price List."""

    model_config = ConfigDict(from_attributes=True)

    service_code: str
    usage_type: str | None
    region: str
    unit: str
    unit_price: ExactDecimal
    begin_range: ExactDecimal = Field(description="the price holds for quantities above this")
    end_range: ExactDecimal | None = Field(description="… up to this; null: without end")
    currency: str
    sku: str | None
    rate_code: str | None
    effective_date: str | None
    observed_on: str
    source: str
    basis: Basis
    note: str | None
