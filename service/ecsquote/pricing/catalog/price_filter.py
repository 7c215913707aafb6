"""Which rows of a catalog somebody looks for: by whole names first, then by parts of them in any case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class PriceFilter:
    """What a row must be; None accepts every row. A near name is one that contains the text."""

    service_code: str | None = None
    usage_type: str | None = None
    operating_system: str | None = None
    """LINUX or WINDOWS: rows of anything else are left out."""
    near_service: bool = False
    near_usage_type: bool = False

    def accepts(
        self, service_code: str, usage_type: str, billed_usage_type: str | None, operating_system: str | None
    ) -> bool:
        """Whether a row is meant; a usage type is given without the Region's prefix and as AWS prints it."""
        if self.operating_system is not None and operating_system != self.operating_system:
            return False
        if self.service_code is not None and not _is_meant(self.service_code, service_code, self.near_service):
            return False
        if self.usage_type is None:
            return True
        named = (usage_type, billed_usage_type or usage_type)
        return any(_is_meant(self.usage_type, name, self.near_usage_type) for name in named)


ALL_PRICES = PriceFilter()


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Which Savings Plan rates are meant; None accepts every one."""

    plan_type: str | None = None
    term_years: int | None = None
    payment_option: str | None = None
    family: str | None = None

    def accepts(self, plan_type: str, term_years: int, payment_option: str, family: str) -> bool:
        """Whether a plan is meant; `family` is empty for a Compute plan."""
        wanted = (self.plan_type, self.term_years, self.payment_option, self.family)
        held = (plan_type, term_years, payment_option, family)
        return all(each is None or each == found for each, found in zip(wanted, held, strict=True))


def widened(prices: PriceFilter) -> Iterator[PriceFilter]:
    """The filter as it stands, then with near usage types, with near services, and with both."""
    yield prices
    if prices.usage_type is not None:
        yield replace(prices, near_usage_type=True)
    if prices.service_code is not None:
        yield replace(prices, near_service=True)
    if prices.usage_type is not None and prices.service_code is not None:
        yield replace(prices, near_usage_type=True, near_service=True)


def first_that_finds(searches: Iterable[Iterator[Found]]) -> Iterator[Found]:
    """What the first search finds that finds anything; the others are not begun."""
    for found in searches:
        for first in found:
            return chain((first,), found)
    return iter(())


def _is_meant(text: str, name: str, near: bool) -> bool:
    return text.lower() in name.lower() if near else text.lower() == name.lower()
