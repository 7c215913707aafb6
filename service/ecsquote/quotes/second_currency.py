"""A quote's months in a second currency at a rate that the caller gives: next to the quote's own, never added to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecsquote.errors import InputError
from ecsquote.units import decimal_string, exact_product

_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_RATE = re.compile(r"\d{1,9}(\.\d{1,10})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SecondCurrency:
    """The currency, and how many of its units one unit of the quote's currency is."""

    currency: str
    exchange_rate: Decimal

    @classmethod
    def of(cls, currency: str, exchange_rate: str) -> "SecondCurrency":
        """Read both; InputError says what would be right."""
        if not _CODE.fullmatch(currency):
            raise InputError(f"--currency must be a code of three capital letters, such as EUR; got {currency!r}")
        if not _RATE.fullmatch(exchange_rate) or not Decimal(exchange_rate):
            raise InputError(f"--exchange-rate must be a decimal above 0, such as 0.92; got {exchange_rate!r}")
        return cls(currency, Decimal(exchange_rate))

    def month(self, monthly: Decimal) -> Decimal:
        """A month's cost in this currency, exact."""
        return exact_product(monthly, self.exchange_rate)

    def words(self, quoted: str) -> str:
        """What marks the figures: "EUR at 0.92 for 1 USD, as given"."""
        return f"{self.currency} at {decimal_string(self.exchange_rate)} for 1 {quoted}, as given"

    def section(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The part that a quote's document gets: the rate, and the months of the available rows in their order."""
        return {
            "currency": self.currency,
            "exchange_rate": decimal_string(self.exchange_rate),
            "options": [
                {name: option[name] for name in ("launch_option", "cpu_architecture", "savings_plan")}
                | {"monthly": decimal_string(self.month(Decimal(option["monthly"])))}
                for option in document["options"]
                if option["available"]
            ],
        }
