"""`ecsquote prices refresh`, `diff`, `history`, `prune` against the played AWS: what they print, how they leave."""

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from played_aws.server import Fault, PlayedAws
from support_cli import EXAMPLES, Ecsquote
from support_played import dearer, played_environment
from support_refresh import put_small_version, small_region, small_world

IRELAND = "eu-west-1"
FIRST = "2026-01-01T000000Z"
LOAD_BALANCER_HOURS = "LoadBalancerUsage"
ELB = ("prices", "refresh", "--service", "AWSELB")
HISTORY = ("prices", "history", EXAMPLES / "web-service.json", "--region", IRELAND, "--launch-option", "FARGATE")


@pytest.fixture
def aws() -> Iterator[PlayedAws]:
    with PlayedAws(small_world(IRELAND)) as aws:
        yield aws


@pytest.fixture
def kept(ecsquote: Ecsquote, small_version: Path) -> Path:
    """The folder of versions of this user, with one that knows Ireland alone."""
    return Path(shutil.copytree(small_version, ecsquote.home / "data" / "catalog"))


def versions_in(kept: Path) -> list[str]:
    return sorted(entry.name for entry in kept.iterdir() if not entry.name.startswith("."))


def test_everything_is_refreshed_and_what_needs_credentials_is_left_out(
    ecsquote: Ecsquote, aws: PlayedAws, kept: Path
) -> None:
    # the small world lacks most instance types that the version before knows
    waived = ("--accept", "fewer-rows", "--accept", "many-moves", "--accept", "missing-meters")
    done = ecsquote("prices", "refresh", *waived, env=played_environment(aws))
    assert (done.returncode, done.stderr) == (0, "")
    new = versions_in(kept)[-1]
    assert done.stdout.startswith(f"New catalog version {new}, made from {FIRST}: ")
    assert "EC2 Spot prices need AWS credentials" in done.stdout
    again = ecsquote("prices", "refresh", *waived, env=played_environment(aws))
    assert (again.returncode, len(versions_in(kept))) == (0, 2), "what has not changed makes no version"
    assert again.stdout.startswith(f"No new catalog version; {new} stays in use: 0 renewed")


def test_the_report_for_scripts_and_its_progress(ecsquote: Ecsquote, aws: PlayedAws, kept: Path) -> None:
    done = ecsquote(*ELB, "--json", env=played_environment(aws))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["version"] == versions_in(kept)[-1]
    assert [(part["service_code"], part["outcome"]) for part in report["parts"]] == [("AWSELB", "taken")]
    steps = [json.loads(line) for line in done.stderr.splitlines()]
    assert steps[0] == {"parts_done": 0, "parts_total": 1}
    assert steps[-1] == {"parts_done": 1, "parts_total": 1}
    (part,) = [step for step in steps if "part" in step]
    assert part["part"] == f"price-list/AWSELB/{IRELAND}"
    assert (part["bytes"] > 0, part["rows"] > 0) == (True, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_report_that_cannot_be_written_is_told_in_one_line(ecsquote: Ecsquote, aws: PlayedAws, kept: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = ecsquote(*ELB, env=played_environment(aws), stdout=full)
    told = "ecsquote: standard output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)
    assert len(versions_in(kept)) == 2, "the version is there all the same"


def test_a_partial_refresh_says_what_is_old_and_how_old(ecsquote: Ecsquote, aws: PlayedAws, kept: Path) -> None:
    aws.faults.append(Fault("/offers/v1.0/aws/AmazonVPC/", times=99, status=403))
    done = ecsquote(*ELB, "--service", "AmazonVPC", "--json", env=played_environment(aws))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["partial"]
    assert report["version"] == versions_in(kept)[-1] != FIRST
    parts = {part["service_code"]: part for part in report["parts"]}
    assert (parts["AWSELB"]["outcome"], parts["AWSELB"]["age_days"]) == ("taken", 0)
    assert (parts["AmazonVPC"]["outcome"], parts["AmazonVPC"]["region"]) == ("kept-old", IRELAND)
    assert "answers 403" in parts["AmazonVPC"]["reason"]
    assert parts["AmazonVPC"]["age_days"] > 300, "the shipped catalog's reading of 2025-11"


def test_where_nothing_can_be_reached_the_old_version_stays_and_3_says_so(
    ecsquote: Ecsquote, aws: PlayedAws, kept: Path
) -> None:
    aws.faults.append(Fault("/", times=9999, status=404))
    done = ecsquote(*ELB, env=played_environment(aws))
    assert done.returncode == 3
    assert f"the catalog {FIRST} stays in use" in done.stderr
    assert versions_in(kept) == [FIRST]


def test_services_and_regions_that_there_are_not_are_all_named(ecsquote: Ecsquote, aws: PlayedAws, kept: Path) -> None:
    done = ecsquote("prices", "refresh", "--service", "AmazonSQS", "--region", "mars-1", env=played_environment(aws))
    assert done.returncode == 2
    assert "AmazonSQS" in done.stderr
    assert "mars-1" in done.stderr
    assert aws.requests == []
    assert versions_in(kept) == [FIRST]


@pytest.fixture
def second(ecsquote: Ecsquote, aws: PlayedAws, kept: Path) -> str:
    """A second version: an hour of each kind of load balancer costs a cent more than before."""
    aws.publish({IRELAND: dearer(small_region(IRELAND), LOAD_BALANCER_HOURS, Decimal("0.01"))}, "20261101000000")
    done = ecsquote(*ELB, "--accept", "many-moves", env=played_environment(aws))
    assert done.returncode == 0, done.stderr
    return versions_in(kept)[-1]


def test_two_versions_are_compared_and_an_old_one_gives_the_old_numbers(ecsquote: Ecsquote, second: str) -> None:
    found = json.loads(ecsquote("prices", "diff", FIRST, second, "--format", "json").stdout)
    assert {rise["meter"].split(" (")[0] for rise in found["rose"]} == {f"AWSELB {LOAD_BALANCER_HOURS}"}
    assert (found["fell"], found["came"], found["went"]) == ([], [], [])
    for rise in found["rose"]:
        assert Decimal(rise["new"]) - Decimal(rise["old"]) == Decimal("0.01")
    table = ecsquote("prices", "diff", FIRST, second, "--region", IRELAND, "--service", "AWSELB")
    assert table.returncode == 0
    assert f"${found['rose'][0]['old']}" in table.stdout
    history = json.loads(ecsquote(*HISTORY, "--format", "json").stdout)
    monthly = {each["version"]: each["options"][0]["monthly"] for each in history["versions"]}
    # one load balancer, 730 hours, a cent more for each
    assert Decimal(monthly[second]) - Decimal(monthly[FIRST]) == Decimal("7.30")
    quote = ("quote", EXAMPLES / "web-service.json", "--region", IRELAND, "--launch-option", "FARGATE")
    pinned = json.loads(ecsquote(*quote, "--catalog-version", FIRST, "--format", "json").stdout)
    assert pinned["options"][0]["monthly"] == monthly[FIRST]
    assert f"${Decimal(monthly[second]).quantize(Decimal('0.01'))}" in ecsquote(*HISTORY).stdout


def test_an_unknown_version_or_region_is_no_empty_diff(ecsquote: Ecsquote, kept: Path) -> None:
    for more in (("diff", FIRST, "none"), ("diff", FIRST, FIRST, "--region", "mars-1"), ("versions", "--show", "none")):
        assert ecsquote("prices", *more).returncode == 2
    assert versions_in(kept) == [FIRST]


def test_a_version_is_shown_with_its_provenance_and_ages(ecsquote: Ecsquote, second: str) -> None:
    shown = json.loads(ecsquote("prices", "versions", "--show", second, "--format", "json").stdout)
    assert (shown["version"], shown["current"], shown["ages_days"]) == (second, True, {"AWSELB": 0})
    assert shown["parts"][0]["version"] == "20261101000000"
    listed = json.loads(ecsquote("prices", "versions", "--format", "json").stdout)
    assert [each["version"] for each in listed if each["current"]] == [second]
    assert listed[0]["age_days"] == 0
    assert "AWSELB" in ecsquote("prices", "versions", "--show", second).stdout


def test_pruning_names_what_goes_and_keeps_the_current_and_the_pinned(
    ecsquote: Ecsquote, kept: Path, second: str
) -> None:
    put_small_version(kept, IRELAND, version="2025-01-01T000000Z")
    prune = ("prices", "prune", "--keep", "1")
    dry = ecsquote(*prune, "--dry-run")
    assert dry.stdout.split() == [FIRST, "2025-01-01T000000Z"]
    done = ecsquote(*prune, "--pin", FIRST)
    assert (done.returncode, done.stdout.split()) == (0, ["2025-01-01T000000Z"])
    assert versions_in(kept) == [FIRST, second]
    assert ecsquote(*prune, "--pin", "none").returncode == 2
