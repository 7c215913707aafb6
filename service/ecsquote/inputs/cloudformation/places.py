"""Where in the user's file the values of a resource are: the lines of a YAML template."""

from collections.abc import Iterator, Mapping

from ecsquote.faults.pointers import Path, pointer
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.ecs_spelling import ecs_name, is_ecs

_LEVELS = 4
"""/containerDefinitions/0/portMappings/0: deeper places have the line of the nearest one around."""


def places_of(document: Document, name: str, several: bool) -> Mapping[str, str]:
    """The lines of a resource and of its properties, by their pointers in the estate; none where the file is JSON.

    `several`: whether the lines need the name of their file.
    """
    if document.yaml is None:
        return {}
    before = f"{document.name} line" if several else "line"
    declared = document.value["Resources"].get(name)
    if not isinstance(declared, Mapping):  # a loop makes it
        return {}
    base: Path = ("Resources", name)
    found = {"": f"{before} {document.line_of(pointer(base))}"}
    spelled = is_ecs(str(declared.get("Type")))
    for path, place in _written(declared.get("Properties"), (*base, "Properties"), ()):
        names = tuple(ecs_name(part) if spelled and isinstance(part, str) else part for part in place)
        found[pointer(names)] = f"{before} {document.line_of(pointer(path))}"
    return found


def _written(value: object, path: Path, place: Path) -> Iterator[tuple[Path, Path]]:
    """The paths in the file and in the properties of what stands in both: nothing inside of a function."""
    if len(place) == _LEVELS:
        return
    if isinstance(value, Mapping) and not _has_function(value):
        for name, item in value.items():
            yield (*path, name), (*place, name)
            yield from _written(item, (*path, name), (*place, name))
    elif isinstance(value, list) and not any(isinstance(item, Mapping) and _has_function(item) for item in value):
        for index, item in enumerate(value):
            yield (*path, index), (*place, index)
            yield from _written(item, (*path, index), (*place, index))


def _has_function(value: Mapping[str, object]) -> bool:
    return any(name == "Ref" or name.startswith("Fn::") for name in value)
