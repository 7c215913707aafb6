"""In which Region each service runs, and which Regions of the file are asked for."""

from collections.abc import Iterable, Sequence

from ecsquote.errors import Fault, InputError
from ecsquote.inputs.assembly.estate_index import EstateIndex, arn_region
from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.estate.resources import Resource
from ecsquote.inputs.parameters import ReadingParameters

_ARNS = ("serviceArn", "taskDefinitionArn", "clusterArn", "cluster", "taskDefinition")


def resource_region(resource: Resource) -> str | None:
    """The Region that the file gives for one resource: its own, or that of the ARNs in it."""
    if resource.region is not None:
        return resource.region
    return next((region for name in _ARNS if (region := arn_region(resource.properties.get(name)))), None)


def set_regions(parts: Sequence[ServicePart], index: EstateIndex, parameters: ReadingParameters) -> list[ServicePart]:
    """Give each service its Region, and return those of the Region that is asked for.

    InputError at /region where no service has one, or none has the one that is asked for.
    """
    for part in parts:
        part.region = _of_file(part, index)
    named = sorted({part.region for part in parts if part.region is not None})
    wanted = parameters.region
    if wanted is not None and len(named) > 1 and wanted not in named:
        raise _region_error(f"must be one of the file's Regions ({', '.join(named)}), not {wanted}")
    stand_in = wanted or parameters.fallback_region
    for part in parts:
        if wanted is not None and len(named) <= 1:
            part.region = wanted
        elif part.region is None:
            part.region = stand_in
    _name_missing(parts)
    return [part for part in parts if wanted in (None, part.region)]


def _name_missing(parts: Iterable[ServicePart]) -> None:
    """Services without a Region, where others have one; InputError where none has."""
    without = [part for part in parts if part.region is None]
    if without and len(without) == len(list(parts)):
        raise _region_error("is required: the file names no Region; give one with --region or ?region=")
    for part in without:
        part.notes.workload_unknown(part.source, "the Region is not in the file", None)


def _of_file(part: ServicePart, index: EstateIndex) -> str | None:
    near = (part.resource, part.task_definition, part.cluster)
    regions = (resource_region(resource) for resource in near if resource is not None)
    return next((region for region in regions if region is not None), index.estate.region)


def _region_error(message: str) -> InputError:
    return InputError(f"the Region {message}", [Fault("/region", message)])
