"""POST /v1/bill-checks: a form with a quote, the options and the exports."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from support_api import fargate_catalogs, quote_request, serving
from support_bills import MONTH, csv_bytes, cur_row, export, made_rows

ROWS = made_rows(quote_request(), "FARGATE", fargate_catalogs().current())
EXPORT = csv_bytes([cur_row(row) for row in ROWS])


def checked(
    client: httpx.Client, quote: Any = None, bills: Any = (("bill.csv", EXPORT),), **options: str
) -> httpx.Response:
    fields = {"month": MONTH, "launch_option": "FARGATE", **options}
    files = [("bill", bill) for bill in bills]
    document = quote if isinstance(quote, str) else json.dumps(quote or quote_request())
    return client.post("/v1/bill-checks", data={"quote": document, **fields}, files=files)


def test_a_request_and_an_export_are_compared(client: httpx.Client) -> None:
    answer = checked(client)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["verdict"] == "within"
    assert found["total"]["difference"] == "0"
    assert found["components"][0]["component"] == "fargate_compute"
    assert {one["bucket"]: one["rows"] for one in found["buckets"]}["matched"] == len(ROWS) == found["file"]["rows"]


def test_a_kept_quote_is_named_by_its_id(client: httpx.Client) -> None:
    kept = client.post("/v1/quotes", json=quote_request()).json()
    assert checked(client, kept["id"]).json()["total"]["difference"] == "0"
    assert checked(client, kept).json()["total"]["difference"] == "0"
    missing = checked(client, "0" * 32)
    assert missing.status_code == 404
    assert missing.json()["errors"][0]["pointer"] == "/quote"


def test_several_exports_are_one_bill(client: httpx.Client, tmp_path: Path) -> None:
    parts = [(f"part-{n}.parquet", export(tmp_path / f"{n}.parquet", [row]).read_bytes()) for n, row in enumerate(ROWS)]
    assert checked(client, bills=parts).json()["total"]["difference"] == "0"
    twice = checked(client, bills=[("a.csv", EXPORT), ("b.csv", EXPORT)])
    assert twice.status_code == 422
    assert "b.csv: is the same file as a.csv" in twice.json()["detail"]


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"month": "2026-13"}, "/month"),
        ({"cost": "gross"}, "/cost"),
        ({"tolerance": "-1"}, "/tolerance"),
        ({"tolerance": "1e-999999999"}, "/tolerance"),
        ({"tag": "team"}, "/tag"),
        ({"launch_option": "LAMBDA"}, "/launch_option"),
        ({"regoin": "us-east-1"}, "/regoin"),
        ({"quote": '{"region": "us-east-1", "services": []}'}, "/quote/services"),
    ],
)
def test_faults_name_their_part_of_the_form(client: httpx.Client, options: dict[str, str], pointer: str) -> None:
    answer = checked(client, **options)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_what_is_missing_or_no_form_is_refused(client: httpx.Client) -> None:
    assert checked(client, bills=()).status_code in (415, 422)
    assert client.post("/v1/bill-checks", json={}).status_code == 415
    broken = client.post("/v1/bill-checks", content=b"x", headers={"content-type": "multipart/form-data"})
    assert broken.status_code == 400
    nothing = client.post("/v1/bill-checks", files={"bill": ("bill.csv", EXPORT)})
    assert {fault["pointer"] for fault in nothing.json()["errors"]} == {"/quote"}
    unknown = checked(client, bills=[("notes.txt", b"a,b\n1,2\n")])
    assert unknown.status_code == 422
    assert unknown.json()["detail"].startswith("notes.txt: is not a cost export")


def test_a_difference_is_a_result(client: httpx.Client) -> None:
    """Half the tasks are billed."""
    quote = quote_request()
    quote["services"][0]["load"] = {"tasks": "8"}
    found = checked(client, quote).json()
    assert found["verdict"] == "beyond"
    assert Decimal(found["total"]["quantity_difference"]) * 2 == -Decimal(found["total"]["estimate"])


def test_an_upload_beyond_the_setting_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, upload_mib=1) as client:
        answer = checked(client, bills=[("bill.csv", EXPORT + b" " * (1024 * 1024))])
        assert answer.status_code == 413
        assert "larger than 1 MiB" in answer.json()["detail"]
        assert checked(client).status_code == 200
