"""`ecsquote quote`: what goes in, which formats come out, and that the figures are the API's."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from support_cli import EXAMPLES, Ecsquote

MY_TASK = EXAMPLES / "my-task.json"
MY_TASK_FARGATE = Decimal("182.5") * Decimal("0.04048") + Decimal("365") * Decimal("0.004445")
"""The smallest Fargate size, 0.25 vCPU and 0.5 GB, for 730 hours at us-east-1's list prices: $9.010025 a month."""
FARGATE = ("--launch-option", "FARGATE")


def monthly(document: dict[str, object], launch_option: str) -> Decimal:
    options = document["options"]
    assert isinstance(options, list)
    (option,) = (option for option in options if option["launch_option"] == launch_option)
    return Decimal(option["monthly"])


def test_the_table_shows_cents_and_what_each_option_saves(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (fargate,) = (line.split() for line in done.stdout.splitlines() if line.startswith("Fargate  "))
    assert fargate[:3] == ["Fargate", "$9.01", "$0.0123"]  # 9.010025 ÷ 730 = 0.01234…
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_advice_stands_under_the_table(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--advice", *FARGATE)
    assert done.returncode == 0, done.stderr
    # ARM at 0.03238 a vCPU-hour and 0.00356 a GB-hour: 182.5 × 0.03238 + 365 × 0.00356 = 7.20875
    (line,) = (line for line in done.stdout.splitlines() if "built for ARM64" in line)
    assert line.split()[-4:] == ["$7.21", "$1.80", "20", "%"]
    plain = ecsquote("quote", MY_TASK, "--region", "us-east-1", *FARGATE)
    assert "Advice" not in plain.stdout
    nothing = ecsquote("quote", EXAMPLES / "windows-service.json", "--advice", "--launch-option", "EXTERNAL")
    assert "No change that was tried saves anything." in nothing.stdout


def test_options_come_cheapest_first(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", EXAMPLES / "web-service.json", "--format", "json")
    assert done.returncode == 0, done.stderr
    options = json.loads(done.stdout)["options"]
    available = [Decimal(option["monthly"]) for option in options if option["available"]]
    assert len(available) > 2
    assert available == sorted(available)
    assert [option["available"] for option in options] == sorted(
        (option["available"] for option in options), reverse=True
    )


def test_json_is_the_exact_document_without_an_identity(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--format", "json", *FARGATE)
    document = json.loads(done.stdout)
    assert monthly(document, "FARGATE") == MY_TASK_FARGATE
    assert document["region"] == "us-east-1"
    assert "id" not in document
    assert [option["launch_option"] for option in document["options"]] == ["FARGATE"]


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_of_a_task_definition_comes_from_the_environment(ecsquote: Ecsquote, variable: str) -> None:
    done = ecsquote("quote", MY_TASK, "--format", "json", *FARGATE, env={variable: "sa-east-1"})
    assert json.loads(done.stdout)["region"] == "sa-east-1"


def test_the_options_go_before_the_environment_and_the_request(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--format", "json", *FARGATE, env={"AWS_REGION": "x"})
    assert json.loads(done.stdout)["region"] == "us-east-1"
    request = EXAMPLES / "windows-service.json"
    done = ecsquote("quote", request, "--region", "eu-west-1", "--format", "json", *FARGATE)
    assert json.loads(done.stdout)["region"] == "eu-west-1"


def test_a_task_definition_needs_a_region(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK)
    assert done.returncode == 2
    assert "--region" in done.stderr
    assert done.stdout == ""


def test_tasks_multiply_a_task_definition(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--tasks", "3", "--format", "json", *FARGATE)
    assert monthly(json.loads(done.stdout), "FARGATE") == 3 * MY_TASK_FARGATE


@pytest.mark.parametrize("wrapped", [False, True])
def test_standard_input_takes_what_aws_prints(ecsquote: Ecsquote, wrapped: bool) -> None:
    definition = json.loads(MY_TASK.read_text())
    document = {"taskDefinition": {**definition, "revision": 3}, "tags": []} if wrapped else definition
    arguments = ("quote", "-", "--region", "us-east-1", "--format", "json", *FARGATE)
    done = ecsquote(*arguments, stdin=json.dumps(document))
    assert done.returncode == 0, done.stderr
    assert monthly(json.loads(done.stdout), "FARGATE") == MY_TASK_FARGATE


def test_a_file_from_a_windows_editor_is_read(ecsquote: Ecsquote, tmp_path: Path) -> None:
    file = tmp_path / "bom.json"
    file.write_text(MY_TASK.read_text(), encoding="utf-8-sig")
    assert ecsquote("quote", file, "--region", "us-east-1", *FARGATE).returncode == 0


def test_csv_rows_add_up_to_the_options(ecsquote: Ecsquote) -> None:
    files = (EXAMPLES / "web-service.json", EXAMPLES / "cluster.json")
    done = ecsquote("quote", *files, "--format", "csv", "--launch-option", "FARGATE")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert not [row for row in rows if row["component"] == "component"], "one header for all files"
    documents = json.loads(ecsquote("quote", *files, "--format", "json", *FARGATE).stdout)
    assert isinstance(documents, list)
    total = sum(monthly(document, "FARGATE") for document in documents)
    assert sum(Decimal(row["monthly"]) for row in rows) == total


def test_focus_rows_have_focus_columns(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--format", "focus", *FARGATE)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sum(Decimal(row["ListCost"]) for row in rows) == MY_TASK_FARGATE


def test_markdown_is_a_table(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--format", "markdown", *FARGATE)
    assert done.stdout.startswith("### ")
    assert "9.01" in done.stdout
    assert "Quote" not in done.stdout, "it is kept nowhere, so it has no id"


def test_explain_names_every_price_with_its_source_and_date(ecsquote: Ecsquote) -> None:
    arguments = ("quote", MY_TASK, "--region", "us-east-1", *FARGATE)
    document = json.loads(ecsquote(*arguments, "--format", "json").stdout)
    text = " ".join(ecsquote(*arguments, "--explain", env={"COLUMNS": "400"}).stdout.split())
    (option,) = document["options"]
    assert option["line_items"]
    for line in option["line_items"]:
        assert f"{line['quantity']} {line['unit']}" in text
        assert f"${line['unit_price']}" in text
        assert f"${line['monthly']}" in text
        assert line["price"]["usage_type"] in text
        assert (line["price"]["effective_date"] or line["price"]["observed_on"]) in text


def test_output_is_written_to_a_file(ecsquote: Ecsquote, tmp_path: Path) -> None:
    target = tmp_path / "quote.txt"
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--output", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert "$9.01" in target.read_text()


def test_an_older_catalog_version_can_be_named(ecsquote: Ecsquote) -> None:
    current = json.loads(ecsquote("quote", MY_TASK, "--region", "us-east-1", "--format", "json", *FARGATE).stdout)
    version = current["catalog"]["version"]
    arguments = ("quote", MY_TASK, "--region", "us-east-1", "--format", "json", *FARGATE)
    pinned = json.loads(ecsquote(*arguments, "--catalog-version", version).stdout)
    assert pinned["catalog"] == current["catalog"]
    assert pinned["options"] == current["options"]


def test_a_missing_price_leaves_with_3_and_says_which(ecsquote: Ecsquote, tmp_path: Path) -> None:
    service = {"task_definition": json.loads(MY_TASK.read_text())}
    request = {"region": "ap-southeast-6", "services": [service], "usage": {"secrets": {"count": 1}}}  # no price there
    file = tmp_path / "efs.json"
    file.write_text(json.dumps(request))
    done = ecsquote("quote", file, *FARGATE)
    assert done.returncode == 3
    assert "AWSSecretsManager" in done.stdout


def test_a_workload_that_the_option_cannot_run_is_an_answer(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", EXAMPLES / "gpu-service.json", *FARGATE)
    assert done.returncode == 0
    assert "GPU" in done.stdout


def test_the_pricing_calculators_cents(ecsquote: Ecsquote) -> None:
    # two tasks of 0.25 vCPU and 0.5 GB: 14.7752 → 14.78 and 3.24485 → 3.24, added 18.02
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--tasks", "2", *FARGATE, "--calculator-cents")
    assert done.returncode == 0, done.stderr
    assert "$18.02" in done.stdout
    assert "AWS Pricing Calculator" in done.stdout
    refused = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--calculator-cents", "--format", "json")
    assert refused.returncode == 2


def test_a_workbook_goes_into_a_file(ecsquote: Ecsquote, tmp_path: Path) -> None:
    target = tmp_path / "quote.xlsx"
    arguments = ("quote", MY_TASK, "--region", "us-east-1", "--format", "xlsx", *FARGATE)
    done = ecsquote(*arguments, "--output", target)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    options = openpyxl.load_workbook(target)["Options"]
    header, row = ([cell.value for cell in cells] for cells in options.iter_rows())
    assert Decimal(str(row[header.index("Monthly, exact")])) == MY_TASK_FARGATE
    refused = ecsquote(*arguments)
    assert (refused.returncode, "--output" in refused.stderr) == (2, True)


@pytest.mark.parametrize("form", ["csv", "focus", "markdown"])
def test_warnings_that_a_format_has_no_place_for_are_told_beside_it(ecsquote: Ecsquote, form: str) -> None:
    asked = ("quote", MY_TASK, EXAMPLES / "web-service.json", "--region", "us-east-1")
    documents = json.loads(ecsquote(*asked, "--format", "json").stdout)
    done = ecsquote(*asked, "--format", form)
    assert done.returncode == 0
    told = done.stderr.splitlines()
    assert all(line.startswith("ecsquote: ") for line in told)
    assert len(set(told)) == len(told)
    options = [option for document in documents for option in document["options"]]
    warnings = [
        text for each in (*options, *(document["catalog"] for document in documents)) for text in each["warnings"]
    ]
    assert warnings, "the shipped prices have some"
    own = [text for text in warnings if not text.startswith("derived, not published")]
    assert all(any(line.endswith(text) for line in told) for text in own)
    derived = {
        line["note"] for option in options for line in option["line_items"] if line["price"]["basis"] == "derived"
    }
    assert derived
    assert all(any(line.endswith(f"prices are derived, not published: {how}") for line in told) for how in derived)
    assert not any("ecsquote: " in line for line in done.stdout.splitlines())


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_format_that_holds_the_warnings_tells_them_once(ecsquote: Ecsquote, form: str) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", "--format", form)
    assert done.stderr == ""
    assert done.stdout.count("Prices read more than 45 days ago: ") == 1
    assert "Spot prices move within days" not in done.stdout, "the catalog's own words on age are in that one line"
