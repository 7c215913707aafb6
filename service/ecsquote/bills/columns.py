"""The columns of cost exports: FOCUS 1.0 to 1.2, CUR 2.0 and the legacy CUR, by what their rows mean.

Sources: https://focus.finops.org/focus-specification/ and "Table dictionary" of
https://docs.aws.amazon.com/cur/latest/userguide/ (FOCUS 1.x with AWS columns, CUR 2.0, legacy CUR).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecsquote.bills.rows import CostBasis
from ecsquote.errors import InputError

FOCUS, CUR = "FOCUS", "CUR"

TEXTS: Mapping[str, Mapping[str, Sequence[str]]] = {
    FOCUS: {
        "service_code": ("x_ServiceCode",),
        "service_name": ("ServiceName",),
        "usage_type": ("x_UsageType", "SkuMeter"),
        "operation": ("x_Operation",),
        "description": ("ChargeDescription",),
        "price_id": ("SkuPriceId",),
        "region": ("RegionId", "Region"),
        "start": ("ChargePeriodStart",),
        "end": ("ChargePeriodEnd",),
        "charge": ("ChargeCategory",),
        "charge_class": ("ChargeClass",),
        "commitment": ("CommitmentDiscountId",),
        "commitment_type": ("CommitmentDiscountType",),
        "commitment_status": ("CommitmentDiscountStatus",),
        "currency": ("BillingCurrency",),
        "resource": ("ResourceId",),
        "tags": ("Tags",),
    },
    CUR: {
        "service_code": ("line_item_product_code",),
        "usage_type": ("line_item_usage_type",),
        "operation": ("line_item_operation",),
        "region": ("product_region_code", "product_region"),
        "start": ("line_item_usage_start_date",),
        "end": ("line_item_usage_end_date",),
        "charge": ("line_item_line_item_type",),
        "currency": ("line_item_currency_code",),
        "resource": ("line_item_resource_id",),
        "tags": ("resource_tags",),
        "parent": ("split_line_item_parent_resource_id",),
    },
}
"""By format: what a row says, and the columns that may say it, the first that the export has."""

NUMBERS: Mapping[str, Mapping[str, Sequence[str]]] = {
    FOCUS: {
        "quantity": ("PricingQuantity", "ConsumedQuantity"),
        "billed": ("BilledCost",),
        "list": ("ListCost",),
        "effective": ("EffectiveCost",),
        "net": ("BilledCost",),
    },
    CUR: {
        "quantity": ("line_item_usage_amount",),
        "billed": ("line_item_unblended_cost",),
        "list": ("pricing_public_on_demand_cost",),
        "effective_plan": ("savings_plan_savings_plan_effective_cost",),
        "effective_reservation": ("reservation_effective_cost",),
        "net": ("line_item_net_unblended_cost",),
        "split_cost": ("split_line_item_split_cost",),
        "unused_cost": ("split_line_item_unused_cost",),
        "list_split_cost": ("split_line_item_public_on_demand_split_cost",),
        "list_unused_cost": ("split_line_item_public_on_demand_unused_cost",),
        "net_split_cost": ("split_line_item_net_split_cost",),
        "net_unused_cost": ("split_line_item_net_unused_cost",),
    },
}
"""Likewise for costs and quantities; `list`, `effective` and `net` are those of `CostBasis`."""

_NEEDED = {
    FOCUS: ("charge", "start", "currency", "billed", "quantity"),
    CUR: ("charge", "start", "currency", "billed", "quantity", "usage_type"),
}
_SIGNS = {"BilledCost": FOCUS, "line_item_unblended_cost": CUR}
_TAG_COLUMNS = "resource_tags_"


@dataclass(frozen=True, slots=True)
class ExportColumns:
    """Where one export has what: the export's own column names by what they mean."""

    form: str
    """FOCUS or CUR."""
    texts: Mapping[str, str]
    numbers: Mapping[str, str]
    tag_columns: Mapping[str, str]
    """Of exports with a column for each tag: the column by the tag's key in the form of `tag_key`."""

    @property
    def has_usage_types(self) -> bool:
        """Whether rows name their usage type; FOCUS 1.0 without AWS's own columns does not."""
        return self.texts.get("usage_type") not in (None, "SkuMeter")

    def cost_columns(self, basis: CostBasis) -> tuple[str, ...]:
        """What counts as a row's cost, in the order in which it is looked for: the billed cost comes last."""
        names = ("effective",) if self.form == FOCUS else ("effective_plan", "effective_reservation")
        wanted = names if basis is CostBasis.EFFECTIVE else (basis.value,)
        return (*(name for name in wanted if name in self.numbers), "billed")


def recognize_columns(names: Iterable[str]) -> ExportColumns:
    """What an export with these columns is; InputError where it is none of the known ones."""
    own = {_plain(name): name for name in names}
    form = next((kind for sign, kind in _SIGNS.items() if sign in own), None)
    if form is None:
        raise InputError(
            "is not a cost export: it has neither BilledCost (FOCUS) nor line_item_unblended_cost or "
            "lineItem/UnblendedCost (CUR)"
        )
    texts = _found(TEXTS[form], own)
    numbers = _found(NUMBERS[form], own)
    known = {**TEXTS[form], **NUMBERS[form]}
    missing = [known[name][0] for name in _NEEDED[form] if name not in texts and name not in numbers]
    if missing:
        raise InputError(f"is a {form} export without {', '.join(missing)}")
    tags = {
        tag_key(name.removeprefix(_TAG_COLUMNS)): column
        for name, column in own.items()
        if name.startswith(_TAG_COLUMNS)
    }
    return ExportColumns(form, texts, numbers, tags)


def _found(wanted: Mapping[str, Sequence[str]], own: Mapping[str, str]) -> dict[str, str]:
    found = {meaning: next((own[name] for name in names if name in own), None) for meaning, names in wanted.items()}
    return {meaning: column for meaning, column in found.items() if column is not None}


def _plain(name: str) -> str:
    """lineItem/UsageType of the legacy CUR as line_item_usage_type, the spelling of CUR 2.0 and of its tables."""
    if "/" not in name:
        return name
    section, _, rest = name.partition("/")
    return f"{_snake(section)}_{_snake(rest)}"


def _snake(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def tag_key(name: str) -> str:
    """A tag's key in the one spelling that all exports share: aws:ecs:serviceName as aws_ecs_service_name.

    Exports write user:team, user_team or team for the same tag.
    """
    return _snake(name).removeprefix("user_")
