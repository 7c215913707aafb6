"""Each phrase to avoid is found where it is wrong, and leaves right English alone; CONTRIBUTING lists them all."""

import re
from pathlib import Path

import pytest

from wording.check import ROOT, Phrase, findings, main, paths, phrases, prose_of_tests

PHRASES = phrases()


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.avoid)
def test_a_phrase_is_found_where_it_is_wrong_only(phrase: Phrase) -> None:
    assert phrase.bad
    assert phrase.good
    for text in phrase.bad:
        assert [one.say for one in findings("page", text, [phrase])] == [phrase.say], text
    for text in phrase.good:
        assert list(findings("page", text, [phrase])) == [], text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One\ntwo is no number.", 2),
        ("'x' is\n    # no number", 1),
        ("raise ValueError(\n    f'{x} is '\n    f'no number')", 2),
        ("first\n\n\n// what is\n// no number", 4),
    ],
)
def test_a_phrase_is_found_across_lines_with_the_line_it_begins_on(text: str, line: int) -> None:
    assert [one.line for one in findings("page", text, PHRASES)] == [line]


def test_of_tests_only_docstrings_and_comments_are_read() -> None:
    wrong = "This is no" + " number."
    text = f'"""{wrong}"""\nx = "{wrong}"\ny = 1  # {wrong}\n'
    assert [one.line for one in findings("test", prose_of_tests(text), PHRASES)] == [1, 3]


def test_the_project_keeps_to_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked = {str(path.relative_to(ROOT)) for path in paths(ROOT)}
    assert {"README.md", "docs/spot.md", "service/ecsquote/errors.py", "tests/wording/check.py"} <= checked
    assert main() == 0, capsys.readouterr().out
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("fine\n\nx is no number\n", encoding="utf-8")
    assert main(tmp_path) == 1
    assert capsys.readouterr().out.startswith('README.md:3: "is no number"; say: X is not a Y\n')


def test_contributing_lists_every_phrase() -> None:
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## Words\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)[1:]
    assert rows == [(phrase.avoid, phrase.say) for phrase in PHRASES]
