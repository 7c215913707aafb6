"""Files of every form with something in them changed: a refusal in words, or each resource in exactly one place."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.workloads import ResourcePlace, WorkloadReading
from ecsquote.errors import InputError
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.reader import read_workload
from ecsquote.inputs.source_file import SourceFile

INPUTS = Path(__file__).parent
EXPECTED = "expected.yaml"
FOLDERS = ("ecs", "compose", "copilot", "sam", "cdk")
PARAMETERS = ReadingParameters(fallback_region="eu-west-1")
SECRET = "sesame"  # noqa: S105 - what the files hold where secrets are


def cases() -> Iterator[Path]:
    """The files that stand alone, and the folders whose files belong together."""
    for form in FOLDERS:
        yield from (path for path in sorted((INPUTS / "files" / form).iterdir()) if path.name != EXPECTED)
    yield from sorted((INPUTS / "terraform" / "plans").glob("*.json"))


def documents_of(path: Path) -> dict[str, Any]:
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    return {one.name if one == path else str(one.relative_to(path)): content(one) for one in files}


def content(path: Path) -> Any:
    return decoded(SourceFile(path.name, path.read_bytes())).value


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 5000),
    st.sampled_from(
        ["", "web", "512", "FARGATE", "${X}", "rate(5 minutes)", "arn:aws:ecs:eu-west-1:1:service/a/b", "\x00"]
    ),
    st.just([]),
    st.just({}),
    st.lists(st.integers(0, 3), max_size=2),
    st.dictionaries(st.sampled_from(["Ref", "Fn::GetAtt", "name", "cpu"]), st.sampled_from(["web", 256]), max_size=2),
)


def changed(value: Any, draw: Any) -> Any:
    """The value with one part replaced, left out, or given twice."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 9)) == 0:
        return draw(VALUES)
    key = draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
    what = draw(st.integers(0, 6))
    if isinstance(value, dict):
        rest = {name: item for name, item in value.items() if name != key}
        return rest if what == 0 else {**value, key: changed(value[key], draw)}
    if what == 0:
        return [*value[:key], *value[key + 1 :]]
    if what == 1:
        return [*value, value[key]]
    return [*value[:key], changed(value[key], draw), *value[key + 1 :]]


def check(reading: WorkloadReading) -> None:
    assert set(Counter(each.source for each in reading.resources).values()) <= {1}
    not_priced = [each.source for each in reading.resources if each.place is ResourcePlace.NOT_PRICED]
    assert [each.source for each in reading.not_priced] == not_priced
    assert reading.complete == (not reading.unknown and not reading.faults)
    for request in reading.requests:
        QuoteRequest.model_validate(request)
    assert SECRET not in repr(reading).replace("./sesame", "")


@pytest.mark.parametrize("path", [*cases()], ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(max_examples=12, deadline=None)  # two busy cores say nothing of the code
@given(data=st.data())
def test_a_changed_file_is_refused_in_words_or_loses_no_resource(path: Path, data: st.DataObject) -> None:
    documents = documents_of(path)
    name = data.draw(st.sampled_from(sorted(documents)))
    documents[name] = changed(documents[name], data.draw)
    files = [SourceFile(each, json.dumps(document, default=float).encode()) for each, document in documents.items()]
    try:
        reading = read_workload(files, PARAMETERS)
    except InputError:
        return
    check(reading)
