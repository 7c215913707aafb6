"""Offer files in JSON and CSV: the same rows from each, in windows or whole, and a plain word for a torn one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ecsquote.errors import SourceError
from ecsquote.pricing.sources import offer_json
from ecsquote.pricing.sources.offer_csv import read_offer_csv
from ecsquote.pricing.sources.offer_json import read_offer_json
from ecsquote.pricing.sources.offer_rows import OfferContent
from ecsquote.pricing.sources.row_map.index import RowMap
from played_aws.decoys import with_odd_terms
from played_aws.offers import offer_rows
from played_aws.rows import Offer, Row, offer_csv
from played_aws.rows import offer_json as json_pieces
from support_refresh import small_region

OFFER = Offer("AmazonEC2", "20260925123456", "2026-09-25T12:34:56Z")
EC2 = RowMap("AmazonEC2")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    made = offer_rows(small_region("eu-west-1", 6), "AmazonEC2")
    return [with_odd_terms(row) if number % 5 == 0 else row for number, row in enumerate(made)]


@pytest.fixture
def write(tmp_path: Path, rows: list[Row]) -> Callable[[Callable[[str], str]], Path]:
    def written(change: Callable[[str], str] = lambda text: text) -> Path:
        path = tmp_path / "index.json"
        path.write_text(change("".join(json_pieces(OFFER, rows))), encoding="utf-8")
        return path

    return written


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a small file is searched in blocks and windows, far smaller than the file; reading it whole is a failure."""
    monkeypatch.setattr(offer_json, "SMALL_FILE_BYTES", 0)
    monkeypatch.setattr(offer_json, "BLOCK_BYTES", 20_000)
    monkeypatch.setattr(offer_json, "WINDOW_BYTES", 9_000)
    monkeypatch.setattr(offer_json, "MAX_ENTRY_BYTES", 8_000)


def known(content: OfferContent) -> dict[str, object]:
    """What the content says, by SKU, in any order of its terms."""
    return {
        row.sku: (
            row.family,
            row.attributes,
            sorted((term.effective_date[:10], repr(term.price_dimensions)) for term in row.terms),
        )
        for row in content.rows
    }


@pytest.mark.usefixtures("windows")
def test_windows_find_what_the_whole_file_holds(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write()
    assert path.stat().st_size > 10 * offer_json.BLOCK_BYTES
    with monkeypatch.context() as patched:
        patched.setattr(offer_json, "SMALL_FILE_BYTES", 1 << 40)
        whole = read_offer_json(path, EC2)
    with monkeypatch.context() as patched:
        patched.setattr(offer_json, "_read_whole", None)
        searched = read_offer_json(path, EC2)
    # 6 types, Linux and Windows, and the NAT, EBS and credit meters: none is lost at an edge.
    assert len(whole.rows) > 12
    assert known(searched) == known(whole)
    assert searched.head == whole.head


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("block", [7_001, 11_003, 50_021, 123_457])
def test_no_row_is_lost_at_any_edge(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    path = write()
    monkeypatch.setattr(offer_json, "BLOCK_BYTES", block)
    searched = read_offer_json(path, EC2)
    monkeypatch.setattr(offer_json, "SMALL_FILE_BYTES", 1 << 40)
    assert known(searched) == known(read_offer_json(path, EC2))


def compact(text: str) -> str:
    return json.dumps(json.loads(text), separators=(",", ":"))


def reserved_first(text: str) -> str:
    document = json.loads(text)
    terms = document["terms"]
    document["terms"] = {name: terms[name] for name in sorted(terms, reverse=True)}
    return json.dumps(document, indent=2)


def terms_first(text: str) -> str:
    document = json.loads(text)
    return json.dumps({"terms": document.pop("terms"), **document}, indent=2)


def sku_last(text: str) -> str:
    document = json.loads(text)
    document["products"] = {
        sku: {"attributes": product["attributes"], "productFamily": product.get("productFamily", ""), "sku": sku}
        for sku, product in document["products"].items()
    }
    return json.dumps(document, indent=2)


def braces_in_words(text: str) -> str:
    document = json.loads(text)
    for product in document["products"].values():
        product["attributes"]["physicalProcessor"] = '} , "ABC" : { "sku" : "ABC", "usagetype" : "BoxUsage:m5.large" }'
    return json.dumps(document, indent=2, separators=(",", " : "))


def no_other_terms(text: str) -> str:
    document = json.loads(text)
    document["terms"] = {"OnDemand": document["terms"]["OnDemand"]}
    return json.dumps(document, indent=2)


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("layout", [compact, reserved_first, terms_first, sku_last, braces_in_words, no_other_terms])
def test_any_other_layout_gives_the_same_rows(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, layout: Callable[[str], str]
) -> None:
    found = known(read_offer_json(write(layout), EC2))
    monkeypatch.setattr(offer_json, "SMALL_FILE_BYTES", 1 << 40)
    assert found == known(read_offer_json(write(), EC2))


def test_csv_says_what_json_says(tmp_path: Path, rows: list[Row], write: Callable[..., Path]) -> None:
    path = tmp_path / "index.csv"
    path.write_text("".join(offer_csv(OFFER, rows)), encoding="utf-8")
    from_csv, from_json = read_offer_csv(path, EC2), read_offer_json(write(), EC2)
    assert from_csv.head == from_json.head
    prices = [
        {
            (
                row.sku,
                dimension.rate_code,
                dimension.begin_range,
                dimension.end_range,
                *dimension.price_per_unit.items(),
            )
            for row in content.rows
            for term in row.terms
            for dimension in term.price_dimensions.values()
        }
        for content in (from_csv, from_json)
    ]
    assert prices[0] == prices[1]
    assert {row.sku: row.attributes for row in from_csv.rows} == {row.sku: row.attributes for row in from_json.rows}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not an offer file"),
        ("{", "in the middle of the offer"),
        ('{"version": "1", "products": {}}}', "is not an offer file"),
        ('{"products": {}, "terms": {}}', "names no version"),
        ('{"version": 7}', "is not an offer file"),
    ],
)
def test_a_torn_json_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "index.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        read_offer_json(path, EC2)


@pytest.mark.usefixtures("windows")
def test_a_large_file_that_breaks_off_is_refused(write: Callable[..., Path]) -> None:
    text = write().read_text(encoding="utf-8")
    middle = text.index('"terms"') - 30
    with pytest.raises(SourceError):
        read_offer_json(write(lambda _: text[:middle] + "}"), EC2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _text: "", "is not an offer file"),
        (lambda text: text[:-20], "in the middle of a row"),
        (lambda text: text.replace('"usageType"', '"usage"', 1), "usageType is missing"),
        (lambda text: text.replace('"Version"', '"Vision"', 1), "names no version"),
        (lambda _text: "a\nb\n", "no line names its columns"),
    ],
)
def test_a_torn_csv_file_is_refused(tmp_path: Path, rows: list[Row], change: Callable[[str], str], words: str) -> None:
    path = tmp_path / "index.csv"
    path.write_text(change("".join(offer_csv(OFFER, rows))), encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        read_offer_csv(path, EC2)
