"""`ecsquote scan`, as a user runs it, against the played account."""

import json
import stat
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from played_aws.account.ecs_objects import SECRET
from played_aws.account.server import OFF, PlayedAccount, account_variables
from support_cli import Ecsquote

NEVER_KEPT = {"environment", "command", "entryPoint", "dockerLabels", "options", "overrides", "Input", "events"}
EDGE = ("--region", "us-east-1", "--days", "1")


@pytest.fixture
def account() -> Iterator[PlayedAccount]:
    """Three clusters in two Regions."""
    with PlayedAccount() as account:
        yield account


def variables(account: PlayedAccount, **more: str) -> Mapping[str, str]:
    return {**account_variables(account), **more}


def test_a_scan_is_quoted_saved_and_repeated_offline(
    ecsquote: Ecsquote, account: PlayedAccount, tmp_path: Path
) -> None:
    saved = tmp_path / "scan.json"
    saved.write_text("an older one", encoding="utf-8")
    saved.chmod(0o644)
    live = ecsquote("scan", *EDGE, "--format", "json", "--save", saved, env=variables(account))
    assert (live.returncode, live.stderr) == (0, "ecsquote: 111122223333 us-east-1: 1 cluster, 6 services\n")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["scan.json"]
    text = saved.read_text(encoding="utf-8")
    assert SECRET not in text
    assert NEVER_KEPT.isdisjoint(keys(json.loads(text)))
    calls = len(account.calls)
    again = ecsquote("scan", "--from", saved, "--format", "json")
    assert (again.returncode, again.stderr, again.stdout) == (0, "", live.stdout)
    assert len(account.calls) == calls
    (cluster,) = json.loads(live.stdout)["clusters"]
    assert (cluster["cluster"], len(cluster["services"])) == ("edge", 6)


def keys(document: Any) -> set[str]:
    if isinstance(document, dict):
        return set(document).union(*map(keys, document.values()))
    return set().union(*map(keys, document)) if isinstance(document, list) else set()


def test_what_was_not_read_exits_with_3_after_the_report(
    ecsquote: Ecsquote, account: PlayedAccount, tmp_path: Path
) -> None:
    account.denied = {"ec2:DescribeVolumes"}
    report = tmp_path / "report.md"
    options = ("--region", OFF, "--format", "markdown", "--output", report)
    done = ecsquote("scan", *EDGE, *options, env=variables(account))
    assert (done.returncode, done.stdout) == (3, "")
    text = report.read_text(encoding="utf-8")
    assert "ec2:DescribeVolumes" in text
    assert OFF in text


def test_a_dry_run_prints_every_call_and_its_price(ecsquote: Ecsquote, account: PlayedAccount) -> None:
    done = ecsquote("scan", *EDGE, "--dry-run", env=variables(account))
    assert done.returncode == 0
    assert account.actions()["cloudwatch:GetMetricData"] == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    # 6 services, 2 metrics of 2 statistics each, $0.01 for 1,000
    assert "cloudwatch:GetMetricData us-east-1 1 24 metrics × $0.00001 = $0.00024" in lines
    assert "ecs:ListTasks all 2 free" in lines
    calls = sum(account.actions().values()) + 1
    assert f"A full scan makes {calls} calls; AWS's price for them: $0.00024." in lines
    assert "Price of GetMetricData: AWS Price List" in done.stdout
    document = json.loads(ecsquote("scan", *EDGE, "--dry-run", "--format", "json", env=variables(account)).stdout)
    assert Decimal(document["price"]) == 24 * Decimal("0.00001")


def test_the_policy_is_printed_without_asking_anybody(ecsquote: Ecsquote) -> None:
    done = ecsquote("scan", "permissions")
    assert done.returncode == 0
    (statement,) = json.loads(done.stdout)["Statement"]
    assert "sts:AssumeRole" not in statement["Action"]
    assert "cloudwatch:GetMetricData" in statement["Action"]
    role = "arn:aws:iam::444455556666:role/scan"
    _, assume = json.loads(ecsquote("scan", "permissions", "--role-arn", role).stdout)["Statement"]
    assert (assume["Action"], assume["Resource"]) == (["sts:AssumeRole"], [role])


def test_without_credentials_there_is_one_line(ecsquote: Ecsquote, tmp_path: Path) -> None:
    nowhere = {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    done = ecsquote("scan", *EDGE, env=nowhere)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "ecsquote: there are no AWS credentials: set AWS_PROFILE, or name a profile with --profile"
    ]


def test_a_cluster_that_exists_nowhere_exits_with_2(ecsquote: Ecsquote, account: PlayedAccount) -> None:
    done = ecsquote("scan", *EDGE, "--region", OFF, "--cluster", "shp", env=variables(account))
    assert done.returncode == 2
    assert done.stderr == f"ecsquote: there is no cluster shp in us-east-1, {OFF} (not read: {OFF})\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--from", "scan.json", "--profile", "p"), "--from quotes a saved scan: --profile reads an account"),
        (("--from", "scan.json", "--role-arn", "a"), "--from quotes a saved scan: --role-arn reads an account"),
        (("--from", "scan.json", "--all-regions"), "--from quotes a saved scan: --all-regions reads an account"),
        (("--from", "scan.json", "--days", "7"), "leave --days out"),
        (("--days", "43"), "43 is not in the range 1<=x<=42"),
        (("--cpu-headroom", "-5"), "--cpu-headroom must be from 0 to 1000 percent, not -5"),
        (("--cpu-headroom", "NaN"), "--cpu-headroom must be from 0 to 1000 percent, not NaN"),
        (("--memory-headroom", "much"), "--memory-headroom must be from 0 to 1000 percent, not much"),
        (("--dry-run", "--format", "xlsx"), "--dry-run prints its calls as a table or JSON"),
        (("--from", "missing.json"), "missing.json: this file does not exist"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    ecsquote: Ecsquote, options: tuple[str, ...], message: str
) -> None:
    done = ecsquote("scan", *options)
    assert done.returncode == 2
    assert message in done.stderr


def test_another_file_is_not_a_saved_scan(ecsquote: Ecsquote, tmp_path: Path) -> None:
    other = tmp_path / "quote.json"
    other.write_text('{"services": []}', encoding="utf-8")
    done = ecsquote("scan", "--from", other)
    assert done.returncode == 2
    assert done.stderr == f"ecsquote: {other}: this is not a saved scan: write one with ecsquote scan --save FILE\n"
