"""Budget files: what is read of YAML and JSON, where faults are, and what is refused."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from ecsquote.budgets.budget import BudgetsFile, budgets_schema, read_budgets
from ecsquote.budgets.budgets_file import MAX_BYTES, parse_budgets_file
from ecsquote.errors import InputError, InputTooLarge, UnreadableInput
from support_cli import ROOT
from support_small_catalog import small_catalog

ONE = {"name": "one", "limit": {"amount": "1"}}


def faults(*budgets: Any, **more: Any) -> dict[str, str]:
    """What is wrong with a file's document: message by pointer."""
    with pytest.raises(InputError) as refused:
        read_budgets({"version": 1, "budgets": list(budgets), **more}, small_catalog())
    return {fault.pointer: fault.message for fault in refused.value.faults}


def test_yaml_keeps_decimals_exact_and_words_words() -> None:
    text = (
        b"a: 0.10\nb: 12345678901234567.000000001\nc: 1e2\nd: 7\ne: 0500\nf: no\ng: 2026-11-22\nh: 1_000\ni: '3'\nj: ~"
    )
    document = parse_budgets_file(text).document
    assert document == {
        "a": Decimal("0.10"),
        "b": Decimal("12345678901234567.000000001"),
        "c": Decimal(100),
        "d": 7,
        "e": "0500",
        "f": "no",
        "g": "2026-11-22",
        "h": "1_000",
        "i": "3",
        "j": None,
    }
    assert isinstance(document["d"], int)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_as_the_same(indent: Any) -> None:
    document = {"version": 1, "budgets": [{**ONE, "name": "🛒 checkout"}]}
    assert parse_budgets_file(json.dumps(document, indent=indent).encode()).document == document


def test_every_value_has_its_line() -> None:
    text = (
        b"version: 1\nbudgets:\n  - name: one\n    limit:\n      amount: 1\n  - {name: two,\n     limit: {amount: 2}}\n"
    )
    file = parse_budgets_file(text)
    places = {"/budgets": 2, "/budgets/0": 3, "/budgets/0/limit": 4, "/budgets/0/limit/amount": 5, "/budgets/1": 6}
    assert {place: file.line_of(place) for place in places} == places
    assert file.line_of("/budgets/1/limit/warning_amount") == 7  # the nearest value around what is missing
    as_json = parse_budgets_file(b'{\n\t"version": 1,\n\t"budgets": [\n\t\t{}]}')
    assert as_json.line_of("/budgets/0/name") == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"- 1", "must be a mapping"),
        (b"version", "must be a mapping"),
        (b"a: [", "is not YAML: .* line 2"),
        (b"a:\tb\n\tc: d", "line 2"),
        (b"a: 1\n---\nb: 2", "more than one YAML document"),
        (b"a: 1\nb: 2\na: 3", "'a' is in one mapping twice at line 3"),
        (b"b:\n  a: 1\n  a: 3", "'a' is in one mapping twice at line 3"),
        (b"a: &x 1\nb: *x", r"aliases \(\*x\) are not supported at line 2"),
        (b"<<: *x", "aliases"),
        (b"!!python/object/apply:os.system [true]", "the tag .* is not supported at line 1"),
        (b"a: !!float 1", "the tag .* is not supported at line 1"),
        (b"? [a]\n: 1", "a key must be text"),
        (b"\xff\xff", "not UTF-8"),
        (b"a: \0", "is not YAML"),
        (b'a: "\\U00110000"', "is not YAML"),
        (b"a: " + b"[" * 16 + b"]" * 16, "nested deeper than 16"),
        (b"a: " + b"[" * 9999, "nested deeper"),
        (b"{", "not JSON"),
        (b'{"a": 1, "a": 2}', "'a' twice"),
        (b'{"a": NaN}', "not a JSON number"),
        (b"{a: 1}", "not JSON"),
    ],
)
def test_what_cannot_be_read_is_said(text: bytes, words: str) -> None:
    with pytest.raises(UnreadableInput, match=words):
        parse_budgets_file(text)


def test_a_merge_key_is_an_unknown_field() -> None:
    document = parse_budgets_file(b"version: 1\nbudgets: []\n<<: {version: 2}").document
    assert document == {"version": 1, "budgets": [], "<<": {"version": 2}}


def test_a_bomb_is_refused_before_it_grows() -> None:
    """Nine levels of ten aliases each would be a billion values."""
    levels = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(UnreadableInput, match="aliases"):
        parse_budgets_file("\n".join(levels).encode())


def test_large_files_are_refused_unread() -> None:
    with pytest.raises(InputTooLarge, match="larger than 262,144 bytes"):
        parse_budgets_file(b"#" * (MAX_BYTES + 1))


def test_all_faults_come_at_once_with_what_would_be_right() -> None:
    wrong = {
        "name": "c",
        "limt": 3,
        "component": "nat_gatway",
        "launch_option": "FARGTE",
        "per": "day",
        "limit": {"amount": -1},
        "change": {},
        "savings_plan": "yes",
    }
    found = faults(
        wrong, {"name": "d"}, {"limit": {"amount": 1, "warning_amount": "1.01"}}, {"name": "", **ONE}, version=2
    )
    assert found.keys() == {
        "/version",
        "/budgets/0/limt",
        "/budgets/0/component",
        "/budgets/0/launch_option",
        "/budgets/0/per",
        "/budgets/0/limit/amount",
        "/budgets/0/change",
        "/budgets/0/savings_plan",
        "/budgets/1",
        "/budgets/2/name",
        "/budgets/2/limit/warning_amount",
    }
    assert found["/budgets/0/limt"] == "unknown field; did you mean limit?"
    assert found["/budgets/0/component"] == "is not a component of a quote; did you mean nat_gateway?"
    assert "'FARGATE'" in found["/budgets/0/launch_option"]
    assert found["/budgets/1"] == "needs limit or change"
    assert found["/budgets/2/limit/warning_amount"].startswith("must be at most amount (1)")


def test_equal_thresholds_are_allowed() -> None:
    document = {"version": 1, "budgets": [{**ONE, "limit": {"amount": 1, "warning_amount": "1"}}]}
    assert len(read_budgets(document, small_catalog())) == 1


def test_names_are_given_once_and_regions_exist() -> None:
    found = faults(ONE, ONE, {**ONE, "name": "two", "region": "us-eastt-1"})
    assert found == {
        "/budgets/1/name": "one is the name of /budgets/0 too; give it another",
        "/budgets/2/region": "us-eastt-1 is not a Region of the price catalog; did you mean us-east-1?",
    }


@pytest.mark.parametrize("document", [None, [], {}, {"version": 1, "budgets": []}, {"version": 1, "budgets": {}}])
def test_documents_without_budgets_are_refused(document: Any) -> None:
    with pytest.raises(InputError) as refused:
        read_budgets(document, small_catalog())
    assert refused.value.faults


def test_the_published_schema_is_that_of_the_code() -> None:
    published = json.loads((ROOT / "docs" / "budgets.schema.json").read_text(encoding="utf-8"))
    assert published == budgets_schema(), "write it anew: ecsquote budget schema > docs/budgets.schema.json"


SAMPLES: list[tuple[dict[str, Any], bool]] = [
    ({"version": 1, "budgets": [ONE]}, True),
    ({"version": 1, "budgets": [{**ONE, "owners": "a", "workload": ["a", "b*"], "component": "nat_gateway"}]}, True),
    ({"version": 1, "budgets": [{"name": "a", "change": {"percent": 10.5, "warning_amount": 3}}]}, True),
    ({"version": 1, "budgets": []}, False),
    ({"version": 2, "budgets": [ONE]}, False),
    ({"version": 1, "budgets": [{**ONE, "more": 1}]}, False),
    ({"version": 1, "budgets": [{**ONE, "component": "lambda"}]}, False),
    ({"version": 1, "budgets": [{**ONE, "per": "day"}]}, False),
    ({"version": 1, "budgets": [{**ONE, "limit": {"amount": "-1"}}]}, False),
    ({"version": 1, "budgets": [{**ONE, "limit": {"amount": True}}]}, False),
    ({"version": 1, "budgets": [{**ONE, "launch_option": "LAMBDA"}]}, False),
    ({"budgets": [ONE]}, False),
]


@pytest.mark.parametrize(("document", "sound"), SAMPLES)
def test_the_schema_takes_what_the_code_takes(document: dict[str, Any], sound: bool) -> None:
    assert jsonschema_rs.Draft202012Validator(budgets_schema()).is_valid(document) is sound
    try:
        BudgetsFile.model_validate(document)
    except ValueError:
        assert not sound
    else:
        assert sound


@pytest.mark.parametrize("path", sorted((ROOT / "examples").rglob("*budgets.yml")), ids=lambda path: path.name)
def test_the_examples_are_sound(path: Path) -> None:
    document = parse_budgets_file(path.read_bytes()).document
    assert len(read_budgets(document, small_catalog())) == len(yaml.safe_load(path.read_text())["budgets"])
