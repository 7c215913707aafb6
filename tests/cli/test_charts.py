"""--chart: the file's suffix says what is drawn, and what cannot be drawn is refused before anything is priced."""

import json
from pathlib import Path

import pytest

from support_charts import png_size, rows, texts
from support_cli import EXAMPLES, Ecsquote

QUOTE = ("quote", EXAMPLES / "my-task.json", "--region", "eu-west-1", "--launch-option", "FARGATE", "--format", "json")


def test_a_quote_is_drawn_beside_what_is_printed(ecsquote: Ecsquote, tmp_path: Path) -> None:
    done = ecsquote(*QUOTE, "--chart", tmp_path / "quote.svg")
    assert done.returncode == 0, done.stderr
    monthly = json.loads(done.stdout)["options"][0]["monthly"]
    assert any(text.startswith(f"${monthly[:4]}") for text in texts((tmp_path / "quote.svg").read_bytes()))


def test_the_suffix_decides(ecsquote: Ecsquote, tmp_path: Path) -> None:
    history = ("prices", "history", *QUOTE[1:6], "--chart", tmp_path / "history.PNG")
    assert ecsquote(*history).returncode == 0
    png_size((tmp_path / "history.PNG").read_bytes())
    even = ("break-even", *QUOTE[1:6], "--up-to", "4", "--chart", tmp_path / "even.json")
    assert ecsquote(*even).returncode == 0
    spec = json.loads((tmp_path / "even.json").read_text())
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
    assert {row["value"] for row in rows(spec, "line")} == {1, 2, 3, 4}


@pytest.mark.parametrize("name", ["quote.gif", "svg"])
def test_another_suffix_is_refused(ecsquote: Ecsquote, tmp_path: Path, name: str) -> None:
    done = ecsquote(*QUOTE, "--chart", tmp_path / name)
    assert done.returncode == 2
    assert "must end in .svg, .png or .json" in done.stderr
    assert done.stdout == ""


def test_a_file_that_cannot_be_written_and_two_quotes_in_one_chart(ecsquote: Ecsquote, tmp_path: Path) -> None:
    done = ecsquote(*QUOTE, "--chart", tmp_path / "none" / "quote.svg")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    two = (*QUOTE[:2], EXAMPLES / "web-service.json", *QUOTE[2:])
    assert "one FILE" in ecsquote(*two, "--chart", tmp_path / "quote.svg").stderr
