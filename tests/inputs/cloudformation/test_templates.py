"""Whole templates, written for these tests, each with the estate that a person reads in it next to it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ecsquote.inputs.cloudformation.cdk import cdk_estate
from ecsquote.inputs.cloudformation.template import template_estate
from ecsquote.inputs.decoding import Document, decoded
from ecsquote.inputs.estate.resources import Estate, Reference, Unresolved, references
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile
from support_yaml import parse_yaml

FOLDERS = sorted(path for path in (Path(__file__).parent / "templates").iterdir() if path.is_dir())
EXPECTED = "expected.yaml"
NOTES = ("assumed", "warnings", "faults", "unknown")


def documents_in(folder: Path) -> list[Document]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != EXPECTED)
    return [decoded(SourceFile(str(path.relative_to(folder)), path.read_bytes())) for path in files]


def expected_in(folder: Path) -> Mapping[str, Any]:
    read = parse_yaml((folder / EXPECTED).read_text())
    assert isinstance(read, dict)
    return read


def estate_in(folder: Path) -> Estate:
    given = ReadingParameters(**expected_in(folder).get("given", {}))
    documents = documents_in(folder)
    cdk = any(document.name == "manifest.json" for document in documents)
    return (cdk_estate if cdk else template_estate)(documents, given)


def by_hand(value: object) -> object:
    """An expected value: {reference: A.Arn} and {unresolved: why, made_from: […]} stand for what they say."""
    match value:
        case {"reference": str(text)}:
            return reference(text)
        case {"unresolved": str(what), "made_from": list(made_from)}:
            return Unresolved(what, tuple(map(reference, made_from)))
        case {"unresolved": str(what)}:
            return Unresolved(what)
        case dict():
            return {key: by_hand(item) for key, item in value.items()}
        case list():
            return [by_hand(item) for item in value]
    return value


def reference(text: str) -> Reference:
    source, _, attribute = text.partition(".")
    return Reference(source, attribute or None)


def test_there_are_templates_to_read() -> None:
    assert len(FOLDERS) >= 14


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_template_comes_to_the_estate_that_a_person_reads_in_it(folder: Path) -> None:
    expected, estate = expected_in(folder), estate_in(folder)
    found = {resource.source: resource for resource in estate.resources}
    assert [resource.source for resource in estate.resources] == [each["source"] for each in expected["resources"]]
    for each in expected["resources"]:
        resource = found[each["source"]]
        assert (resource.kind, resource.type) == (each["kind"], each.get("type", each["kind"]))
        assert resource.region == each.get("region")
        assert resource.properties == by_hand(each["properties"]), each["source"]
    for name in NOTES:
        notes = [{"source": note.source, "message": note.message} for note in getattr(estate, name)]
        assert notes == expected.get(name, []), name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_reference_leads_to_a_resource_of_the_estate(folder: Path) -> None:
    estate = estate_in(folder)
    sources = {resource.source for resource in estate.resources}
    for resource in estate.resources:
        assert {each.source for each in references(resource.properties)} <= sources


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_secret_of_a_template_is_in_its_estate(folder: Path) -> None:
    text = "".join(path.read_text() for path in folder.rglob("*") if path.is_file() and path.name != EXPECTED)
    assert ("sesame" in text) == (folder.name in {"fargate-service", "ec2-capacity", "managed-instances", "secrets"})
    assert "sesame" not in repr(estate_in(folder))
