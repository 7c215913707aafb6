"""What the rows of a batch mean: their kind, cost and service, and whom they are for; a column for each."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import compute as pc

from ecsquote.bills.columns import FOCUS, tag_key
from ecsquote.bills.components import service_code_of
from ecsquote.bills.export_batches import EXACT, ExportBatch, each, whole
from ecsquote.bills.row_tags import tag_values
from ecsquote.bills.rows import ChargeKind, CostBasis

SERVICE_TAG, CLUSTER_TAG = "aws:ecs:serviceName", "aws:ecs:clusterName"
_ARN = r"^arn:aws[a-z-]*:ecs:[^:]*:[^:]*:(?P<kind>task|service|container-instance)/(?P<cluster>[^/]+)/"
_INSTANCE_USAGE = r"(?:Box|Spot)Usage(?::|$)"
_SECONDS = 3600
_KINDS = {
    **dict.fromkeys(("Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"), ChargeKind.USAGE),
    **dict.fromkeys(
        ("RIFee", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee", "SavingsPlanNegation"), ChargeKind.COMMITMENT
    ),
    "Tax": ChargeKind.TAX,
    "Refund": ChargeKind.REFUND,
    "Adjustment": ChargeKind.REFUND,
}
"""By lineItemType and ChargeCategory; a discount is a credit, and everything else a fee."""
_COVERED = {"SavingsPlanCoveredUsage": "savings_plan", "DiscountedUsage": "reserved_instances"}


@dataclass(frozen=True, slots=True)
class WantedColumns:
    """What is read of each row: texts that no question needs are left alone, so that fewer groups remain."""

    basis: CostBasis = CostBasis.LIST
    identities: bool = False
    """Clusters, tasks, services and instances, for filters."""
    tag: str | None = None
    """The key of the tag that is asked for."""
    rates: bool = False
    """Quantities per hour, for the sizes of tasks."""


def charge_kinds(batch: ExportBatch, charge: Any) -> Any:
    """The kind of each row; of FOCUS rows a correction is a refund, and unused commitments are not usage."""
    kinds = each(charge, _kind)
    if batch.columns.form != FOCUS:
        return kinds
    correction = pc.equal(batch.text("charge_class"), "Correction")
    committed = pc.not_equal(batch.text("commitment"), "")
    bought = pc.and_(committed, pc.equal(charge, "Purchase"))
    unused = pc.and_(committed, pc.equal(batch.text("commitment_status"), "Unused"))
    kinds = pc.if_else(pc.or_(bought, unused), ChargeKind.COMMITMENT.value, kinds)
    return pc.if_else(correction, ChargeKind.REFUND.value, kinds)


def _kind(charge: str) -> str:
    if charge in _KINDS:
        return _KINDS[charge].value
    return (ChargeKind.CREDIT if charge == "Credit" or charge.endswith("Discount") else ChargeKind.FEE).value


def paying_commitments(batch: ExportBatch, charge: Any) -> Any:
    """The commitment that pays each row's usage; empty for usage that none pays."""
    if batch.columns.form != FOCUS:
        return each(charge, lambda text: _COVERED.get(text, ""))
    kinds = each(
        batch.text("commitment_type"), lambda text: "savings_plan" if "Savings" in text else "reserved_instances"
    )
    used = pc.and_(pc.not_equal(batch.text("commitment"), ""), pc.equal(charge, "Usage"))
    return pc.if_else(used, kinds, "")


def service_codes(batch: ExportBatch) -> Any:
    """AWS's service code of each row, from its name where the export has only that."""
    codes = batch.text("service_code")
    names = each(batch.text("service_name"), service_code_of)
    return pc.if_else(pc.equal(codes, ""), names, codes)


def split_parts(batch: ExportBatch, basis: CostBasis) -> tuple[Any, Any]:
    """Which rows are parts of an instance's row by split cost allocation, and what each part costs.

    Source: "Understanding split cost allocation data", https://docs.aws.amazon.com/cur/latest/userguide/
    """
    prefix = {CostBasis.LIST: "list_", CostBasis.NET: "net_"}.get(basis, "")
    zero = pa.scalar(Decimal(0), EXACT)
    costs = [
        pc.coalesce(batch.number(f"{prefix}{name}"), batch.number(name), zero) for name in ("split_cost", "unused_cost")
    ]
    unbilled = pc.equal(pc.fill_null(batch.number("billed"), zero), zero)
    allocated = pc.and_(pc.is_valid(batch.number("split_cost")), unbilled)
    split = pc.or_(pc.not_equal(batch.text("parent"), ""), allocated)
    return split, pc.if_else(split, pc.cast(pc.add(*costs), EXACT), zero)


def counted_costs(batch: ExportBatch, charge: Any, basis: CostBasis) -> Any:
    """The cost on the basis asked for, else the billed one; what a plan pays counts only where it pays."""
    zero = pa.scalar(Decimal(0), EXACT)
    if batch.columns.form == FOCUS or basis is not CostBasis.EFFECTIVE:
        return pc.coalesce(*(batch.number(name) for name in batch.columns.cost_columns(basis)), zero)
    billed = pc.coalesce(batch.number("billed"), zero)
    cost = pc.if_else(pc.equal(charge, "SavingsPlanNegation"), zero, billed)
    for line_type, name in (
        ("SavingsPlanCoveredUsage", "effective_plan"),
        ("DiscountedUsage", "effective_reservation"),
    ):
        cost = pc.if_else(pc.equal(charge, line_type), pc.coalesce(batch.number(name), billed), cost)
    return cost


def identities(batch: ExportBatch, wanted: WantedColumns, split: Any) -> dict[str, Any]:
    """Whom a row is for: its cluster, its service, its tag, and the instance that it or its part stands for."""
    if not wanted.identities:
        return {}
    resource = batch.text("resource")
    arn = pc.extract_regex(resource, _ARN)
    column = batch.columns.texts.get("tags")
    tags = tag_values(
        None if column is None else whole(batch.table[column]),
        {key: whole(batch.table[name]) for key, name in batch.columns.tag_columns.items()},
        [tag_key(key) for key in (SERVICE_TAG, CLUSTER_TAG, wanted.tag or SERVICE_TAG)],
        batch.rows,
    )
    instance = pc.and_(
        pc.equal(service_codes(batch), "AmazonEC2"),
        pc.match_substring_regex(batch.text("usage_type"), _INSTANCE_USAGE),
    )
    return {
        "cluster": pc.coalesce(pc.struct_field(arn, "cluster"), tags[1], pa.scalar("")),
        "is_task": pc.fill_null(pc.equal(pc.struct_field(arn, "kind"), "task"), pa.scalar(value=False)),
        "service": pc.coalesce(tags[0], pa.scalar("")),
        "tag": pc.coalesce(tags[2], pa.scalar("")),
        "instance": pc.if_else(split, batch.text("parent"), pc.if_else(instance, resource, "")),
    }


def hourly_rates(quantity: Any, start: Any, end: Any) -> Any:
    """Quantities per hour, as floats: they say how large a task is, not what it costs."""
    hours = pc.divide(pc.cast(pc.seconds_between(start, end), pa.float64()), float(_SECONDS))
    hours = pc.if_else(pc.greater(hours, 0.0), hours, pa.scalar(None, pa.float64()))
    return pc.fill_null(pc.divide(pc.cast(quantity, pa.float64()), hours), 0.0)
