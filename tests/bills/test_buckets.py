"""Every row is in exactly one bucket and nothing is lost or counted twice, whatever the rows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.bills.buckets import BillFilter, BillScope, Bucket, bucket_sums, sorted_rows
from ecsquote.bills.rows import BillRow, ChargeKind, RowKey
from ecsquote.units import exact_sum

INSTANCES = ("i-1", "i-2", "")
names = st.sampled_from([None, "web", "api"])
keys = st.builds(
    RowKey,
    charge=st.sampled_from(ChargeKind),
    service_code=st.sampled_from(["AmazonECS", "AmazonEC2", "AWSELB", "AmazonS3"]),
    usage_type=st.sampled_from(["Fargate-GB-Hours", "BoxUsage:m5.large", "EU-NatGateway-Bytes", "LCUUsage", "?"]),
    operation=st.sampled_from(["", "RunInstances", "LoadBalancing:Application"]),
    region=st.sampled_from(["", "us-east-1", "eu-west-1"]),
    month=st.sampled_from(["", "2026-09", "2026-10"]),
    covered_by=st.sampled_from(["", "savings_plan", "reserved_instances"]),
    cluster=names,
    is_task=st.booleans(),
    service=names,
    tag=names,
    resource=st.sampled_from(INSTANCES),
)
money = st.decimals(-(10**6), 10**6, places=12)
rows = st.builds(BillRow, key=keys, rows=st.integers(1, 1000), cost=money, quantity=money, split_cost=money)
scopes = st.builds(
    BillScope,
    month=st.just("2026-10"),
    region=st.sampled_from([None, "us-east-1"]),
    components=st.sampled_from([None, frozenset({"ec2_compute"}), frozenset({"fargate_compute", "savings_plan"})]),
    only=st.builds(BillFilter, cluster=names, service=names, tag=st.sampled_from([None, ("team", "web")])),
    commitments=st.sampled_from([frozenset[str](), frozenset({"savings_plan"})]),
)


@given(st.lists(rows, max_size=30, unique_by=lambda row: row.key), scopes)
def test_buckets_add_up_to_the_file(bill: list[BillRow], scope: BillScope) -> None:
    sums = bucket_sums(sorted_rows(bill, scope))
    assert sum(count for count, _ in sums.values()) == sum(row.rows for row in bill)
    assert exact_sum([cost for _, cost in sums.values()]) == exact_sum([row.cost for row in bill])


@given(rows, scopes)
def test_what_matches_is_of_the_month_the_region_and_the_filter(row: BillRow, scope: BillScope) -> None:
    (placed,) = sorted_rows([row], scope)
    if placed.bucket is Bucket.MATCHED:
        key = row.key
        assert (key.charge, key.month) == (ChargeKind.USAGE, "2026-10")
        assert scope.region is None or key.region in ("", scope.region)
        assert scope.only.cluster is None or key.cluster == scope.only.cluster
        assert scope.only.service is None or key.service == scope.only.service
        assert scope.only.tag is None or key.tag == "web"


def row(**key: object) -> BillRow:
    fields = {"charge": ChargeKind.USAGE, "month": "2026-10", "region": "us-east-1", **key}
    return BillRow(RowKey(**fields), 1, Decimal(1), Decimal(1))  # type: ignore[arg-type] # as the test states them


NAT = {"service_code": "AmazonEC2", "usage_type": "NatGateway-Hours"}
TASK = {"service_code": "AmazonECS", "usage_type": "USE1-Fargate-GB-Hours", "is_task": True, "cluster": "shop"}


@pytest.mark.parametrize(
    ("only", "key", "bucket"),
    [
        (BillFilter(), NAT, Bucket.MATCHED),
        (BillFilter(cluster="shop"), NAT, Bucket.NOT_ATTRIBUTABLE),
        (BillFilter(cluster="shop"), TASK, Bucket.MATCHED),
        (BillFilter(cluster="other"), TASK, Bucket.FILTERED),
        (BillFilter(service="web"), {**TASK, "service": "web"}, Bucket.MATCHED),
        (BillFilter(service="web"), TASK, Bucket.FILTERED),
        (BillFilter(tag=("team", "web")), {**NAT, "tag": "web"}, Bucket.MATCHED),
        (BillFilter(tag=("team", "web")), {**NAT, "tag": "data"}, Bucket.FILTERED),
        (BillFilter(tag=("team", "web")), NAT, Bucket.NOT_ATTRIBUTABLE),
        (BillFilter(cluster="shop", service="web"), {**TASK, "service": "api"}, Bucket.FILTERED),
    ],
)
def test_filters_keep_out_what_others_have(only: BillFilter, key: dict[str, object], bucket: Bucket) -> None:
    (placed,) = sorted_rows([row(**key)], BillScope("2026-10", "us-east-1", None, only))
    assert placed.bucket is bucket


def test_a_row_without_a_region_is_where_its_usage_type_says() -> None:
    here, there, unknown = (
        row(service_code="AmazonECS", usage_type=usage, region="")
        for usage in ("EU-Fargate-GB-Hours", "USW2-Fargate-GB-Hours", "Fargate-GB-Hours")
    )
    placed = sorted_rows([here, there, unknown], BillScope("2026-10", "eu-west-1", None))
    assert [one.bucket for one in placed] == [Bucket.MATCHED, Bucket.OTHER_REGION, Bucket.MATCHED]
