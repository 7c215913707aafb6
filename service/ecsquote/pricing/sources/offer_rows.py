"""Rows of an AWS offer, the same whether they came as JSON, CSV or from the Query API."""

from dataclasses import dataclass
from datetime import date

import msgspec


class Attributes(msgspec.Struct, gc=False):
    """The attributes of a product that distinguish it from similar ones; all others are not read.

    Names are AWS's own. A transfer row names its sender by `fromRegionCode`, any other its place by `regionCode`.
    """

    usagetype: str = ""
    usageType: str = ""  # noqa: N815 - AWS's name: some rows spell it so
    operation: str = ""
    regionCode: str = ""  # noqa: N815 - AWS's name
    locationType: str = ""  # noqa: N815 - AWS's name
    fromRegionCode: str = ""  # noqa: N815 - AWS's name
    fromLocationType: str = ""  # noqa: N815 - AWS's name
    toRegionCode: str = ""  # noqa: N815 - AWS's name
    toLocationType: str = ""  # noqa: N815 - AWS's name
    tenancy: str = ""
    operatingSystem: str = ""  # noqa: N815 - AWS's name
    preInstalledSw: str = ""  # noqa: N815 - AWS's name
    licenseModel: str = ""  # noqa: N815 - AWS's name
    capacitystatus: str = ""
    marketoption: str = ""
    accessType: str = ""  # noqa: N815 - AWS's name

    def __post_init__(self) -> None:
        """One spelling of the usage type from here on."""
        self.usagetype = self.usagetype or self.usageType

    @property
    def region(self) -> str:
        """The Region that the row belongs to: for a transfer, the sender's."""
        return self.regionCode or self.fromRegionCode

    @property
    def location_type(self) -> str:
        """AWS Region, AWS Local Zone, AWS Wavelength Zone, AWS Outposts …: for a transfer, the sender's."""
        return self.locationType or self.fromLocationType


class PriceDimension(msgspec.Struct, gc=False, rename="camel"):
    """One price of a term; numbers stay the text that AWS wrote."""

    unit: str
    price_per_unit: dict[str, str]
    rate_code: str = ""
    begin_range: str = "0"
    end_range: str = "Inf"


class Term(msgspec.Struct, gc=False, rename="camel"):
    """One On-Demand term of a product."""

    price_dimensions: dict[str, PriceDimension]
    effective_date: str = ""


class Product(msgspec.Struct, gc=False, rename="camel"):
    """A product without its terms."""

    attributes: Attributes
    sku: str = ""
    product_family: str = ""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A product that a meter may want, with its On-Demand terms."""

    sku: str
    family: str
    attributes: Attributes
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class OfferHead:
    """What an offer file says of itself."""

    offer_code: str
    version: str
    publication_date: str

    @property
    def published_on(self) -> str:
        """The day of publication, YYYY-MM-DD."""
        return self.publication_date[:10]


@dataclass(frozen=True, slots=True)
class OfferContent:
    """The rows of an offer file that a meter may want."""

    head: OfferHead
    rows: tuple[OfferRow, ...]


def term_in_force(terms: tuple[Term, ...], on: date) -> Term | None:
    """The youngest term that has come into force; None where all lie in the future or say no day."""
    today = on.isoformat()
    dated = [(term.effective_date[:10], term) for term in terms if _is_iso(term.effective_date)]
    in_force = [entry for entry in dated if entry[0] <= today]
    return max(in_force, key=lambda entry: entry[0])[1] if in_force else None


def _is_iso(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
