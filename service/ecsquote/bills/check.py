"""A bill check from end to end: estimate, files, buckets, comparison, verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from ecsquote.bills.buckets import BillFilter, BillScope, Bucket, SortedRow, bucket_sums, sorted_rows
from ecsquote.bills.columns import FOCUS
from ecsquote.bills.compare import beyond_tolerance, compared_components, compared_total, unestimated
from ecsquote.bills.estimate import BilledEstimate, estimate_of, hours_of, month_start
from ecsquote.bills.export_files import export_files
from ecsquote.bills.grouping import GroupedBill, grouped
from ecsquote.bills.row_meaning import SERVICE_TAG, WantedColumns
from ecsquote.bills.rows import BillRow, CostBasis
from ecsquote.calculator.components import component_entry
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.contract.bill_checks import BillCheck, BucketSum, FileSum
from ecsquote.errors import Fault, InputError
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_sum

CURRENCY = "USD"
DEFAULT_TOLERANCE_PERCENT = Decimal(5)


@dataclass(frozen=True, slots=True)
class BillQuestion:
    """What a check is asked for, apart from its files."""

    month: str
    launch_option: LaunchOption | None = None
    only: BillFilter = field(default_factory=BillFilter)
    basis: CostBasis = CostBasis.LIST
    tolerance_percent: Decimal = DEFAULT_TOLERANCE_PERCENT


def check_bill(
    document: Mapping[str, Any],
    paths: Sequence[Path],
    question: BillQuestion,
    quoter: Quoter,
    names: Mapping[Path, str] | None = None,
) -> BillCheck:
    """Compare the estimate of a request with the exports of a month; InputError for what cannot be compared.

    `names`: what errors call the files, where their paths mean nothing to their owner.
    """
    month_start(question.month)
    files = export_files(paths, names)
    estimate = estimate_of(document, question.month, question.basis, question.launch_option, quoter)
    return compared(estimate, grouped(files, wanted_columns(question.basis, question.only)), question)


def wanted_columns(basis: CostBasis, only: BillFilter, *, rates: bool = False) -> WantedColumns:
    """What is read of each row to answer a question with this filter; `rates` also for the sizes of tasks."""
    return WantedColumns(basis, only.is_set or rates, None if only.tag is None else only.tag[0], rates)


def compared(estimate: BilledEstimate, bill: GroupedBill, question: BillQuestion) -> BillCheck:
    """The estimate and the rows, compared; InputError where the bill cannot answer the question."""
    refuse_currencies(bill)
    refuse_service(bill, question.only, on_instances=estimate.has_instances)
    covered = covered_hours(bill.rows, question.month)
    hours = hours_of(question.month)
    if question.only.service is not None:
        estimate = estimate.of_service(question.only.service)
    lines = [line.scaled(Fraction(covered, hours)) for line in estimate.lines]
    commitments = estimate.components & {"savings_plan", "reserved_instances"}
    scope = BillScope(
        question.month, estimate.region, estimate.components, question.only, commitments, estimate.price_ids
    )
    placed = sorted_rows(bill.rows, scope)
    left_out = _unattributable(placed) | _of_everybody(estimate, question.only)
    components = compared_components(lines, placed, left_out)
    total = compared_total(components)
    reasons = tuple(beyond_tolerance(components, total, question.tolerance_percent))
    return BillCheck(
        verdict="beyond" if reasons else "within",
        reasons=reasons,
        name=estimate.name,
        region=estimate.region,
        launch_option=estimate.launch_option.value,
        month=question.month,
        cost=question.basis.value,
        currency=CURRENCY,
        hours=Decimal(hours),
        covered_hours=Decimal(covered),
        partial=covered < hours,
        tolerance_percent=question.tolerance_percent,
        catalog_version=estimate.catalog_version,
        filter=_filter(question.only),
        total=total,
        components=components,
        unestimated=unestimated(placed),
        buckets=tuple(BucketSum(bucket.value, *sums) for bucket, sums in bucket_sums(placed).items()),
        file=file_sum(bill.rows),
        notes=tuple(_notes(estimate, left_out & estimate.components, covered, hours)),
    )


def file_sum(rows: Iterable[BillRow]) -> FileSum:
    """All rows of the files and their cost."""
    rows = list(rows)
    return FileSum(sum(row.rows for row in rows), exact_sum([row.cost for row in rows]))


def refuse_currencies(bill: GroupedBill) -> None:
    """InputError for several currencies, or one that is not the quote's."""
    other = sorted(bill.currencies - {CURRENCY})
    if other:
        raise InputError(f"the bill is in {', '.join(sorted(bill.currencies))}; the estimate is in {CURRENCY}")


def refuse_service(bill: GroupedBill, only: BillFilter, *, on_instances: bool) -> None:
    """InputError where the bill cannot say what one service costs."""
    if only.service is None:
        return
    if on_instances and FOCUS in bill.forms:
        raise InputError(
            "a FOCUS export carries no split cost rows, so it does not say what a service holds of EC2 instances; "
            "give a CUR 2.0 export with split cost allocation data, or compare by --cluster or --tag"
        )
    if not any(row.key.service for row in bill.rows):
        raise InputError(
            f"no row carries the tag {SERVICE_TAG}, which --service needs; activate it as a cost allocation tag "
            "(ECS managed tags, propagated to tasks), or compare by --cluster"
        )


def covered_hours(rows: Iterable[BillRow], month: str) -> int:
    """Hours of the month from the first usage to the last, whole; InputError where there is none."""
    first = month_start(month).replace(tzinfo=None)
    last = first + timedelta(hours=hours_of(month))
    spans = [(row.start, row.end or row.start) for row in rows if row.start is not None and row.key.month == month]
    if not spans:
        message = f"the bill has no row of {month}"
        raise InputError(message, [Fault("/month", message)])
    begin = max(first, min(start for start, _ in spans))
    end = min(last, max(end or start for start, end in spans))
    return max(1, ceil((end - begin) / timedelta(hours=1)))


def _unattributable(placed: Iterable[SortedRow]) -> frozenset[str]:
    return frozenset(
        one.component for one in placed if one.bucket is Bucket.NOT_ATTRIBUTABLE and one.component is not None
    )


def _of_everybody(estimate: BilledEstimate, only: BillFilter) -> frozenset[str]:
    """What is estimated for the whole workload where one service is asked for."""
    if only.service is None:
        return frozenset()
    return frozenset(line.component for line in estimate.lines if line.service is None)


def _filter(only: BillFilter) -> dict[str, str]:
    given = {"cluster": only.cluster, "service": only.service, "tag": only.tag and "=".join(only.tag)}
    return {name: value for name, value in given.items() if value is not None}


def _notes(estimate: BilledEstimate, left_out: frozenset[str], covered: int, hours: int) -> Iterable[str]:
    if covered < hours:
        yield f"the bill covers {covered} of the month's {hours} hours; the estimate is scaled to these"
    if left_out:
        labels = ", ".join(component_entry(name).label for name in sorted(left_out))
        yield f"not attributable under the filter, so not in the verdict: {labels}"
    yield from dict.fromkeys(estimate.warnings)
