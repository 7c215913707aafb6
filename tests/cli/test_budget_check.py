"""`ecsquote budget check` as people run it: formats, bases, faults and exit codes."""

import json
from pathlib import Path

import pytest

from ecsquote.cli.main import main
from support_cli import ROOT
from support_git import begin_repository
from support_pull_request import BUDGETS, workload


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process stands: ten tasks in shop.json ($49.37 a month), thirteen in grown.json ($64.18)."""
    monkeypatch.setenv("ECSQUOTE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("COLUMNS", raising=False)
    files = {"shop.json": workload(10), "grown.json": workload(13), "ecsquote-budgets.yml": BUDGETS}
    begin_repository(tmp_path / "here", files, "before")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `ecsquote budget check` in this process."""
    with pytest.raises(SystemExit) as left:
        main(["budget", "check", *arguments])
    told = capfd.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, told.out, told.err


@pytest.mark.parametrize(
    ("percent", "more", "code", "verdict"),
    [
        (40, "", 0, "within"),
        (40, ", warning_percent: 20", 0, "warning"),
        (20, "", 1, "exceeded"),
        (30, "", 0, "within"),  # 13 tasks are exactly 30 % more than 10
    ],
)
def test_each_verdict_has_its_exit_code(
    folder: Path, capfd: pytest.CaptureFixture[str], percent: int, more: str, code: int, verdict: str
) -> None:
    text = f"version: 1\nbudgets:\n  - name: growth\n    change: {{percent: {percent}{more}}}\n"
    (folder / "ecsquote-budgets.yml").write_text(text)
    left, out, err = run(capfd, "grown.json", "--base", "shop.json")
    assert (left, err) == (code, "")
    assert out.startswith(f"Budgets: {verdict}\n")


@pytest.mark.usefixtures("folder")
def test_without_a_base_a_change_is_unpriced(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "shop.json")
    assert code == 3
    assert "no base was given to compare with" in out


def test_a_price_that_is_missing_is_unpriced(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """ECS Anywhere is available only with the instances that are registered, and the request names none."""
    (folder / "ecsquote-budgets.yml").write_text(
        "version: 1\nbudgets:\n  - {name: a, launch_option: EXTERNAL, limit: {amount: 1}}\n"
    )
    code, out, _ = run(capfd, "shop.json")
    assert code == 3
    assert "ECS Anywhere needs registered instances" in " ".join(out.split())


@pytest.mark.usefixtures("folder")
def test_json_holds_every_figure_exactly(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "grown.json", "--base", "shop.json", "--format", "json")
    assert code == 1
    (budget,) = json.loads(out)["budgets"]
    # 13 and 10 × 100 hours × 0.04937
    assert (budget["spent"], budget["base"], budget["change"]) == ("64.181", "49.37", "14.811")
    assert (budget["change_percent"], budget["checks"][0]["used_percent"]) == ("30", "150")
    assert budget["owners"] == ["payments@example.com"]
    assert [(line["component"], line["change"]) for line in budget["lines"]] == [
        ("fargate_compute", "12.144"),  # 3 × 100 × 0.04048
        ("fargate_compute", "2.667"),  # 3 × 200 × 0.004445
    ]


def test_several_workloads_find_their_bases_by_name(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "old").mkdir()
    for name, tasks in (("a", 10), ("b", 20)):
        (folder / f"{name}.json").write_text(workload(tasks + 1, name=name))
        (folder / "old" / f"{name}.json").write_text(workload(tasks, name=name))
    bases = ("--base", "old/b.json", "--base", "old/a.json")
    code, out, _ = run(capfd, "a.json", "b.json", *bases, "--format", "json")
    assert code == 0
    found = {budget["workload"]: budget["change_percent"] for budget in json.loads(out)["budgets"]}
    assert found == {"a": "10", "b": "5"}
    (folder / "old" / "a again.json").write_text(workload(1, name="a"))
    code, _, err = run(capfd, "a.json", "b.json", *bases, "--base", "old/a again.json")
    assert code == 2
    assert "a.json: old/a.json and old/a again.json have its name a: give one base" in err
    code, _, err = run(capfd, "a.json", *bases)
    assert code == 2
    assert err == "ecsquote: old/b.json: is the base of none of the workloads: none has its name\n"


@pytest.mark.usefixtures("folder")
def test_workloads_of_one_name_are_told_apart_by_their_files(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "shop.json", "grown.json", "--base-catalog", "2026-11-29", "--format", "json")
    assert code == 0
    assert [budget["workload"] for budget in json.loads(out)["budgets"]] == ["shop.json", "grown.json"]


def test_a_git_revision_as_the_base(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "shop.json").write_text(workload(12))
    (folder / "new.json").write_text(workload(1, name="new"))
    code, out, _ = run(capfd, "shop.json", "new.json", "--base-ref", "before", "--format", "markdown")
    assert code == 0
    assert "| growth: shop | ⚠️ warning |" in out
    assert "+20.0 %" in out
    assert "- new: new" in out


WRONG = {
    "unknown field": (
        "{name: a,\n limt: 3, limit: {amount: 1}}",
        ":4: /budgets/0/limt: unknown field; did you mean limit?",
    ),
    "no number": ("{name: a,\n limit: {amount: much}}", ":4: /budgets/0/limit/amount: must be a decimal number"),
    "limit under warning": (
        "{name: a, limit: {amount: 1,\n\n warning_amount: 2}}",
        ":5: /budgets/0/limit/warning_amount: must be at most amount (1)",
    ),
    "launch option": ("{name: a, launch_option: LAMBDA}", ":3: /budgets/0/launch_option: must be one of 'FARGATE'"),
    "component": ("{name: a, component: ec2}", ":3: /budgets/0/component: is not a component of a quote"),
    "Region": ("{name: a, region: mars-1, limit: {amount: 1}}", ":3: /budgets/0/region: mars-1 is not a Region"),
    "not YAML": ("[", ": the document is not YAML"),
    "10 MB": ("x" * 10_000_000, ": is larger than 262,144 bytes"),
}
"""One budget's text, and what is said of it behind the file's name."""


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_budget_is_told_with_its_place(folder: Path, capfd: pytest.CaptureFixture[str], wrong: str) -> None:
    text, words = WRONG[wrong]
    (folder / "ecsquote-budgets.yml").write_text(f"version: 1\nbudgets:\n  - {text}\n")
    code, out, err = run(capfd, "shop.json")
    assert (code, out) == (2, "")
    assert f"ecsquote: ecsquote-budgets.yml{words}" in err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version: 1\nbudgets: []", "ecsquote-budgets.yml:2: /budgets: must have at least 1"),
        ("version: 1", "ecsquote-budgets.yml:1: /budgets: is required"),
        (BUDGETS.replace("each:", "workload: shpo\n    each:"), "/budgets: no budget selects any workload (shop)"),
    ],
)
def test_nothing_to_check_is_an_error(folder: Path, capfd: pytest.CaptureFixture[str], text: str, words: str) -> None:
    (folder / "ecsquote-budgets.yml").write_text(text)
    code, out, err = run(capfd, "shop.json")
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere.json",),
        ("shop.json", "--budgets", "nowhere.yml"),
        ("shop.json", "--base", "nowhere.json"),
        ("shop.json", "--base", "grown.json", "--base-ref", "before"),
        ("shop.json", "--base", "0" * 32),
        ("shop.json", "grown.json", "--base", "0" * 32),
        ("shop.json", "--base-ref", "nowhere"),
        ("shop.json", "--base-catalog", "nowhere"),
        ("shop.json", "--tasks", "3"),
        ("-", "--base-ref", "before"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_wrong_command_leaves_with_2(capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, out, err = run(capfd, *arguments)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.usefixtures("folder")
def test_a_crash_does_not_say_that_a_budget_is_exceeded(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecsquote.budgets.check.check_budgets", lambda *_: 1 // 0)
    code, _, err = run(capfd, "shop.json")
    assert code == 70
    assert "ZeroDivisionError" in err


@pytest.mark.usefixtures("folder")
def test_old_prices_are_told(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECSQUOTE_STALE_DAYS", "1")
    _, out, _ = run(capfd, "grown.json", "--base", "shop.json", "--format", "markdown")
    assert "<details><summary>About the prices</summary>" in out
    assert "Prices read more than 1 day ago: AmazonECS" in out


def test_the_schema_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    main(["budget", "schema"])
    assert json.loads(capfd.readouterr().out) == json.loads((ROOT / "docs" / "budgets.schema.json").read_text())
