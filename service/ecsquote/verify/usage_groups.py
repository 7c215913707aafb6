"""What of a quote can be put to AWS's calculator: lines by the usage type that bills them, and the rest with a reason.

AWS applies its tiers to all usage of one usage type, so the lines of a usage type stay together, in their order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ecsquote.calculator.costs.data_transfer import internet_allowance_gb
from ecsquote.contract.price_basis import Basis
from ecsquote.contract.verifications import Rates
from ecsquote.pricing.meters import INTERNET_OUT_GB
from ecsquote.quotes.exports.focus import pricing_category

Document = Mapping[str, Any]
"""A quote, an option or a line as JSON values."""

SPOT = "Spot prices are not in AWS's calculator"
COMMITMENT = "a commitment is not billed by a row of its own that AWS's calculator prices"
PRIVATE = "a private rate; --rates account compares those of the account"
NO_USAGE_TYPE = "AWS's usage type is not known"
NO_OPERATION = "AWS's operation is not known to this catalog; a refreshed one has it"
AFTER_THE_ACCOUNT = "its tier depends on what the rest of the account sends, which AWS's calculator does not see"


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One line as AWS's calculator takes it: the operation, and the quantity in the unit of the usage type."""

    operation: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UsageGroup:
    """All lines of an option that one usage type bills, in the order of the bill."""

    service_code: str
    usage_type: str
    lines: tuple[UsageLine, ...]


@dataclass(frozen=True, slots=True)
class GroupedOption:
    """An available option: the lines to ask for, in the groups that they are asked in, and those that are not."""

    option: Document
    groups: Mapping[UsageGroup, tuple[Document, ...]]
    """Each group with the quote's lines, in the same order."""
    incomparable: Sequence[tuple[Document, str]]


@dataclass(slots=True)
class _GatheredLines:
    """Lines of a usage type that is not complete yet."""

    usage: list[UsageLine] = field(default_factory=list)
    lines: list[Document] = field(default_factory=list)


def grouped_options(document: Document, rates: Rates) -> Iterator[GroupedOption]:
    """The available options of a quote, each with its lines sorted out."""
    for option in document["options"]:
        if option["available"]:
            yield _grouped(document, option, rates)


def _grouped(document: Document, option: Document, rates: Rates) -> GroupedOption:
    found: dict[tuple[str, str], _GatheredLines] = {}
    incomparable = []
    for line in option["line_items"]:
        reason = _incomparable(document, line, rates)
        if reason is not None:
            incomparable.append((line, reason))
            continue
        price = line["price"]
        group = found.setdefault((price["service_code"], price["usage_type"]), _GatheredLines())
        group.usage.append(UsageLine(price["operation"], Decimal(line["quantity"])))
        group.lines.append(line)
    groups = {
        UsageGroup(service_code, usage_type, tuple(each.usage)): tuple(each.lines)
        for (service_code, usage_type), each in found.items()
    }
    return GroupedOption(option, groups, incomparable)


def _incomparable(document: Document, line: Document, rates: Rates) -> str | None:
    """Why a line cannot be held against AWS's calculator; None where it can."""
    price = line["price"]
    category = pricing_category(line)
    if category != "Standard":
        return SPOT if category == "Dynamic" else COMMITMENT
    if price["basis"] == Basis.DERIVED:
        return f"the price is derived: {line['note']}"
    if price["basis"] == Basis.CUSTOM and (rates is Rates.LIST or _discounts_derived(line)):
        return PRIVATE if rates is Rates.LIST else f"the price is derived: {line['note']}"
    if price["usage_type"] is None:
        return NO_USAGE_TYPE
    if price.get("operation") is None:
        return NO_OPERATION
    return AFTER_THE_ACCOUNT if _follows_the_account(document, price) else None


def _discounts_derived(line: Document) -> bool:
    """A private discount on a derived price: its note says how the price was computed after how it was discounted."""
    return line["price"].get("list_unit_price") is not None and "; " in (line["note"] or "")


def _follows_the_account(document: Document, price: Document) -> bool:
    """Whether a line to the internet comes after billed GB of the rest of the account, which decide its tier."""
    meter = INTERNET_OUT_GB
    if price["service_code"] != meter.service_code or not price["usage_type"].endswith(meter.usage_type):
        return False
    transfer = (document["request"].get("usage") or {}).get("data_transfer") or {}
    return Decimal(transfer.get("account_internet_out_gb") or 0) > internet_allowance_gb(document["region"])
