"""The log as JSON and the metrics: each line has the id of its request, which the answer has too."""

import json
import logging
from pathlib import Path

import httpx
import pytest

from ecsquote.api.app import create_app
from ecsquote.api.runtime.logs import REQUEST_ID, JsonLogFormatter, request_id
from ecsquote.settings import Settings
from support_api import quote_request, running


def test_a_record_is_one_json_object() -> None:
    record = logging.LogRecord("ecsquote.api", logging.INFO, "x.py", 1, "two\nlines of %s", ('"text"',), None)
    token = REQUEST_ID.set("abc")
    try:
        line = JsonLogFormatter().format(record)
    finally:
        REQUEST_ID.reset(token)
    assert "\n" not in line
    found = json.loads(line)
    assert (found["level"], found["message"], found["request_id"]) == ("INFO", 'two\nlines of "text"', "abc")
    assert found["time"].endswith("+00:00")
    try:
        raise ValueError("why")
    except ValueError as error:
        record.exc_info = (type(error), error, None)
    assert "ValueError: why" in json.loads(JsonLogFormatter().format(record))["traceback"]


@pytest.mark.parametrize("given", [None, b"", b"a b", b"a\n", b"x" * 129, "é".encode()])
def test_an_id_that_could_forge_a_line_is_replaced(given: bytes | None) -> None:
    assert len(request_id(given)) == 32
    assert request_id(b"proxy-7.x_1") == "proxy-7.x_1"


def test_each_answer_has_an_id_and_each_line_the_same(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str | None] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "/v1/regions" in record.getMessage():
                seen.append(REQUEST_ID.get())

    handler = Keep()
    logger = logging.getLogger("ecsquote.api")
    logger.addHandler(handler)
    try:
        with caplog.at_level(logging.INFO, "ecsquote.api"):
            given = client.get("/v1/regions", headers={"X-Request-Id": "from-a-proxy"})
            made = client.get("/v1/regions")
    finally:
        logger.removeHandler(handler)
    assert given.headers["x-request-id"] == "from-a-proxy"
    assert seen == ["from-a-proxy", made.headers["x-request-id"]]


def test_metrics_show_searches_and_the_age_of_the_catalog(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    with running(app) as client:
        app.state.context.searches.refused = 3
        client.post("/v1/quotes", json=quote_request())
        lines = dict(
            line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if not line.startswith("#")
        )
    assert lines["ecsquote_searches_running"] == lines["ecsquote_searches_waiting"] == "0.0"
    assert lines["ecsquote_searches_refused"] == "3.0"
    assert float(lines["ecsquote_catalog_age_seconds"]) > 0
    assert lines['ecsquote_http_requests_total{method="POST",route="/v1/quotes",status="201"}'] == "1.0"
