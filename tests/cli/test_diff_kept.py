"""`ecsquote diff` of kept quotes: found in the settings' database, with the launch options asked for."""

import json
from pathlib import Path

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.quotes.kept import new_quote
from ecsquote.quotes.store import QuoteStore
from support_api import fargate_catalogs, quote_request
from support_cli import Ecsquote


@pytest.fixture
def kept(ecsquote: Ecsquote) -> list[str]:
    """The ids of quotes for four and for six tasks, on Fargate and Fargate Spot."""
    catalog = fargate_catalogs().current()
    (service,) = quote_request()["services"]
    store = QuoteStore.open(f"sqlite:///{folder(ecsquote) / 'quotes.sqlite3'}")
    ids = []
    for tasks in ("4", "6"):
        services = [{**service, "load": {"tasks": tasks}}]
        request = quote_request(services=services, launch_options=["FARGATE", "FARGATE_SPOT"])
        ids.append(store.add(new_quote(price_request(read_request(request, catalog), catalog))).id)
    store.close()
    return ids


def folder(ecsquote: Ecsquote) -> Path:
    """The command's data folder."""
    data = ecsquote.home / "data"
    data.mkdir(parents=True, exist_ok=True)
    return data


def test_two_kept_quotes(ecsquote: Ecsquote, kept: list[str]) -> None:
    done = ecsquote("diff", *kept, "--launch-option", "FARGATE", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    # two tasks more: 2 × 730 × (0.25 × 0.04048 + 0.5 × 0.004445)
    assert found["change"] == "18.02005"
    assert [found[side]["id"] for side in ("before", "after")] == kept
    assert [option["launch_option"] for option in found["options"]] == ["FARGATE"]


@pytest.mark.parametrize("place", [0, 1])
def test_the_quote_that_there_is_not_is_named(ecsquote: Ecsquote, kept: list[str], place: int) -> None:
    unknown = "0" * 32
    ids = [*kept[:place], unknown, *kept[place + 1 :]]
    done = ecsquote("diff", *ids)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"ecsquote: {unknown}: there is no quote with this id\n",
    )


def test_both_quotes_that_there_are_not_are_named(ecsquote: Ecsquote) -> None:
    unknown = ["0" * 32, "1" * 32]
    done = ecsquote("diff", *unknown)
    said = "".join(f"ecsquote: {each}: there is no quote with this id\n" for each in unknown)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert ecsquote("diff", unknown[0], unknown[0]).stderr == said.splitlines(keepends=True)[0]


def test_what_is_wrong_with_files_is_said_of_both(ecsquote: Ecsquote, kept: list[str]) -> None:
    done = ecsquote("diff", "nowhere.json", "elsewhere.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "ecsquote: nowhere.json: this file does not exist\necsquote: elsewhere.json: this file does not exist\n"
    )
    assert ecsquote("diff", kept[0], "nowhere.json").stderr == "ecsquote: nowhere.json: this file does not exist\n"


def test_an_option_that_a_kept_quote_lacks(ecsquote: Ecsquote, kept: list[str]) -> None:
    done = ecsquote("diff", *kept, "--launch-option", "EC2_SPOT")
    assert (done.returncode, done.stdout) == (2, "")
    assert "does not include EC2_SPOT" in done.stderr
