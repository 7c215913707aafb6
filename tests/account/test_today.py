"""Today's cost of a played account, worked out by hand from eu-west-1's prices, to the cent and to the last digit."""

from decimal import Decimal
from functools import cache
from typing import Any

from ecsquote.account.report import ReportOptions, report
from ecsquote.contract.scans import AccountReport, ScannedCluster, ScannedService
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_sum, to_cents
from support_api import FixedCatalogs
from support_catalog import shipped_catalog
from support_scan_objects import READ_AT, task
from support_small_account import saved_scan, scan_document

D = Decimal
MONTH = D(730)
VCPU, GB = D("0.04048"), D("0.004445")
SPOT_VCPU, SPOT_GB = D("0.01225536"), D("0.00134573")
M5_XLARGE, C7G_XLARGE, C7G_FEE = D("0.214"), D("0.155"), D("0.0186")
GP3_GB, GP3_IOPS, GP3_GIBPS = D("0.088"), D("0.0055"), D("45.056")
ALB, LCU, NAT, NAT_GB, IPV4 = D("0.0252"), D("0.008"), D("0.048"), D("0.048"), D("0.005")
ENDPOINT, ENDPOINT_GB, LOGS, LOGS_STORED = D("0.011"), D("0.01"), D("0.57"), D("0.03")
CENT = D("0.01")


def reported(*clusters: str, **changes: Any) -> AccountReport:
    quoter = Quoter(FixedCatalogs((shipped_catalog(),)), 36_500)
    return report(saved_scan(**changes), ReportOptions(clusters=frozenset(clusters)), quoter, READ_AT)


@cache
def whole() -> AccountReport:
    return reported()


def cluster(name: str, found: AccountReport | None = None) -> ScannedCluster:
    return next(each for each in (found or whole()).clusters if each.cluster == name)


def service(cluster_name: str, name: str) -> ScannedService:
    return next(each for each in cluster(cluster_name).services if each.name == name)


def test_fargate_tasks_are_billed_by_the_week_that_they_had() -> None:
    # 6 tasks in 5 × 12 hours and 2 in the other 108: 576 task-hours a week, 730 ÷ 168 weeks
    hours = MONTH * 576 / 168
    web = hours * (1 * VCPU + 2 * GB)
    assert abs(service("shop", "web").today.monthly - web) < D("1e-12")
    # The base is on Fargate, and of the other 4 tasks 1 for every 3 on Spot: 2 and 3; all have an address.
    api = MONTH * (2 * (VCPU / 2 + GB) + 3 * (SPOT_VCPU / 2 + SPOT_GB) + 5 * IPV4)
    assert service("shop", "api").today.monthly == api
    # Each night 2 runs; those that ECS still shows took 600 s and 1,200 s: 900 s on average
    nightly = MONTH / 24 * 2 / 4 * (VCPU + 2 * GB)
    assert abs(service("shop", "nightly").today.monthly - nightly) < D("1e-12")
    assert service("shop", "worker").today.monthly == 0
    assert "desiredCount is 0" in cluster("shop").warnings[0].message
    assert {each.name for each in cluster("shop").services} == {"web", "api", "worker", "nightly"}  # not DRAINING

    # 2 LCU and one address in each of 2 zones; 16 MiB of logs an hour, 5 GB kept
    balancer = MONTH * (ALB + 2 * LCU + 2 * IPV4)
    logs = MONTH / 64 * LOGS + 5 * LOGS_STORED
    expected = web + api + nightly + balancer + logs
    assert to_cents(cluster("shop").today.monthly) == to_cents(expected) == D("239.00")
    assert cluster("shop").today.idle_monthly == 0


def test_instances_are_billed_as_they_stand_and_divided_by_what_runs_on_them() -> None:
    compute = MONTH * M5_XLARGE
    root = 30 * GP3_GB
    # i-batch4 has a second volume: 3,000 IOPS and 128 MiB/s above what gp3 includes; and a public address
    data = 100 * GP3_GB + 3000 * GP3_IOPS + D(128) / 1024 * GP3_GIBPS
    standing = 4 * (compute + root) + data + MONTH * IPV4
    assert cluster("batch").today.monthly == standing
    assert to_cents(standing) == D("670.02")
    # An m5.xlarge weighs 9 × 4 + 16 = 52. Two tasks of ingest on each of three: 2 × (9 × 1 + 2) = 22; index on the
    # first: 9 × 2 + 4 = 22. The fourth has a task of no service only.
    each = compute + root
    ingest, index = each * 3 * 22 / 52, each * 22 / 52
    assert abs(service("batch", "ingest").today.monthly - ingest) < D("1e-9")
    assert abs(service("batch", "index").today.monthly - index) < D("1e-9")
    idle = cluster("batch").today.idle_monthly
    assert idle is not None
    assert idle == standing - service("batch", "ingest").today.monthly - service("batch", "index").today.monthly
    assert [each.source for each in cluster("batch").not_priced] == ["family:debug"]


def test_managed_instances_bring_their_fee() -> None:
    instances = 2 * (MONTH * (C7G_XLARGE + C7G_FEE) + 80 * GP3_GB)
    gateway = MONTH * (NAT + IPV4)
    assert cluster("models").today.monthly == instances + gateway
    # 9 × 2 + 4 = 22 of 9 × 4 + 8 = 44 on each
    assert service("models", "infer").today.monthly == instances / 2
    assert cluster("models").today.idle_monthly == instances / 2
    assert [each.source for each in cluster("models").unknown] == ["nat-models"]
    assert not cluster("models").complete


def test_what_two_clusters_share_stands_once() -> None:
    # 64 + 192 MiB an hour through the gateway: 730 ÷ 4 GB; 128 MiB every second hour through the endpoint: 730 ÷ 16
    gateway = MONTH * (NAT + IPV4) + MONTH / 4 * NAT_GB
    endpoint = MONTH * 2 * ENDPOINT + MONTH / 16 * ENDPOINT_GB
    assert whole().shared.monthly == gateway + endpoint
    for name in ("shop", "batch"):
        assert "nat_gateways" not in (cluster(name).request or {}).get("usage", {})
    assert [each.source for each in whole().not_priced] == ["loadbalancer/app/legacy/1"]


def test_a_network_of_one_cluster_is_its_own() -> None:
    region = scan_document()["regions"][0]
    services = [each for each in region["services"] if "/batch" not in each["clusterArn"]]
    instances = [each for each in region["container_instances"] if "/batch" not in each["clusterArn"]]
    found = reported("shop", services=services, container_instances=instances)
    assert found.shared.monthly == 0
    usage = (cluster("shop", found).request or {})["usage"]
    assert usage["nat_gateways"] == {"count": 1, "processed_gb": "182.5"}
    assert usage["vpc_endpoints"] == {
        "interface_endpoints": 1, "availability_zones": 2, "processed_gb": "45.625"
    }  # fmt: skip


def test_services_idle_and_what_surrounds_them_are_the_whole_to_the_last_digit() -> None:
    for each in whole().clusters:
        around = [line.monthly for line in each.today.line_items if line.service is None and _is_around(line)]
        parts = [*(one.today.monthly for one in each.services), each.today.idle_monthly or D(0), *around]
        assert exact_sum(parts) == each.today.monthly == exact_sum(line.monthly for line in each.today.line_items)
    clusters = exact_sum(each.today.monthly for each in whole().clusters)
    assert whole().summary.today_monthly == clusters + whole().shared.monthly


def _is_around(line: Any) -> bool:
    return line.service_quantities is None


def test_a_spot_instance_has_its_zones_price_and_a_stopped_one_its_volumes_only() -> None:
    region = scan_document()["regions"][0]
    for number, changes in ((0, {"InstanceLifecycle": "spot"}), (1, {"State": {"Name": "stopped"}})):
        region["instances"][number] |= changes
    found = cluster("batch", reported("batch", instances=region["instances"]))
    compute = {line.description: line.quantity for line in found.today.line_items if line.component == "ec2_compute"}
    assert sorted(compute.values()) == [730, 1460]
    assert any("Spot" in each for each in compute)
    stored = [line.quantity for line in found.today.line_items if line.description == "EBS gp3 volume storage"]
    assert stored == [120, 100]


def test_an_instance_without_a_price_is_named_and_the_rest_is_priced() -> None:
    region = scan_document()["regions"][0]
    region["instances"][0]["InstanceType"] = "m99.xlarge"
    found = cluster("batch", reported("batch", instances=region["instances"]))
    assert [each.source for each in found.not_priced] == ["family:debug", "i-batch1"]
    assert "m99.xlarge" in found.not_priced[1].why
    assert not found.complete
    assert found.today.monthly == cluster("batch").today.monthly - MONTH * M5_XLARGE


def test_only_tasks_that_run_now_hold_a_share() -> None:
    region = scan_document()["regions"][0]
    stopped = task("batch", 99, "service:ingest", 4, lastStatus="STOPPED")
    found = cluster("batch", reported("batch", tasks=[*region["tasks"], stopped]))
    assert found.today == cluster("batch").today


def test_what_belongs_to_no_cluster_is_named() -> None:
    region = scan_document()["regions"][0]
    spare = {**region["instances"][0], "InstanceId": "i-new"}
    group = region["auto_scaling_groups"][0]
    group["Instances"] = [*group["Instances"], {"InstanceId": "i-new"}]
    found = reported(
        "models",
        instances=[*region["instances"], spare],
        auto_scaling_groups=[group],
        addresses=[
            {"AllocationId": "eipalloc-1", "PublicIp": "203.0.113.8"},
            {"AllocationId": "eipalloc-2", "AssociationId": "eipassoc-2"},
        ],
    )
    assert {each.source: each.type for each in found.not_priced} == {
        "loadbalancer/app/legacy/1": "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "i-new": "m5.xlarge of batch",
        "eipalloc-1": "Elastic IP address",
    }


def test_an_instance_outside_aws_is_billed_by_the_hour() -> None:
    region = scan_document()["regions"][0]
    external = {**region["container_instances"][0], "ec2InstanceId": "mi-0a1b2c3d4e5f60001"}
    external["containerInstanceArn"] += "9"
    found = cluster("batch", reported("batch", container_instances=[*region["container_instances"], external]))
    assert found.today.monthly == cluster("batch").today.monthly + MONTH * D("0.01025")


def test_the_steps_of_a_cluster_on_fargate_by_hand() -> None:
    found = reported("shop")
    shared = found.shared.monthly
    hours = MONTH * 576 / 168
    # web at 512 CPU units and 1 GB is half of what it was; api has no right size, and the runs of the rule have none
    saved = hours * (VCPU / 2 + GB)
    assert abs(found.summary.right_sized.monthly - (found.summary.today_monthly - saved)) < D("1e-9")
    assert found.summary.right_sized.services == 1
    # on Spot: web at its right size, all 5 tasks of api, and the runs; what surrounds them and the addresses stay
    web = hours * (SPOT_VCPU / 2 + SPOT_GB)
    api = MONTH * 5 * (SPOT_VCPU / 2 + SPOT_GB + IPV4)
    nightly = MONTH / 24 * 2 / 4 * (SPOT_VCPU + 2 * SPOT_GB)
    around = MONTH * (ALB + 2 * LCU + 2 * IPV4) + MONTH / 64 * LOGS + 5 * LOGS_STORED
    assert found.summary.spot is not None
    assert abs(found.summary.spot.monthly - (web + api + nightly + around + shared)) < D("1e-9")
    assert found.summary.spot.services == 4
