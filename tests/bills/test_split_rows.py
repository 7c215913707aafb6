"""Split cost allocation: AWS's example, and parts of instances that stand in for their part of the instance's row.

Source: "Split cost allocation data", https://docs.aws.amazon.com/cur/latest/userguide/split-cost-allocation-data.html
An m5.xlarge (4 vCPU, 16 GB) at $1 an hour, one vCPU weighing 9 GB: $1 ÷ (9 × 4 + 16) = $0.0192 a unit, so a
vCPU-hour costs 9 × 0.0192 = $0.173 and a GB-hour $0.0192.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ecsquote.bills.buckets import BillFilter, BillScope, Bucket, bucket_sums, sorted_rows
from ecsquote.bills.compare import compared_components
from ecsquote.bills.estimate import EstimatedLine
from ecsquote.bills.export_files import export_files
from ecsquote.bills.grouping import GroupedBill, grouped
from ecsquote.bills.row_meaning import WantedColumns
from ecsquote.calculator.split_cost import Reservation, SharedInstances
from ecsquote.pricing.meters import instance_hours
from ecsquote.units import exact_sum, to_decimal
from support_bills import MONTH, MadeRow, export

UNIT = Fraction(1, 9 * 4 + 16)
"""USD an hour for a GB, $0.0192; a vCPU is nine of them."""
TASKS = {"web": Reservation(1024, 8192), "api": Reservation(2048, 4096)}
"""1 vCPU and 8 GB are 17 units; 2 vCPU and 4 GB are 22; 13 of the 52 are held by nobody."""
SCOPE = BillScope(MONTH, "us-east-1", frozenset({"ec2_compute"}))


def part(service: str, vcpu: int, gb: int) -> list[MadeRow]:
    """A task's two rows, its part of the unused 13 units by what it holds of the 39."""
    arn = f"arn:aws:ecs:us-east-1:123456789012:task/shop/{service}"
    rows = []
    for what, units in (("vCPU", 9 * vcpu), ("GB", gb)):
        unused = units * UNIT * Fraction(13, 39)
        row = MadeRow("AmazonECS", f"USE1-ECS-EC2-{what}-Hours", Decimal(vcpu if what == "vCPU" else gb), Decimal(0))
        row = replace(row, resource=arn, parent="i-1", tags={"aws:ecs:serviceName": service}, hours=1)
        rows.append(replace(row, split_cost=to_decimal(units * UNIT), unused_cost=to_decimal(unused)))
    return rows


INSTANCE = MadeRow("AmazonEC2", "BoxUsage:m5.xlarge", Decimal(1), Decimal(1), "RunInstances", hours=1, resource="i-1")
ROWS = [INSTANCE, *part("web", 1, 8), *part("api", 2, 4)]


@pytest.fixture
def bill(tmp_path: Path) -> GroupedBill:
    return grouped(export_files([export(tmp_path / "bill.csv", ROWS)]), WantedColumns(identities=True))


def test_awss_example_is_reproduced() -> None:
    assert round(UNIT, 4) == Fraction("0.0192")
    assert round(9 * UNIT, 4) == Fraction("0.1731")
    capacity = Reservation(4096, 16_384)
    shared = SharedInstances(capacity, Fraction(1), Fraction(1), {"web": 1, "api": 1})
    held = {name: TASKS[name].weight / shared.capacity.weight for name in TASKS}
    assert held == {"web": 17 * UNIT, "api": 22 * UNIT}


def test_a_split_row_counts_nothing_where_the_instance_is_counted(bill: GroupedBill) -> None:
    placed = sorted_rows(bill.rows, SCOPE)
    sums = bucket_sums(placed)
    assert sums[Bucket.MATCHED] == (1, Decimal(1))
    assert sums[Bucket.SPLIT] == (4, Decimal(0))


@pytest.mark.parametrize(("service", "units"), [("web", 17), ("api", 22)])
def test_a_services_part_stands_in_for_that_part_of_the_instance(bill: GroupedBill, service: str, units: int) -> None:
    """17 units are held and 13 × 17 ÷ 39 unused: 17 ÷ 39 of the dollar."""
    scope = BillScope(MONTH, "us-east-1", frozenset({"ec2_compute"}), BillFilter(service=service))
    placed = sorted_rows(bill.rows, scope)
    sums = bucket_sums(placed)
    expected = Fraction(units, 39)
    assert sums[Bucket.MATCHED][0] == 2
    assert abs(Fraction(sums[Bucket.MATCHED][1]) - expected) < Fraction(1, 10**11)
    assert exact_sum([cost for _, cost in sums.values()]) == Decimal(1)
    assert sums[Bucket.NOT_ATTRIBUTABLE] == (1, exact_sum([Decimal(1), -sums[Bucket.MATCHED][1]]))


def test_all_services_together_hold_the_whole_instance(bill: GroupedBill) -> None:
    total = Decimal(0)
    for service in TASKS:
        scope = BillScope(MONTH, "us-east-1", frozenset({"ec2_compute"}), BillFilter(service=service))
        total = exact_sum([total, bucket_sums(sorted_rows(bill.rows, scope))[Bucket.MATCHED][1]])
    assert abs(total - 1) < Decimal("1e-11")


def test_a_parts_quantity_is_in_hours_of_its_instance(bill: GroupedBill) -> None:
    """Estimated half an hour at $1, held 17/39 of one: (17/39 − 1/2) × $1 is quantity, nothing is price."""
    scope = BillScope(MONTH, "us-east-1", frozenset({"ec2_compute"}), BillFilter(service="web"))
    meter = instance_hours("m5.xlarge", "LINUX")
    line = EstimatedLine("ec2_compute", meter, Decimal("0.5"), Decimal(1), "web", None)
    (found,) = compared_components([line], sorted_rows(bill.rows, scope), frozenset())
    assert abs(Fraction(found.quantity_difference) - (Fraction(17, 39) - Fraction(1, 2))) < Fraction(1, 10**11)
    assert abs(found.price_difference) < Decimal("1e-11")


def test_a_cluster_has_the_instances_that_its_tasks_run_on(bill: GroupedBill) -> None:
    scope = BillScope(MONTH, "us-east-1", frozenset({"ec2_compute"}), BillFilter(cluster="shop"))
    assert bucket_sums(sorted_rows(bill.rows, scope))[Bucket.MATCHED] == (1, Decimal(1))
    other = BillScope(MONTH, "us-east-1", frozenset({"ec2_compute"}), BillFilter(cluster="batch"))
    assert bucket_sums(sorted_rows(bill.rows, other))[Bucket.FILTERED] == (1, Decimal(1))
