"""A whole read of the played account by real boto3 clients."""

import json
from datetime import timedelta
from typing import Any

import pytest

from ecsquote.account.account_scan import AccountAsked, scan_accounts
from ecsquote.account.pace import CALLS_PER_SECOND, Pace
from ecsquote.account.saved_scan import AWS_LISTS, SavedRegion, SavedScan, read_saved_scan
from ecsquote.errors import InputError
from played_aws.account.ecs_objects import ACCOUNT, READ_AT, SECRET
from played_aws.account.server import EMPTY, REGIONS, ROLE_KEY, PlayedAccount
from support_account import saved_scan

QUICK = Pace(calls_per_second=10_000)
ROLE, OTHER_ROLE = "arn:aws:iam::444455556666:role/scan", "arn:aws:iam::777788889999:role/scan"


def read(**asked: Any) -> SavedScan:
    return scan_accounts(AccountAsked(**asked), pace=QUICK, read_at=READ_AT).scan


def in_order(objects: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True, default=str) for each in objects)


def test_what_is_read_is_what_runs(account: PlayedAccount) -> None:
    scan, known = read(regions=REGIONS, metrics=False), saved_scan()
    assert scan.not_read == []
    for found, wanted in zip(scan.regions, known.regions, strict=True):
        assert (found.account, found.region, found.metrics) == (wanted.account, wanted.region, [])
        for name in AWS_LISTS:
            assert in_order(getattr(found, name)) == in_order(getattr(wanted, name)), name
    assert SECRET not in scan.text()
    assert read_saved_scan(scan.text().encode()) == scan
    # ListTasks: 71 tasks of shop run, on 2 pages of 40; fleet and edge on 1 each; as many calls for the stopped
    assert account.actions()["ecs:ListTasks"] == (2 + 1) + (1 + 1) * 2


def figures(region: SavedRegion, hours: int) -> dict[tuple[str, ...], Any]:
    """The last hours of each metric, with its start."""
    return {
        (each.namespace, each.name, each.statistic, str(each.dimensions), str(each.unit)): (
            each.start + timedelta(hours=len(each.values) - hours),
            each.values[-hours:],
        )
        for each in region.metrics
    }


def test_figures_are_those_of_each_hour(account: PlayedAccount) -> None:
    """Two weeks of one Region, on two pages; a day of the other, which has more kinds."""
    ireland, virginia = saved_scan().regions
    (found,) = read(regions=["us-east-1"]).regions
    assert figures(found, 14 * 24) == figures(virginia, 14 * 24)
    assert account.actions()["cloudwatch:GetMetricData"] == 2
    (found,) = read(regions=["eu-west-1"], days=1).regions
    assert figures(found, 24) == figures(ireland, 24)


def test_all_regions_are_those_that_the_account_has_enabled(account: PlayedAccount) -> None:
    scan = read(all_regions=True, metrics=False)
    assert [region.region for region in scan.regions] == sorted([*REGIONS, EMPTY])
    assert scan.not_read == []
    assert [call.action for call in account.calls if call.region == EMPTY] == ["ecs:ListClusters"]


def test_one_cluster_is_read_without_what_belongs_to_others(account: PlayedAccount) -> None:
    (region,) = read(clusters=["fleet"], metrics=False).regions
    assert {each["clusterName"] for each in region.clusters} == {"fleet"}
    assert len(region.services) == 10
    assert {each["logGroupName"] for each in region.log_groups} == {"/ecs/fleet"}
    assert (region.load_balancers, region.scaling_activities, region.rules) == ([], [], [])
    asked = {call.parameters.get("cluster") for call in account.calls if call.action == "ecs:ListServices"}
    assert asked == {region.clusters[0]["clusterArn"]}


def test_a_cluster_that_exists_nowhere_is_wrong_input(account: PlayedAccount) -> None:
    account.denied = {"us-east-1 ecs:ListClusters"}
    with pytest.raises(InputError, match=r"no clusters shp, flet in eu-west-1, us-east-1 \(not read: us-east-1\)"):
        read(clusters=["shp", "flet", "fleet"], regions=REGIONS)
    assert set(account.actions()) == {"sts:GetCallerIdentity", "ecs:ListClusters"}


def test_roles_are_read_each_with_its_own_credentials(account: PlayedAccount) -> None:
    account.roles = {ROLE: "444455556666"}
    scan = read(role_arns=[ROLE, OTHER_ROLE], regions=[EMPTY])
    assert [region.account for region in scan.regions] == ["444455556666"]
    (unread,) = scan.not_read
    assert (unread.account, unread.action, unread.why) == ("777788889999", "sts:AssumeRole", "denied")
    assert {call.access_key for call in account.calls if call.action == "ecs:ListClusters"} == {
        ROLE_KEY + "444455556666"
    }
    assert not account.actions()["sts:GetCallerIdentity"]


def test_values_are_kept_of_the_tags_that_are_named(account: PlayedAccount) -> None:
    (region,) = read(clusters=["edge"], regions=["us-east-1"], keep_tags=frozenset({"team"}), metrics=False).regions
    assert region.clusters[0]["tags"] == [{"key": "team", "value": "edge"}, {"key": "owner"}]
    assert SECRET not in json.dumps(region.model_dump(mode="json"))
    assert account.calls[0].action == "sts:GetCallerIdentity"
    assert region.account == ACCOUNT


def test_every_request_waits_for_its_turn(account: PlayedAccount) -> None:
    account.throttled["ecs:ListClusters"] = 1  # boto3's own retry waits too
    waits: list[float] = []
    pace = Pace(10, clock=lambda: 0.0, sleep=waits.append)
    scan_accounts(AccountAsked(regions=[EMPTY]), pace=pace)
    # the first goes at once, each later one a tenth of a second after the one before
    assert [round(each, 9) for each in waits] == [0.1, 0.2]
    assert len(account.calls) == 3


def test_at_most_ten_calls_are_made_in_any_second() -> None:
    now = 0.0
    sent = []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    pace = Pace(clock=lambda: now, sleep=sleep)
    for number in range(100):
        now += 0.5 if number == 50 else 0.001  # a rest is not made up for
        pace.wait()
        sent.append(now)
    assert all(later - first > 1 - 1e-9 for first, later in zip(sent, sent[CALLS_PER_SECOND:], strict=False))
