"""The Python API: the quote of the command line, exact, from whatever holds a workload; nothing loaded before use."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import ecsquote
from ecsquote.errors import InputError, UnreadableInput
from ecsquote.settings import Settings
from support_cli import EXAMPLES, Ecsquote

MY_TASK = EXAMPLES / "my-task.json"
TASK_MONTH = Decimal("182.5") * Decimal("0.04048") + 365 * Decimal("0.004445")
"""0.25 vCPU and 0.5 GB for 730 hours in us-east-1: $9.010025."""
DEFINITION = json.loads(MY_TASK.read_text())


@pytest.fixture(autouse=True)
def _away_from_the_users_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECSQUOTE_DATA_DIR", str(tmp_path))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("workload", [DEFINITION, json.dumps(DEFINITION), MY_TASK, str(MY_TASK)], ids=type)
def test_a_task_definition_in_every_form(workload: object) -> None:
    priced = ecsquote.quote(workload, region="us-east-1", tasks=2, launch_options=["FARGATE"])  # type: ignore[arg-type] # each is one of the forms
    assert priced.option("FARGATE").monthly == 2 * TASK_MONTH
    assert priced.cheapest == priced.option("FARGATE")


def test_it_is_the_quote_of_the_command_line(tmp_path: Path) -> None:
    example = EXAMPLES / "windows-service.json"
    printed = json.loads(Ecsquote(tmp_path)("quote", example, "--format", "json").stdout)
    assert ecsquote.quote(example).to_dict() == printed


def test_a_request_with_decimals_of_python() -> None:
    load = {"average_tasks": Decimal("2.5"), "min_tasks": 2, "max_tasks": 3}
    service = {"name": "web", "task_definition": DEFINITION, "load": load}
    request = {"region": "us-east-1", "services": [service], "launch_options": ["FARGATE"]}
    assert ecsquote.quote(request).options[0].monthly == Decimal("2.5") * TASK_MONTH


def test_lines_as_a_data_frame_add_up_exactly() -> None:
    priced = ecsquote.quote(MY_TASK, region="us-east-1")
    frame = priced.to_frame()
    assert (frame["quantity"] * frame["unit_price"] == frame["monthly"]).all()
    totals = frame.groupby("launch_option")["monthly"].sum()
    for option in priced.options:
        if option.available:
            assert totals[option.launch_option] == option.monthly
    assert set(map(type, frame["monthly"])) == {Decimal}
    assert frame.loc[frame["launch_option"] == "FARGATE", "component"].tolist() == ["fargate_compute"] * 2
    floats = priced.to_frame(exact=False)
    assert floats["monthly"].dtype == "float64"
    assert floats.groupby("launch_option")["monthly"].sum()["FARGATE"] == pytest.approx(9.010025)


def test_options_as_a_data_frame() -> None:
    priced = ecsquote.quote(MY_TASK, region="us-east-1")
    frame = priced.options_frame()
    assert frame["launch_option"].tolist() == [option.launch_option for option in priced.options]
    fargate = frame.set_index("launch_option").loc["FARGATE"]
    assert (fargate["monthly"], fargate["annual"]) == (TASK_MONTH, 12 * TASK_MONTH)
    external = frame.set_index("launch_option").loc["EXTERNAL"]
    assert (external["monthly"], bool(external["available"])) == (None, False)
    assert priced.options_frame(exact=False)["monthly"].isna().sum() == 1


def test_a_quote_without_an_available_option_has_empty_frames() -> None:
    priced = ecsquote.quote(MY_TASK, region="us-east-1", launch_options=["EXTERNAL"])
    assert priced.cheapest is None
    assert priced.to_frame().empty
    assert "monthly" in priced.to_frame(exact=False).columns
    with pytest.raises(InputError, match="no launch option 'FARGATE'"):
        priced.option("FARGATE")


def test_what_is_wrong_is_told_with_its_place() -> None:
    with pytest.raises(InputError) as caught:
        ecsquote.quote({"region": "us-east-1", "services": [{"task_definition": DEFINITION, "laod": {}}]})
    assert [fault.pointer for fault in caught.value.faults] == ["/services/0/laod"]
    with pytest.raises(InputError, match="names no Region"):
        ecsquote.quote(MY_TASK)
    with pytest.raises(InputError):
        ecsquote.quote(MY_TASK, region="us-east-1", catalog_version="1999-01-01")


def test_the_words_of_an_error_list_its_faults() -> None:
    with pytest.raises(InputError) as caught:
        ecsquote.quote({"region": "us-east-9", "services": [{"task_definition": DEFINITION, "laod": {}}]})
    assert [fault.pointer for fault in caught.value.faults] == ["/services/0/laod", "/region"]
    first, *lines = str(caught.value).splitlines()
    assert first == "the request is not valid"
    assert lines == [f"  {fault.pointer}: {fault.message}" for fault in caught.value.faults]
    with pytest.raises(InputError, match=r"(?s)nothing in it can be priced.*db.*--default-size 512/1024"):
        ecsquote.quote("services:\n  db: {image: db}\n", region="us-east-1")


INPUTS = EXAMPLES / "inputs"


@pytest.mark.parametrize(
    ("workload", "options"),
    [
        (INPUTS / "plan.json", {"usage": INPUTS / "plan.usage.yaml"}),
        ([str(INPUTS / "ecs" / "service.json"), INPUTS / "ecs" / "task-definition.json"], {}),
        (INPUTS / "copilot.yml", {"environment": "production", "region": "eu-west-1"}),
        ((INPUTS / "compose.yaml").read_text(), {"region": "eu-west-1", "default_size": "256/512"}),
        (INPUTS / "template.yaml", {"region": "eu-west-1", "parameters": {"Tasks": 3}, "usage": {"usage": {}}}),
    ],
    ids=["plan", "files", "copilot", "text", "template"],
)
def test_every_form_is_priced(workload: object, options: dict[str, object]) -> None:
    priced = ecsquote.quote(workload, launch_options=["FARGATE"], **options)  # type: ignore[arg-type] # each is one of the forms
    assert priced.quote.workload is not None
    compute = [line.monthly for line in priced.option("FARGATE").line_items if line.component == "fargate_compute"]
    assert sum(compute) == 3 * 730 * (Decimal("0.5") * Decimal("0.04048") + Decimal("0.004445"))


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="default_size takes CPU/MEMORY"):
        ecsquote.quote(MY_TASK, region="us-east-1", default_size="big")


@pytest.mark.parametrize("workload", ["nowhere.json", "{", {"a": {1, 2}}, {"a": float("nan")}, {"a": "\ud800"}, ""])
def test_what_cannot_be_read_is_refused(workload: object) -> None:
    with pytest.raises((UnreadableInput, InputError)):
        ecsquote.quote(workload, region="us-east-1")  # type: ignore[arg-type] # wrong on purpose


def test_settings_say_where_catalogs_are(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "other")
    assert ecsquote.quote(MY_TASK, region="us-east-1", settings=settings).cheapest is not None


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, ecsquote; print(sorted(m for m in sys.modules if m.split('.')[0] in {names}))"
    names = {"ecsquote", "pandas", "numpy", "pydantic", "click", "highspy"}
    done = subprocess.run(
        [sys.executable, "-c", code.format(names=names)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "['ecsquote']"


def test_the_package_says_what_it_offers() -> None:
    assert {"quote", "PricedWorkload"} <= set(ecsquote.__all__)
    with pytest.raises(AttributeError, match="no attribute 'price'"):
        ecsquote.price  # noqa: B018 - there is none
