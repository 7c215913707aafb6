"""The same templates through to a workload: what a person reads in them, and each resource in exactly one place."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ecsquote.contract.workloads import InputFormat, WorkloadReading
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.reader import read_workload
from ecsquote.inputs.source_file import SourceFile
from support_yaml import parse_yaml

FOLDERS = sorted(path for path in (Path(__file__).parent / "templates").iterdir() if path.is_dir())
EXPECTED = "expected.yaml"
FORMATS = {"cdk-out": InputFormat.CDK, "sam-application": InputFormat.SAM}


def reading_of(folder: Path) -> tuple[WorkloadReading, Mapping[str, Any]]:
    """What is read in a folder of Ireland, and what is expected."""
    expected: Any = parse_yaml((folder / EXPECTED).read_text())
    given = ReadingParameters(**{"fallback_region": "eu-west-1", **expected.get("given", {})})
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != EXPECTED)
    read = [SourceFile(str(path.relative_to(folder)), path.read_bytes()) for path in files]
    return read_workload(read, given), expected["workload"]


def summary(request: Mapping[str, Any], expected: Mapping[str, Any]) -> Mapping[str, Any]:
    """A request in the words of the expected one; usage only where that has it."""
    services = [service_summary(each) for each in request["services"]]
    usage = {"usage": request.get("usage")} if "usage" in expected else {}
    return {"region": request["region"], "services": services, **usage}


def service_summary(service: Mapping[str, Any]) -> Mapping[str, Any]:
    task, definition = service["task_definition"], service.get("service_definition", {})
    strategy = [each["capacityProvider"] for each in definition.get("capacityProviderStrategy", [])]
    found = {
        "name": service["name"],
        "cpu": task.get("cpu"),
        "memory": task.get("memory"),
        "launch": strategy or definition.get("launchType"),
        "load": service["load"],
    }
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_template_comes_to_the_workload_that_a_person_reads_in_it(folder: Path) -> None:
    reading, expected = reading_of(folder)
    assert reading.format is FORMATS.get(folder.name, InputFormat.CLOUDFORMATION)
    assert len(reading.requests) == len(expected["requests"])
    for request, by_hand in zip(reading.requests, expected["requests"], strict=True):
        assert summary(request, by_hand) == by_hand


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_resource_is_in_the_place_that_a_person_puts_it(folder: Path) -> None:
    reading, expected = reading_of(folder)
    places = {source: place for place, sources in expected["in"].items() for source in sources}
    assert {each.source: each.place.value for each in reading.resources} == places
    assert set(Counter(each.source for each in reading.resources).values()) == {1}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_missing_makes_the_workload_incomplete(folder: Path) -> None:
    reading, _ = reading_of(folder)
    assert reading.complete == (folder.name == "ec2-capacity")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_secret_of_a_template_is_in_its_workload(folder: Path) -> None:
    assert "sesame" not in repr(reading_of(folder))
