"""Every row of a bill in exactly one bucket: what the estimate is compared with, and why each other row is not."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from ecsquote.bills.components import ECS, BilledMeter, billed_meter
from ecsquote.bills.descriptions import described_meter
from ecsquote.bills.rows import BillRow, ChargeKind, RowKey
from ecsquote.pricing.sources.billing_codes import is_own_code, split_billing_code
from ecsquote.units import exact_sum

EC2_COMPUTE = "ec2_compute"
_NO_USAGE = frozenset(ChargeKind) - {ChargeKind.USAGE, ChargeKind.SPLIT}


class Bucket(StrEnum):
    """Where a row belongs, in the order in which they are listed."""

    MATCHED = "matched"
    OTHER_COMPONENT = "other_component"
    OTHER_MONTH = "other_month"
    OTHER_REGION = "other_region"
    FILTERED = "filtered"
    TAX = "tax"
    CREDIT = "credit"
    REFUND = "refund"
    FEE = "fee"
    COMMITMENT = "commitment"
    SPLIT = "split"
    NOT_ATTRIBUTABLE = "not_attributable"
    NOT_ECS = "not_ecs"


@dataclass(frozen=True, slots=True)
class BillFilter:
    """Whose rows are compared; None for everybody's."""

    cluster: str | None = None
    service: str | None = None
    tag: tuple[str, str] | None = None
    """A key and its value."""

    @property
    def is_set(self) -> bool:
        """Whether it leaves any rows out."""
        return self != BillFilter()


@dataclass(frozen=True, slots=True)
class BillScope:
    """What a bill is asked for."""

    month: str
    """"2026-10"."""
    region: str | None
    """None for every Region."""
    components: Set[str] | None
    """The components of the estimate; None for all that we know."""
    only: BillFilter = field(default_factory=BillFilter)
    commitments: Set[str] = frozenset()
    """`savings_plan`, `reserved_instances`: those that the estimate has as a component, for rows that they pay."""
    price_ids: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Service code and usage type by AWS's rate code, for exports without usage types."""


@dataclass(frozen=True, slots=True)
class SortedRow:
    """A row with its bucket, and what it is for where that is known."""

    row: BillRow
    bucket: Bucket
    billed: BilledMeter | None
    component: str | None
    cost: Decimal
    """What it adds to its bucket: with split cost rows, an instance's row counts without the part that they hold."""
    quantity: Decimal


def sorted_rows(rows: Iterable[BillRow], scope: BillScope) -> list[SortedRow]:
    """Every row in its bucket."""
    rows = list(rows)
    clusters = {row.key.resource: row.key.cluster for row in rows if _is_part(row) and row.key.cluster}
    placed = [_sorted(row, scope, clusters) for row in rows]
    if scope.only.service is None or (scope.components is not None and EC2_COMPUTE not in scope.components):
        return placed
    return list(_with_parts(placed, scope))


def _sorted(row: BillRow, scope: BillScope, clusters: Mapping[str, str | None]) -> SortedRow:
    key = row.key
    billed = meter_of(key, scope.price_ids)
    component = None if billed is None else billed.component
    if key.covered_by in scope.commitments:
        component = key.covered_by
    if key.cluster is None and key.resource in clusters:
        key = replace(key, cluster=clusters[key.resource])
    return SortedRow(row, _bucket(key, component, scope), billed, component, row.cost, row.quantity)


def meter_of(key: RowKey, price_ids: Mapping[str, tuple[str, str]]) -> BilledMeter | None:
    """What a row is for: by its usage type, else its rate code, else its description."""
    if key.usage_type and (found := billed_meter(key.service_code, key.usage_type, key.operation, key.description)):
        return found
    if key.price_id in price_ids:
        return billed_meter(*price_ids[key.price_id], key.operation, key.description)
    return described_meter(key.service_code, key.description) if key.description else None


def _bucket(key: RowKey, component: str | None, scope: BillScope) -> Bucket:
    """The first that applies: no usage, another month, a part of another row, not ours, another Region, a filter."""
    if key.charge in _NO_USAGE and key.month in ("", scope.month):
        return Bucket(key.charge.value)
    if key.month != scope.month:
        return Bucket.OTHER_MONTH
    if key.charge is ChargeKind.SPLIT:
        return Bucket.SPLIT
    if component is None and key.service_code != ECS:
        return Bucket.NOT_ECS
    if scope.region is not None and not _is_in(key, scope.region):
        return Bucket.OTHER_REGION
    return _filtered(key, scope.only) or _compared_with(component, scope)


def _filtered(key: RowKey, only: BillFilter) -> Bucket | None:
    """The bucket of a row that a filter keeps out; None for one that is meant."""
    verdicts = set(_verdicts(key, only))
    if False in verdicts:
        return Bucket.FILTERED
    return Bucket.NOT_ATTRIBUTABLE if None in verdicts else None


def _compared_with(component: str | None, scope: BillScope) -> Bucket:
    estimated = component is not None and (scope.components is None or component in scope.components)
    return Bucket.MATCHED if estimated else Bucket.OTHER_COMPONENT


def _is_in(key: RowKey, region: str) -> bool:
    """Whether a row is of the Region; one that names none is by its billing code, and without one it is."""
    if key.region:
        return key.region == region
    code, _ = split_billing_code(key.usage_type)
    return not code or is_own_code(code, region)


def _verdicts(key: RowKey, only: BillFilter) -> Iterator[bool | None]:
    """For each filter whether the row is meant; None where it has neither the tag nor a task to know it by."""
    unknown = False if key.is_task else None
    if only.cluster is not None:
        yield unknown if key.cluster is None else key.cluster == only.cluster
    if only.service is not None:
        yield unknown if key.service is None else key.service == only.service
    if only.tag is not None:
        yield unknown if key.tag is None else key.tag == only.tag[1]


def _is_part(row: BillRow) -> bool:
    """Whether it is a part of an instance's row."""
    return row.key.charge is ChargeKind.SPLIT and row.key.resource != ""


def _with_parts(placed: list[SortedRow], scope: BillScope) -> Iterator[SortedRow]:
    """The parts of instances that the service holds count in place of those parts of the instances' own rows."""
    held = [one for one in placed if _is_part(one.row) and one.bucket is Bucket.SPLIT and _is_meant(one, scope)]
    instances = {
        one.row.key.resource: one
        for one in placed
        if one.component == EC2_COMPUTE and one.row.key.resource and one.row.key.month == scope.month
    }
    parts = [one for one in held if one.row.key.resource in instances]
    taken = {
        resource: exact_sum([one.row.split_cost for one in parts if one.row.key.resource == resource])
        for resource in {one.row.key.resource for one in parts}
    }
    counted = {id(one) for one in parts}
    for one in placed:
        own = instances.get(one.row.key.resource)
        if id(one) in counted and own is not None:
            yield _part(one, own)
        elif own is one and one.row.key.resource in taken:
            yield replace(one, cost=exact_sum([one.cost, -taken[one.row.key.resource]]))
        else:
            yield one


def _is_meant(one: SortedRow, scope: BillScope) -> bool:
    return all(verdict is True for verdict in _verdicts(one.row.key, scope.only))


def _part(one: SortedRow, instance: SortedRow) -> SortedRow:
    """A part of an instance: its quantity is its cost at the price of the instance's own row."""
    cost = one.row.split_cost
    hours = cost * instance.quantity / instance.cost if instance.cost else Decimal(0)
    return replace(one, bucket=Bucket.MATCHED, billed=instance.billed, component=EC2_COMPUTE, cost=cost, quantity=hours)


def bucket_sums(placed: Iterable[SortedRow]) -> dict[Bucket, tuple[int, Decimal]]:
    """Rows and cost of every bucket, the empty ones too; the costs add up to the file's."""
    rows = dict.fromkeys(Bucket, 0)
    costs = dict.fromkeys(Bucket, Decimal(0))
    for one in placed:
        rows[one.bucket] += one.row.rows
        costs[one.bucket] = exact_sum([costs[one.bucket], one.cost])
    return {bucket: (rows[bucket], costs[bucket]) for bucket in Bucket}
