"""Work is estimated from a document that nobody has checked: large where it is large, never an error."""

from typing import Any

import pytest

from ecsquote.quotes.estimated_work import LINES_AT_ONCE, EstimatedWork
from support_api import quote_request, task_definition

FLEETS = ["EC2_ON_DEMAND"]


def service(load: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"task_definition": task_definition(), "load": load, **more}


def test_one_service_on_fargate_is_priced_at_once() -> None:
    work = EstimatedWork.of(quote_request())
    assert (work.lines, work.fleets, work.large_fleets) == (1, False, False)
    assert work.lines <= LINES_AT_ONCE
    assert not work.needs_process


def test_a_few_kilobytes_may_be_much_work() -> None:
    """29 services at fractional tasks have two loads each, one has 62; two architectures, five plans and none."""
    services = [service({"average_tasks": "1.5"}) for _ in range(29)]
    services.append(service({"hourly_tasks": [1 + hour % 62 for hour in range(168)]}))
    plans = [{"type": "COMPUTE"}] * 5
    request = quote_request(services=services, cpu_architectures=["ARM64"], savings_plans=plans)
    work = EstimatedWork.of(request)
    assert work.lines == 30 * (1 + 29 + 61) * 2 * 6
    assert work.needs_process


@pytest.mark.parametrize(
    ("request_", "large"),
    [
        (quote_request(launch_options=FLEETS), False),
        (quote_request(launch_options=None), False),
        (quote_request(launch_options=FLEETS, services=[service({"tasks": "2001"})]), True),
        (quote_request(launch_options=FLEETS, services=[service({"tasks": "many"})]), True),
        (quote_request(launch_options=FLEETS, services=[service({"hourly_tasks": [1, 2, 3, 4] * 6})]), True),
        (quote_request(launch_options=FLEETS, services=[service({"tasks": "1"})] * 11), True),
        (quote_request(launch_options=FLEETS, advice=True), True),
        (quote_request(launch_options=FLEETS, fleet={"registered_memory_mib": {str(n): 1 for n in range(21)}}), True),
        (
            quote_request(
                launch_options=FLEETS,
                services=[service({"tasks": "1"}, service_definition={"placementConstraints": []})],
            ),
            True,
        ),
        (quote_request(services=[service({"hourly_tasks": list(range(24))})], current="EC2_ON_DEMAND"), True),
    ],
)
def test_fleets_are_large_by_their_tasks_loads_and_rules(request_: dict[str, Any], large: bool) -> None:
    assert EstimatedWork.of(request_).large_fleets is large


ODD: list[object] = [
    None,
    True,
    7,
    "x",
    [],
    [[]],
    {},
    {"load": 1},
    [{"load": {"hourly_tasks": {"x": []}, "max_tasks": []}}],
]


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize(
    "name", ["services", "launch_options", "fleet", "savings_plans", "current", "cpu_architectures"]
)
def test_no_document_is_an_error(name: str, value: object) -> None:
    assert EstimatedWork.of({"services": [value, {"service_definition": value}], name: value}).lines >= 0
