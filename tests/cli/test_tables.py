"""The table of `ecsquote quote`: against today or the cheapest, notes by rank, fleets in words, and its length."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from ecsquote.cli.output.note_list import MOST_LINES, NoteList
from ecsquote.cli.output.notes import Note
from support_cli import EXAMPLES, Ecsquote

MY_TASK = EXAMPLES / "my-task.json"
ASKED = (MY_TASK, "--region", "us-east-1")
CLUSTER = EXAMPLES / "cluster.json"


def row(text: str, option: str) -> str:
    """The first line of an option in the comparison."""
    found: str = next(line for line in text.splitlines() if re.match(rf"{re.escape(option)}  ", line))
    return found


def test_each_option_is_compared_with_what_runs_today(ecsquote: Ecsquote) -> None:
    text = ecsquote("quote", *ASKED, "--current", "FARGATE").stdout
    assert "From today" in text
    assert "Above the cheapest" not in text
    # EC2: t3.small 730 × 0.0208 = 15.184 and 30 GB × 0.08 = 2.40, together 17.584; Fargate is 9.010025 today
    # 17.584 - 9.010025 = 8.573975, 95.16 % of today
    assert "+$8.57, +95.2 %" in row(text, "EC2 On-Demand")
    assert "%" not in row(text, "Fargate (today)"), "today is not compared with itself"


def test_without_today_each_option_is_above_the_cheapest(ecsquote: Ecsquote) -> None:
    text = ecsquote("quote", *ASKED, "--current", "none", "--no-spot").stdout
    assert "Above the cheapest" in text
    assert "From today" not in text
    assert "+95.2 %" in row(text, "EC2 On-Demand")  # of Fargate, the cheapest: as above
    assert "%" not in row(text, "Fargate")


def test_today_is_named_where_it_has_no_row(ecsquote: Ecsquote) -> None:
    text = ecsquote("quote", *ASKED, "--current", "FARGATE", "--launch-option", "EC2_ON_DEMAND").stdout
    assert "today Fargate for $9.01" in text
    assert "+$8.57, +95.2 %" in row(text, "EC2 On-Demand")
    markdown = ecsquote(
        "quote", *ASKED, "--current", "FARGATE", "--launch-option", "EC2_ON_DEMAND", "--format", "markdown"
    ).stdout
    assert "| 17.58 | 211.01 | +8.57, +95.2 % |" in markdown  # 12 × 17.584 = 211.008
    assert "Today: FARGATE, 9.01 a month." in markdown


def test_markdown_marks_today_and_compares_with_the_cheapest_without_it(ecsquote: Ecsquote) -> None:
    asked = ("quote", *ASKED, "--no-spot", "--format", "markdown")
    today = ecsquote(*asked, "--current", "EC2_ON_DEMAND").stdout
    assert "| EC2_ON_DEMAND (today) | X86_64 |  | 17.58 | 211.01 |  |" in today
    assert "| FARGATE | X86_64 |  | 9.01 | 108.12 | -8.57, -48.8 % |" in today  # 8.573975 ÷ 17.584 = 0.4876
    unknown = ecsquote(*asked, "--current", "none").stdout
    assert "| FARGATE | X86_64 |  | 9.01 | 108.12 |  |" in unknown
    assert "| EC2_ON_DEMAND | X86_64 |  | 17.58 | 211.01 | +95.2 % |" in unknown


@pytest.mark.parametrize("options", [(), ("--current", "FARGATE")])
def test_the_smallest_quote_fits_a_screen(ecsquote: Ecsquote, options: tuple[str, ...]) -> None:
    done = ecsquote("quote", *ASKED, *options)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) <= 24


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_what_nobody_asked_for_takes_no_space(ecsquote: Ecsquote, form: str) -> None:
    asked = ("quote", *ASKED, "--format", form)
    assert not re.search("Anywhere|EXTERNAL", ecsquote(*asked).stdout)
    assert re.search("Anywhere|EXTERNAL", ecsquote(*asked, "--launch-option", "EXTERNAL").stdout)


def test_external_instances_that_are_wanted_are_shown(ecsquote: Ecsquote, tmp_path: Path) -> None:
    file = tmp_path / "external.json"
    service = {"task_definition": json.loads(MY_TASK.read_text())}
    file.write_text(json.dumps({"region": "us-east-1", "services": [service], "external": {"instances": 1}}))
    assert "ECS Anywhere" in ecsquote("quote", file).stdout


def test_prices_are_of_the_oldest_day_that_the_quote_uses(ecsquote: Ecsquote) -> None:
    options = json.loads(ecsquote("quote", *ASKED, "--format", "json").stdout)["options"]
    days = [line["price"]["observed_on"] for option in options for line in option["line_items"]]
    assert min(days) < max(days)
    assert f"prices of {min(days)}" in ecsquote("quote", *ASKED).stdout
    assert f"Prices of {min(days)}, price catalog" in ecsquote("quote", *ASKED, "--format", "markdown").stdout


@pytest.mark.parametrize(("days", "warned"), [("45", True), ("100000", False)])
def test_the_age_of_prices_is_one_line_by_the_setting(ecsquote: Ecsquote, days: str, *, warned: bool) -> None:
    text = ecsquote("quote", *ASKED, "--explain", env={"ECSQUOTE_STALE_DAYS": days}).stdout
    ages = [line for line in text.splitlines() if re.search("Prices read more|Read more than a year|within days", line)]
    assert len(ages) == (1 if warned else 0)
    assert "AWSELB" not in text, "the task has no load balancer"


def shown(count: int, *, width: int = 120, words: str = "note", everything: bool = False) -> list[str]:
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(NoteList([f"{words} {number}" for number in range(count)], everything=everything))
    return capture.get().splitlines()[1:]  # after a blank line


@pytest.mark.parametrize(
    ("count", "heading"),
    [
        (1, "Notes"),
        (6, "Notes"),
        (7, "Notes (1 more; --explain shows all)"),
        (8, "Notes (2 more; --explain shows all)"),
    ],
)
def test_six_lines_of_notes_are_shown_and_the_rest_counted(count: int, heading: str) -> None:
    first, *found = shown(count)
    assert first == heading
    assert found == [f"  - note {number}" for number in range(min(count, MOST_LINES))]
    assert len(shown(count, everything=True)) == 1 + count
    assert shown(0) == []


def test_a_note_of_several_lines_takes_several_of_the_six() -> None:
    # 24 columns hold 20 characters behind the bullet: each note of 21 to 40 characters takes two lines
    found = shown(4, width=24, words="aaaa bbbb cccc dddd eeee")
    assert len([line for line in found if line.startswith("  - ")]) == 3
    assert len(shown(1, width=24, words="word " * 40)) > 1 + MOST_LINES, "the first is shown whatever its length"


def test_notes_that_could_change_the_decision_come_first_and_all_come_once(ecsquote: Ecsquote) -> None:
    wide = {"COLUMNS": "1000"}
    brief = ecsquote("quote", CLUSTER, env=wide).stdout
    (count,) = map(int, re.findall(r"\nNotes \((\d+) more; --explain shows all\)\n", brief))
    lines = [line.removeprefix("  - ") for line in brief.split("--explain shows all)\n")[1].splitlines()]
    assert len(lines) == MOST_LINES
    assert lines[0].startswith("Prices read more than 45 days ago")
    assert lines[1].startswith("what runs today is not known")
    full = ecsquote("quote", CLUSTER, "--explain", env=wide).stdout.split("\nNotes\n")[1]
    everything = [line for line in full.splitlines() if line.startswith("  - ")]
    assert len(everything) == len(set(everything)) == MOST_LINES + count


def test_the_age_of_prices_is_one_line_and_names_the_oldest() -> None:
    """In full with --explain."""
    text = (
        "Prices read more than 45 days ago: AWSELB (2025-06-05), AmazonEC2 (2025-10-28), AmazonECS (2025-10-28); `x` y"
    )
    assert (
        Note("", text, warns=True).brief == "Prices read more than 45 days ago: AWSELB (2025-06-05) and 2 more; `x` y"
    )
    assert Note("", text, warns=True).words == text
    alone = "Prices read more than 45 days ago: AWSELB (2025-06-05); `x` y"
    assert Note("", alone, warns=True).brief == alone


def test_what_holds_for_every_service_is_one_note(ecsquote: Ecsquote) -> None:
    full = ecsquote("quote", CLUSTER, "--explain", env={"COLUMNS": "1000"}).stdout
    (line,) = (line for line in full.splitlines() if "requiresCompatibilities would name MANAGED" in line)
    assert "every service: requiresCompatibilities would name MANAGED_INSTANCES" in line


def test_a_fleet_in_words_and_who_pays_for_it(ecsquote: Ecsquote) -> None:
    asked = ("quote", CLUSTER, "--launch-option", "EC2_ON_DEMAND")
    (option,) = json.loads(ecsquote(*asked, "--format", "json").stdout)["options"]
    placement = option["placement"]
    text = ecsquote(*asked).stdout
    zones = {each["zone"] for each in placement["instances"]}
    idle = (Decimal(placement["idle_share"]) * 100).quantize(Decimal(1))
    assert f" in {len(zones)} zones, {idle} % idle" in row(text, "EC2 On-Demand")
    table = text.split("Instances by service, EC2 On-Demand\n")[1]
    for service in placement["services"]:
        together = Decimal(service["monthly"]) + Decimal(service["idle_monthly"])
        (line,) = (line.split() for line in table.splitlines() if line.split()[:1] == [service["name"]])
        assert [Decimal(each.strip("$").replace(",", "")) for each in line[1:]] == [
            amount.quantize(Decimal("0.01"))
            for amount in (Decimal(service["monthly"]), Decimal(service["idle_monthly"]), together)
        ]
    assert re.search(rf"idle +\${Decimal(placement['idle_monthly']).quantize(Decimal('0.01')):,}", table)


def test_a_fleet_of_one_service_is_split_only_when_explained(ecsquote: Ecsquote) -> None:
    asked = ("quote", *ASKED, "--launch-option", "EC2_ON_DEMAND")
    assert "Part of idle" not in ecsquote(*asked).stdout
    # 9 × 0.25 vCPU + 0.5 GB = 2.75 of 9 × 2 + 2 = 20: 17.584 × 0.1375 = 2.4178 and 15.1662 idle
    text = ecsquote(*asked, "--explain").stdout
    assert re.search(r"my-task +\$2\.42 +\$15\.17 +\$17\.58", text)
    assert re.search(r"idle +\$15\.17", text)


def test_perfect_packing_is_shown_next_to_each_fleet(ecsquote: Ecsquote) -> None:
    asked = ("quote", *ASKED, "--launch-option", "EC2_ON_DEMAND")
    (option,) = json.loads(ecsquote(*asked, "--format", "json").stdout)["options"]
    perfect = Decimal(option["placement"]["perfect_packing_hourly"]) * 730
    saved = (Decimal("17.584") - perfect).quantize(Decimal("0.01"))
    assert saved > 0
    assert f"Perfect packing would save ${saved} on EC2 On-Demand" in ecsquote(*asked).stdout
    nothing = ecsquote("quote", *ASKED, "--launch-option", "FARGATE").stdout
    assert "Perfect packing" not in nothing, "Fargate has no fleet"
    packed = ecsquote(*asked, "--fleet-profile", "cheapest").stdout
    assert "Perfect packing" not in packed, "the fleet is packed perfectly itself"


def test_what_is_worth_a_look_is_at_most_three_lines(ecsquote: Ecsquote) -> None:
    asked = ("quote", *ASKED, "--launch-option", "FARGATE")
    text = ecsquote(*asked).stdout
    lines = text.split("\nWorth a look\n")[1].split("\n\n")[0].splitlines()
    assert 1 <= len(lines) <= 3
    # ARM at 0.03238 a vCPU-hour and 0.00356 a GB-hour: 182.5 × 0.03238 + 365 × 0.00356 = 7.20875, of 9.010025
    assert any("ARM64" in line and "$7.21, saves $1.80 a month, 20 %" in line for line in lines)
    assert "Worth a look" not in ecsquote(*asked, "--advice").stdout, "all advice is there instead"
