"""Task definitions that come again are read once, and never taken for another."""

from typing import Any

import pytest
from pydantic import ValidationError

from ecsquote.workload import service_request as request
from ecsquote.workload.service_request import ServiceRequest
from support_small_catalog import service


def parsed(**task: Any) -> Any:
    return ServiceRequest.model_validate(service(**task)).task_definition.parsed


def test_the_same_text_is_read_once() -> None:
    assert parsed(family="again") is parsed(family="again")


@pytest.mark.parametrize(
    ("one", "other"),
    [({"cpu": "1024"}, {"cpu": "2048"}), ({"cpu": 1024}, {"cpu": "1 vCPU"}), ({}, {"ipcMode": "none"})],
)
def test_another_text_is_read_for_itself(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert parsed(**one) is not parsed(**other)


def test_what_was_refused_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(ValidationError):
            ServiceRequest.model_validate(service(cpu="much"))


def test_only_so_many_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "_MAX_KNOWN", 3)
    request._KNOWN.clear()
    for number in range(8):
        parsed(family=f"family-{number}")
        assert len(request._KNOWN) <= 3
