"""The report of the played account: its bill by hand to the cent, what each step saves, and the checks of a bill."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ecsquote.account.report import ReportOptions, report
from ecsquote.account.right_size import Headroom
from ecsquote.account.saved_scan import SavedNotRead, saved_scan_of
from ecsquote.bills.check import BillQuestion, check_bill
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.contract.scans import AccountReport, ScannedCluster, ScannedService, account_report_document
from ecsquote.errors import InputError
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_sum, to_cents
from support_account import saved_scan
from support_api import FixedCatalogs
from support_bills import MONTH, MadeRow, changed, export, made_rows
from support_catalog import shipped_catalog
from support_scan_objects import READ_AT
from support_small_account import fargate_scan

D = Decimal
HOURS = D(730)
VCPU, GB, ARM_VCPU, ARM_GB = D("0.04048"), D("0.004445"), D("0.03238"), D("0.00356")
SPOT_VCPU, SPOT_GB = D("0.01225536"), D("0.00134573")
SPOT_ARM_VCPU, SPOT_ARM_GB = D("0.00979124"), D("0.00107649")
IPV4 = D("0.005")


def quoter() -> Quoter:
    return Quoter(FixedCatalogs((shipped_catalog(),)), 36_500)


def reported(**options: Any) -> AccountReport:
    return report(saved_scan(), ReportOptions(**options), quoter(), READ_AT)


@cache
def whole() -> AccountReport:
    return reported()


def cluster(name: str, found: AccountReport | None = None) -> ScannedCluster:
    return next(each for each in (found or whole()).clusters if each.cluster == name)


def service(cluster_name: str, name: str) -> ScannedService:
    return next(each for each in cluster(cluster_name).services if each.name == name)


def shop_tasks() -> Decimal:
    web = 10 * 2 * (VCPU / 2 + GB)
    checkout = D(6 * 12 + 2 * 12) / 24 * (VCPU + 2 * GB + IPV4)
    api = 6 * ((ARM_VCPU + 2 * ARM_GB) + 3 * (SPOT_ARM_VCPU + 2 * SPOT_ARM_GB))
    workers = 6 * 3 * (SPOT_VCPU / 4 + SPOT_GB / 2)
    sync = D(240) / 3600 * (VCPU / 4 + GB / 2)  # every hour, for 4 minutes
    return HOURS * (web + checkout + api + workers + sync)


def test_the_bill_of_the_played_account_is_what_a_hand_reckons() -> None:
    # An ALB at 1.5 LCU with two addresses; 1/16 GB of logs an hour and 50 GB kept
    around = HOURS * (D("0.0252") + D("1.5") * D("0.008") + 2 * IPV4) + HOURS / 16 * D("0.57") + 50 * D("0.03")
    assert to_cents(cluster("shop").today.monthly) == to_cents(shop_tasks() + around) == D("960.78")
    # 4 × m5.large and 1 × t3.medium with 30 GB each; logs as before, 10 GB kept; 20 GB of EFS
    instances = HOURS * (4 * D("0.107") + D("0.0456")) + 5 * 30 * D("0.088")
    fleet = instances + HOURS / 16 * D("0.57") + 10 * D("0.03") + 20 * D("0.33")
    assert cluster("fleet").today.monthly == fleet
    # 2 × m7g.large with the fee, 2 × c6i.large on Spot, 30 GB each; a Fargate task with 30 GB above the included 20
    edge = HOURS * (2 * (D("0.0816") + D("0.009792")) + 2 * D("0.0396")) + 4 * 30 * D("0.08")
    files = HOURS * (VCPU + 2 * GB + 30 * D("0.000111") + IPV4)
    assert cluster("edge").today.monthly == edge + files
    # Both clusters of Ireland route to the NAT gateway and stand in the endpoint's VPC: 0.75 and 0.125 GB an hour
    shared = HOURS * (D("0.048") + IPV4 + D("0.75") * D("0.048") + 2 * D("0.011") + D("0.125") * D("0.01"))
    assert whole().shared.monthly == shared
    total = shop_tasks() + around + fleet + edge + files + shared
    assert to_cents(whole().summary.today_monthly) == to_cents(total)


def test_every_service_is_there_once_with_the_source_of_its_load() -> None:
    names = [(each.cluster, one.name) for each in whole().clusters for one in each.services]
    assert len(names) == len(set(names)) == 41  # 40 services and a schedule
    sources = {one.name: one.load_source for one in cluster("shop").services}
    assert (sources["checkout"], sources["web-01"], sources["hourly-sync"]) == (
        "scaling_activities", "container_insights", "schedule",
    )  # fmt: skip
    assert service("fleet", "plain-01").load_source == "desired_count"
    assert service("fleet", "agent").load_source == "daemon"
    load = service("shop", "checkout").load["hourly_tasks"]
    assert (load[7], load[8], load[19], load[20]) == (2, 6, 6, 2)


def test_what_is_not_known_is_named() -> None:
    assert [each.source for each in cluster("shop").not_priced] == ["family:migrate"]
    unknown = {each.source: each.what for each in cluster("shop").unknown}
    assert "seconds_per_run" in unknown["rule/nightly"]
    assert [each.words for each in whole().commitments] == [
        "Compute Savings Plan, $0.50 an hour until 2027-02-28",
        "1 Reserved Instance m5.large until 2027-08-22",
    ]
    assert not cluster("shop").complete
    assert {each.component for each in cluster("fleet").unknown_usage} == {"secrets_manager", "ecr"}
    assert cluster("fleet").complete  # all of it was read and priced


def test_right_sizes_with_what_they_save_where_a_service_runs() -> None:
    # 512 CPU units at 40 %: 512 × 0.4 × 1.2 = 245.76; 1024 MiB at 45.5 %: 1024 × 0.455 × 1.25 = 582.4
    web = service("shop", "web-01").right_size
    assert (web.cpu, web.memory, web.confidence) == ("256", "1024", "high")
    assert web.monthly == HOURS * 2 * (VCPU / 4 + GB)
    assert web.saves_monthly == HOURS * 2 * VCPU / 4
    # 1024 × 0.4 × 1.2 = 491.52, 2048 × 0.455 × 1.25 = 1164.8: on its own strategy, 1 on Fargate and 3 on Spot
    api = service("shop", "api-01").right_size
    assert (api.cpu, api.memory) == ("512", "2048")
    assert api.saves_monthly == HOURS * (ARM_VCPU + 3 * SPOT_ARM_VCPU) / 2
    assert {each.launch_option for each in api.options} >= {"FARGATE", "FARGATE_SPOT"}
    hot = service("shop", "web-09").right_size
    assert {hot.cpu, hot.memory, hot.monthly, hot.saves_monthly} == {None}
    assert "96.5 %" in hot.reason
    assert service("shop", "web-10").right_size.confidence == "low"
    assert service("shop", "api-05").right_size.confidence == "medium"
    worker = service("shop", "worker-01").right_size  # it has its size already
    assert (worker.cpu, worker.memory) == ("256", "512")
    assert worker.saves_monthly == 0


def test_a_region_of_china_is_reported_in_its_currency_and_apart_from_others() -> None:
    virginia = fargate_scan()
    (region,) = virginia["regions"]
    china = json.loads(json.dumps(region).replace("us-east-1", "cn-north-1").replace("arn:aws:", "arn:aws-cn:"))
    found = report(saved_scan_of({**virginia, "regions": [china]}), ReportOptions(), quoter(), READ_AT)
    assert found.currency == "CNY"
    assert found.summary.words.startswith("today CNY ")
    both = saved_scan_of({**virginia, "regions": [region, china]})
    with pytest.raises(InputError, match=r"several currencies \(cn-north-1 in CNY, us-east-1 in USD\)"):
        report(both, ReportOptions(), quoter(), READ_AT)
    assert report(both, ReportOptions(regions=frozenset({"us-east-1"})), quoter(), READ_AT).currency == "USD"


def test_one_service_that_cannot_be_quoted_does_not_hide_the_others() -> None:
    document = fargate_scan()
    region = document["regions"][0]
    constraint = {"placementConstraints": [{"type": "memberOf", "expression": "attribute:zone ~~ x"}]}
    region["services"].append({**region["services"][0], "serviceName": "odd", "serviceArn": "a", **constraint})
    found = report(saved_scan_of(document), ReportOptions(), quoter(), READ_AT)
    (shop,) = found.clusters
    assert [each.name for each in shop.services] == ["web"]
    assert shop.today.monthly == HOURS * 2 * (VCPU + 2 * GB)
    assert [each.source for each in shop.faults] == ["service/shop/odd"]
    assert not shop.complete


def test_a_revision_that_is_younger_than_the_figures_is_said() -> None:
    document = fargate_scan()
    (deployment,) = document["regions"][0]["services"][0]["deployments"]
    reasons = []
    for at in ("2026-11-01T00:00:00Z", "2026-11-27T09:30:00Z"):
        deployment["createdAt"] = at
        found = report(saved_scan_of(document), ReportOptions(), quoter(), READ_AT)
        reasons.append(found.clusters[0].services[0].right_size.reason)
    note = "; its revision is of 2026-11-27 09:30 UTC, and per cent before that may be of another size"
    assert reasons[1] == reasons[0] + note


def test_the_steps_of_the_account_are_sums_of_quotes() -> None:
    summary = whole().summary
    assert summary.spot is not None
    assert summary.today_monthly > summary.right_sized.monthly > summary.spot.monthly
    shop = [one for one in cluster("shop").services if one.right_size.saves_monthly]
    saved_on_fargate = exact_sum(one.right_size.saves_monthly or D(0) for one in shop)
    assert (
        saved_on_fargate == HOURS * (9 * 2 * VCPU / 4 + 4 * (VCPU / 2)) + 6 * HOURS * (ARM_VCPU + 3 * SPOT_ARM_VCPU) / 2
    )
    # fleet: services that need less, on a fleet planned anew; of the others and of three in edge nothing changes
    assert summary.today_monthly - saved_on_fargate > summary.right_sized.monthly
    assert summary.words == (
        f"today ${summary.today_monthly:,.0f} → ${summary.right_sized.monthly:,.0f} with "
        f"{summary.right_sized.services} services right-sized → ${to_cents(summary.spot.monthly)} with "
        f"{summary.spot.services} on Spot"
    )


def test_without_spot_nothing_of_it_is_quoted_and_today_stays() -> None:
    found = reported(spot=False, clusters=frozenset({"shop"}))
    assert found.summary.spot is None
    assert "Spot" not in found.summary.words
    assert {each.launch_option for each in cluster("shop", found).options} == {"FARGATE"}
    assert cluster("shop", found).today == cluster("shop").today


def test_the_headroom_decides_the_size() -> None:
    found = reported(headroom=Headroom(D(0), D(0)), clusters=frozenset({"shop"}))
    web = next(one.right_size for one in cluster("shop", found).services if one.name == "web-01")
    assert (web.cpu, web.memory) == ("256", "512")  # 204.8 and 465.92


def test_what_was_denied_is_unknown_and_never_zero() -> None:
    denied = SavedNotRead(
        region="eu-west-1", action="ecs:DescribeTasks", why="denied", leaves_unknown="what runs on the instances"
    )
    scan = saved_scan().model_copy(update={"not_read": [denied]})
    found = report(scan, ReportOptions(clusters=frozenset({"fleet"})), quoter(), READ_AT)
    fleet = cluster("fleet", found)
    assert fleet.today.idle_monthly is None
    assert not fleet.complete
    assert [each.what for each in fleet.unknown if each.source == "ecs:DescribeTasks"] == [
        "what runs on the instances (denied)"
    ]
    assert [each.action for each in found.not_read] == ["ecs:DescribeTasks"]


@pytest.mark.parametrize("asked", [{"clusters": frozenset({"shoop"})}, {"regions": frozenset({"eu-north-1"})}])
def test_a_cluster_or_region_that_is_not_there_is_wrong_input(asked: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="the scan has no"):
        reported(**asked)


def test_the_document_has_the_names_of_the_contract() -> None:
    document = account_report_document(whole())
    assert {"read_at", "days", "clusters", "shared", "not_read"} <= document.keys()
    (first, *_) = document["clusters"]
    named = "account region cluster request complete unknown not_priced today cheapest options services"
    assert set(named.split()) <= first.keys()
    assert {"monthly", "line_items", "idle_monthly"} <= first["today"].keys()
    assert {"name", "today", "load", "load_source", "cheapest", "right_size"} <= first["services"][0].keys()
    assert first["services"][0]["right_size"].keys() >= {
        "cpu", "memory", "monthly", "saves_monthly", "confidence", "reason",
    }  # fmt: skip
    assert isinstance(first["today"]["monthly"], str)


def checked(document: dict[str, Any], rows: list[MadeRow], option: str, folder: Path) -> Any:
    path = export(folder / "bill.csv", rows, "focus 1.2")
    question = BillQuestion(month=MONTH, launch_option=LaunchOption(option))
    return check_bill(document, [path], question, quoter())


@pytest.mark.parametrize(("name", "option"), [("shop", "FARGATE"), ("fleet", "EC2_ON_DEMAND"), ("edge", "FARGATE")])
def test_a_made_month_of_a_scanned_workload_checks_back_without_a_difference(
    name: str, option: str, tmp_path: Path
) -> None:
    document = dict(cluster(name).request or {})
    found = checked(document, made_rows(document, option), option, tmp_path)
    assert found.verdict == "within"
    assert found.total.difference == 0
    assert found.total.actual > 0
    assert {each.difference for each in found.components} == {0}


def test_a_tenth_more_tasks_at_a_discount_comes_back_as_just_that(tmp_path: Path) -> None:
    """E more in quantity is E ÷ 10; 5 % off 1.1 E is -0.055 E."""
    document = dict(cluster("shop").request or {})
    rows = made_rows(document, "FARGATE")
    tasks = {row.usage_type for row in rows if "Fargate" in row.usage_type}
    more = [
        changed([row], quantity=row.quantity * D("1.1"), price=row.price * D("0.95"))[0]
        if row.usage_type in tasks
        else row
        for row in rows
    ]
    found = checked(document, more, "FARGATE", tmp_path)
    (compute,) = [each for each in found.components if each.component == "fargate_compute"]
    # The estimate's quantities are rounded at the 12th decimal, those of the bill are a tenth more than these.
    assert abs(compute.quantity_difference - compute.estimate / 10) < D("1e-9")
    assert abs(compute.price_difference + compute.estimate * D("0.055")) < D("1e-9")
    assert abs(found.total.difference - compute.estimate * D("0.045")) < D("1e-9")
