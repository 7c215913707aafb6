"""Manners: what AWS refuses is named with what stays unknown, and the rest is read."""

from collections import Counter
from typing import Any

import pytest

from ecsquote.account.account_scan import AccountAsked, scan_accounts
from ecsquote.account.caller import EVERYTHING_ELSE, Patience
from ecsquote.account.pace import Pace
from ecsquote.account.region_reading import RegionRead
from ecsquote.account.saved_scan import SavedNotRead, SavedScan
from ecsquote.errors import AccountUnreachable, InputError
from played_aws.account.ecs_objects import READ_AT
from played_aws.account.server import EMPTY, OFF, PlayedAccount
from played_aws.account.wire import WireAnswer, WireCall

EDGE = "us-east-1"
SERVICES = 6
ROLE = "arn:aws:iam::444455556666:role/scan"


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.now += seconds

    def patience(self) -> Patience:
        """Waits by this clock."""
        return Patience(clock=lambda: self.now, sleep=self.sleep)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # boto3's own retries would wait in real time
    return Clock()


def read(clock: Clock | None = None, **asked: Any) -> SavedScan:
    wanted = {"regions": [EDGE], "metrics": False, **asked}
    patience = clock.patience() if clock else None
    return scan_accounts(AccountAsked(**wanted), pace=Pace(10_000), patience=patience, read_at=READ_AT).scan


def named(scan: SavedScan) -> list[tuple[str, str, str]]:
    return [(each.region, each.action, each.why) for each in scan.not_read]


@pytest.mark.parametrize(
    ("action", "members"),
    [
        ("ecs:DescribeServices", "services"),  # JSON 1.1
        ("autoscaling:DescribeAutoScalingGroups", "auto_scaling_groups"),  # Query
        ("ec2:DescribeInstances", "instances"),  # EC2
        ("savingsplans:DescribeSavingsPlans", "savings_plans"),  # REST JSON
    ],
)
def test_a_denied_action_is_named_once_and_the_rest_is_read(account: PlayedAccount, action: str, members: str) -> None:
    account.denied = {action}
    scan = read()
    assert named(scan) == [(EDGE, action, "denied")]
    assert scan.not_read[0].leaves_unknown
    assert scan.not_read[0].account == "111122223333"
    (region,) = scan.regions
    assert getattr(region, members) == []
    assert len(region.container_instances) == 4


def test_denied_metrics_leave_utilisation_unknown(account: PlayedAccount) -> None:
    account.denied = {"cloudwatch:GetMetricData"}
    scan = read(metrics=True, days=1)
    assert named(scan) == [(EDGE, "cloudwatch:GetMetricData", "denied")]
    assert "utilisation" in scan.not_read[0].leaves_unknown
    assert scan.regions[0].metrics == []


def test_a_short_throttling_is_waited_for(account: PlayedAccount, clock: Clock) -> None:
    account.throttled = Counter({"ecs:ListServices": 3, "ec2:DescribeInstances": 2, "cloudwatch:GetMetricData": 1})
    scan = read(clock, metrics=True, days=1)
    assert scan.not_read == []
    assert len(scan.regions[0].services) == SERVICES
    assert clock.now == (1 + 2 + 4) + (1 + 2) + 1


def test_boto3_retries_a_throttled_call_itself(account: PlayedAccount) -> None:
    account.throttled = Counter({"ecs:ListClusters": 1})
    assert read(regions=[EMPTY]).not_read == []
    assert account.actions()["ecs:ListClusters"] == 2


def test_an_action_that_is_throttled_to_the_end_is_given_up_after_a_minute(
    account: PlayedAccount, clock: Clock
) -> None:
    account.throttled = Counter({"ecs:DescribeTaskDefinition": 10_000})
    scan = read(clock)
    assert named(scan) == [(EDGE, "ecs:DescribeTaskDefinition", "throttled")]
    assert clock.now == 60
    # at 0, 1, 3, 7, 15, 23, 31, 39, 47, 55 s; none of the other definitions is asked for
    assert account.actions()["ecs:DescribeTaskDefinition"] == 10
    assert scan.regions[0].task_definitions == []
    assert len(scan.regions[0].services) == SERVICES


def test_a_region_that_is_off_is_named_and_costs_one_call(
    account: PlayedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", OFF)  # STS is asked elsewhere then
    scan = read(regions=[OFF, EDGE])
    why = "the Region is not enabled in the account"
    assert scan.not_read == [
        SavedNotRead(
            account="111122223333",
            region=OFF,
            action="ecs:ListClusters",
            why=why,
            leaves_unknown=EVERYTHING_ELSE,
        )
    ]
    assert [len(region.services) for region in scan.regions] == [0, SERVICES]
    assert [call.action for call in account.calls if call.region == OFF and call.action[:3] != "sts"] == [
        "ecs:ListClusters"
    ]


def test_credentials_that_expire_end_the_read_and_keep_what_was_read(account: PlayedAccount) -> None:
    account.expires_after = 6
    scan = read()
    ((region, _, why),) = named(scan)
    assert (region, why) == (EDGE, "the credentials have expired")
    assert scan.not_read[0].leaves_unknown == EVERYTHING_ELSE
    assert len(account.calls) == 7, "nothing is asked for after the first refusal"
    assert len(scan.regions[0].services) == SERVICES


def test_credentials_that_have_expired_before_are_one_line(account: PlayedAccount) -> None:
    account.expires_after = 0
    with pytest.raises(AccountUnreachable, match="have expired"):
        read()


def test_credentials_that_aws_does_not_know_are_one_line(account: PlayedAccount) -> None:
    account.unknown_credentials = True
    with pytest.raises(AccountUnreachable, match="AWS does not know them"):
        read()


def test_without_credentials_nothing_is_called(account: PlayedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(AccountUnreachable, match="no AWS credentials"):
        read()
    assert account.calls == []


def test_a_role_that_cannot_be_assumed_is_one_line(account: PlayedAccount) -> None:
    with pytest.raises(AccountUnreachable, match=r"no role can be assumed: denied \(sts:AssumeRole\)"):
        read(role_arns=[ROLE])
    assert account.actions() == Counter({"sts:AssumeRole": 1})


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"regions": ["eu-west-9"]}, r"there is no Region eu-west-9; did you mean .*eu-west-1"),
        ({"all_regions": True}, "--region or --all-regions, not both"),
        ({"profile": "nobody"}, "no AWS profile 'nobody'"),
        ({"role_arns": ["scan"]}, "scan is not the ARN of a role"),
        ({"role_arns": [ROLE, ROLE.replace("scan", "other")]}, "are roles of one account"),
    ],
)
def test_wrong_questions_are_refused_before_anything_is_called(
    account: PlayedAccount, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(**asked)
    assert account.calls == []


def test_the_region_of_the_environment_is_read(account: PlayedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", EMPTY)
    assert [region.region for region in read(regions=[]).regions] == [EMPTY]
    assert {call.region for call in account.calls} == {EMPTY}


def test_without_a_region_one_must_be_named(account: PlayedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION", raising=False)
    with pytest.raises(InputError, match="--all-regions"):
        read(regions=[])
    assert account.actions()["ecs:ListClusters"] == 0


def test_an_interrupted_read_calls_nothing_more(account: PlayedAccount) -> None:
    """As Ctrl-C does, which reaches the main thread while others read."""
    asked = AccountAsked(regions=[EMPTY, "eu-west-1"], metrics=False)

    def stop(read: RegionRead) -> None:
        if read.saved.region == EMPTY:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan_accounts(asked, pace=Pace(10), progress=stop)
    # a whole read of Ireland makes 60 calls, which take six seconds
    assert len(account.calls) < 20


def test_an_answer_that_is_not_from_aws_is_named(account: PlayedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    html = WireAnswer(200, {"Content-Type": "text/html"}, b"<html>Please sign in<br></html>")
    answered = PlayedAccount.answered

    def portal(played: PlayedAccount, call: WireCall) -> WireAnswer:
        return html if call.action == "ec2:DescribeVolumes" else answered(played, call)

    monkeypatch.setattr(PlayedAccount, "answered", portal)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    scan = read()
    assert named(scan) == [(EDGE, "ec2:DescribeVolumes", "an answer that is not AWS's")]
    assert account.actions()["ec2:DescribeVolumes"] == 0
