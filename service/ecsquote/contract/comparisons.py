"""The answer of POST /v1/comparisons: one request priced in several Regions."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ecsquote.contract.quotes import Advice, CatalogReference, OptionQuote
from ecsquote.units import ExactDecimal


class RegionOptions(BaseModel):
    """Every option of the request in one Region, cheapest first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    region: str
    options: tuple[OptionQuote, ...]
    advice: tuple[Advice, ...] | None = Field(description="as in a quote; null where none was asked for")
    advice_note: str | None


class CheapestRegion(BaseModel):
    """The cheapest option of all Regions."""

    region: str
    launch_option: str
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None
    savings_plans: tuple[Mapping[str, Any], ...]
    monthly: ExactDecimal


class Comparison(BaseModel):
    """One request in several Regions; those that are cheapest first, those without an available option last."""

    currency: str
    hours_per_month: ExactDecimal
    catalog: CatalogReference
    cheapest: CheapestRegion | None = Field(description="null where no option is available anywhere")
    regions: list[RegionOptions]
