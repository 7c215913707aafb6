"""Plans of Terraform and OpenTofu as JSON (terraform show -json): what will be, and what was before.

Source: https://developer.hashicorp.com/terraform/internals/json-format (format versions 0.1 to 1.x)
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ecsquote.inputs.estate.resources import Estate, Resource, SourceNote, Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.terraform.configuration import Configuration
from ecsquote.inputs.terraform.joins import Joins
from ecsquote.inputs.terraform.lenient import entries, members, text
from ecsquote.inputs.terraform.references import References
from ecsquote.inputs.terraform.regions import Regions
from ecsquote.inputs.terraform.snapshot import (
    DATA,
    Instance,
    Snapshot,
    changes_by_address,
    planned_instances,
    prior_instances,
    snapshot,
)
from ecsquote.inputs.terraform.translation import Translation
from ecsquote.inputs.terraform.types.table import DATA_ROWS, ROWS, row_of

PLAN = "the plan"
"""The source of notes about the plan as a whole."""
KNOWN_LATER = "is known only after apply"


def is_plan(document: Mapping[str, Any]) -> bool:
    """True for what `terraform show -json PLAN` and `tofu show -json PLAN` print."""
    return "format_version" in document and ("planned_values" in document or "resource_changes" in document)


def is_state(document: Mapping[str, Any]) -> bool:
    """True for a state: terraform.tfstate, or what `terraform show -json` prints of one."""
    if is_plan(document):
        return False
    if isinstance(document.get("terraform_version"), str):
        return "lineage" in document or "serial" in document or "values" in document or "format_version" in document
    return set(document) == {"format_version"}


def plan_estate(document: Mapping[str, Any], parameters: ReadingParameters) -> Estate:  # noqa: ARG001 - as every reader
    """Everything that stands after the plan is applied, each managed resource of the planned values once."""
    estate = estate_of(Configuration(document), planned_instances(document), planned=True)
    return Estate(
        resources=estate.resources,
        region=estate.region,
        assumed=estate.assumed,
        warnings=(*estate.warnings, *_forgotten(document)),
        faults=estate.faults,
        unknown=(*estate.unknown, *_missing(document)),
    )


def planned_before(document: Mapping[str, Any]) -> Estate:
    """Everything that stands before the plan is applied: its prior state, else the values before its changes."""
    return estate_of(Configuration(document), prior_instances(document), planned=False)


def estate_of(
    configuration: Configuration, instances: Sequence[Instance], *, planned: bool, unknown: str = KNOWN_LATER
) -> Estate:
    """The estate of the instances on one side; `planned`: values that are configured and missing are unknown.

    `unknown` says of a value why it is unknown.
    """
    side = snapshot(instances)
    regions = Regions(configuration, side.instances.values())
    references = References(configuration, side)
    joins = Joins(side, references, regions)
    translation = Translation(configuration, joins, planned=planned, unknown=unknown)
    managed = [
        Resource(
            source=each.address,
            type=each.type,
            kind=row_of(each.type).kind,
            properties=translation.properties(each, row_of(each.type)),
            region=regions.of(each),
        )
        for each in side.instances.values()
        if each.mode != DATA
    ]
    resources = (*managed, *_data(side, joins, translation, regions))
    used = {resource.region for resource in resources if resource.type.startswith("aws_")}
    return Estate(
        resources=resources,
        region=used.pop() if len(used) == 1 else None,
        assumed=tuple(joins.assumed),
        faults=tuple(translation.faults),
        unknown=(SourceNote(PLAN, "has more references than can be followed"),) if references.given_up else (),
    )


def _data(side: Snapshot, joins: Joins, translation: Translation, regions: Regions) -> Iterator[Resource]:
    """The data sources that something refers to and that belong to a workload."""
    for each in side.instances.values():
        row = DATA_ROWS.get(each.type)
        if each.mode == DATA and row is not None and each.address in joins.used:
            properties = {**_left_out(row.kind), **translation.properties(each, row)}
            yield Resource(each.address, each.type, row.kind, properties, regions.of(each))


def _left_out(kind: str) -> dict[str, Unresolved]:
    """What a data source does not say of its resource, though it decides a price."""
    names = {
        "AWS::ECS::Cluster": "defaultCapacityProviderStrategy",
        "AWS::ECS::TaskDefinition": "containerDefinitions",
    }
    return {names[kind]: Unresolved(f"the data source does not give {names[kind]}")}


def _forgotten(document: Mapping[str, Any]) -> Iterator[SourceNote]:
    for address, change in changes_by_address(document).items():
        if change.get("actions") == ["forget"]:
            yield SourceNote(address, "is removed from the state only; AWS keeps it, so it is read as it is")


def _missing(document: Mapping[str, Any]) -> Iterator[SourceNote]:
    """What the plan itself says that it leaves out."""
    if document.get("errored") is True:
        yield SourceNote(PLAN, "ended with an error, so resources may be missing")
    elif document.get("complete") is False:
        yield SourceNote(PLAN, "is partial (-target or deferred changes), so resources may be missing")
    for entry in entries(document.get("deferred_changes")):
        change = members(entry.get("resource_change"))
        if text(change.get("type")) in ROWS:
            yield SourceNote(text(change.get("address")) or PLAN, "is deferred, so its values are not planned yet")
