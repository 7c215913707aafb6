"""The rows of GET /v1/prices and GET /v1/savings-plans."""

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
    operation: str | None = Field(description="AWS's operation of the row; empty where it has none, null if not known")
    operating_system: str | None = Field(description="LINUX or WINDOWS, where the price is for one of them")


class ListedPlanPrice(ListedPrice):
    """What a Savings Plan pays for one unit; an upfront payment is spread over the hours of the term."""

    type: str = Field(description="COMPUTE or EC2_INSTANCE")
    term_years: int
    payment_option: str = Field(description="NO_UPFRONT, PARTIAL_UPFRONT or ALL_UPFRONT")
    instance_family: str | None = Field(description="of an EC2_INSTANCE plan")
