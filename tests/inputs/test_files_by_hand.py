"""Realistic files of every form, each with the workload that a person reads in it: tests/inputs/files.

A service is written as its sizes, its architecture where that is not X86_64, its launch, and its tasks: a number, a
range, RUNS×SECONDS or DAEMON.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ecsquote.contract.workloads import WorkloadReading
from ecsquote.inputs.files import read_files
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.reader import read_workload
from support_yaml import parse_yaml

FILES = Path(__file__).parent / "files"
EXPECTED = "expected.yaml"
FORMS = sorted(path.name for path in FILES.iterdir() if path.is_dir())
ENOUGH = 10


def expected_of(form: str) -> Mapping[str, Any]:
    found = parse_yaml((FILES / form / EXPECTED).read_text())
    assert isinstance(found, dict)
    return found


CASES = [(form, name) for form in FORMS for name in expected_of(form)]


def reading_of(form: str, name: str) -> WorkloadReading:
    given = expected_of(form)[name].get("given", {})
    return read_workload(
        list(read_files(str(FILES / form / name))), ReadingParameters(**{"fallback_region": "eu-west-1", **given})
    )


def in_words(service: Mapping[str, Any]) -> str:
    """A service of a request in the words of expected.yaml."""
    task, definition = service["task_definition"], service.get("service_definition", {})
    architecture = task.get("runtimePlatform", {}).get("cpuArchitecture")
    strategy = "+".join(each["capacityProvider"] for each in definition.get("capacityProviderStrategy", []))
    load = service.get("load", {})
    tasks = load.get("tasks") or (f"{load['min_tasks']}-{load['max_tasks']}" if "min_tasks" in load else None)
    if "runs_per_month" in load:
        tasks = f"{load['runs_per_month']}×{load['seconds_per_run']}"
    words = [task.get("cpu"), task.get("memory"), architecture if architecture != "X86_64" else None]
    words += [strategy or definition.get("launchType"), tasks or definition.get("schedulingStrategy")]
    return " ".join(str(each) for each in words if each is not None)


def distinct(sources: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(sources))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_its_files_and_every_file_is_expected(form: str) -> None:
    assert {path.name for path in (FILES / form).iterdir()} == {EXPECTED, *expected_of(form)}
    assert len(expected_of(form)) >= ENOUGH


@pytest.mark.parametrize(("form", "name"), CASES)
def test_a_file_comes_to_the_workload_that_a_person_reads_in_it(form: str, name: str) -> None:
    reading, expected = reading_of(form, name), expected_of(form)[name]
    assert reading.format.value == form
    services = {each["name"]: in_words(each) for request in reading.requests for each in request["services"]}
    assert services == {key: str(words) for key, words in expected.get("services", {}).items()}
    regions = [request["region"] for request in reading.requests]
    assert regions == ([expected.get("region", "eu-west-1")] if services else [])
    assert distinct(note.source for note in reading.unknown) == expected.get("unknown", [])
    assert distinct(note.source for note in reading.faults) == expected.get("faults", [])
    assert distinct(note.message for note in reading.warnings) == expected.get("warnings", [])
    assert reading.complete == (not reading.unknown and not reading.faults)


@pytest.mark.parametrize(("form", "name"), CASES)
def test_each_resource_of_a_file_is_in_the_place_that_a_person_puts_it(form: str, name: str) -> None:
    reading = reading_of(form, name)
    places = {source: place for place, sources in expected_of(form)[name]["in"].items() for source in sources}
    assert {each.source: each.place.value for each in reading.resources} == places
    assert set(Counter(each.source for each in reading.resources).values()) <= {1}


@pytest.mark.parametrize(("form", "name"), CASES)
def test_no_secret_of_a_file_is_in_its_workload(form: str, name: str) -> None:
    assert "sesame" not in repr(reading_of(form, name)).replace("./sesame", "")
