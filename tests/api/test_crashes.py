"""An error that nobody foresaw is answered without internal details, logged with them, and harms nobody else."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from support_api import FARGATE_RATES, FixedCatalogs, quote_request, serving
from support_catalog import FixedCatalog, fixed_catalog


class Broken(FixedCatalog):
    """A catalog with a fault in it."""

    def rate(self, region: str, meter: Any) -> Any:  # noqa: ARG002 - the protocol's signature
        """Never."""
        raise RuntimeError("hunter2 at /etc/secret")


@pytest.fixture
def broken() -> FixedCatalogs:
    sound = fixed_catalog(FARGATE_RATES)
    return FixedCatalogs((Broken(sound.rates, {}, {}, sound.region_codes),))


def test_a_crash_is_a_500_that_tells_nothing_and_is_logged(
    tmp_path: Path, broken: FixedCatalogs, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "ecsquote.api"), serving(tmp_path, broken) as client:
        answer = client.post("/v1/quotes", json=quote_request(name="private name"))
        assert client.get("/healthz").status_code == 200
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "hunter2" not in answer.text
    assert "secret" not in answer.text
    assert "POST /v1/quotes 500" in caplog.text
    assert "hunter2" in caplog.text
    assert "private name" not in caplog.text


def test_a_crash_in_a_batch_is_one_lines_problem(tmp_path: Path, broken: FixedCatalogs) -> None:
    with serving(tmp_path, broken) as client:
        line = b'{"region":"us-east-1"}\n'
        crash = json.dumps(quote_request()).encode() + b"\n"
        answer = client.post("/v1/quotes/batch", content=line + crash + line)
    assert [line.partition('"status":')[2][:3] for line in answer.text.splitlines()] == ["422", "500", "422"]


def test_requests_are_logged_without_their_query_and_bodies(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "ecsquote.api"), serving(tmp_path) as client:
        client.get("/v1/quotes?cursor=hunter2")
        client.get("/v1/quotes/%0Aforged%20line")
        client.post("/v1/quotes", json=quote_request(name="private name"), headers={"Idempotency-Key": "hunter2"})
    records = [record.getMessage() for record in caplog.records if record.name == "ecsquote.api"]
    assert len(records) == 3
    assert not any("hunter2" in record or "private" in record or "\n" in record for record in records)
