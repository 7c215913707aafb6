"""Resources by what other resources call them: a reference, an ARN, a name; names alone decide only where one fits."""

import re
from collections.abc import Iterable, Mapping

from ecsquote.inputs.assembly.values import last_segment, member, text
from ecsquote.inputs.estate.resources import Estate, Resource, references

CLUSTER = "AWS::ECS::Cluster"
TASK_DEFINITION = "AWS::ECS::TaskDefinition"
DEFAULT_CLUSTER = "default"
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:(?P<region>[a-z0-9-]+):")
_REVISION = re.compile(r"(?P<family>.+):(?P<revision>[0-9]+)")


def arn_region(value: object) -> str | None:
    """The Region in an ARN; None for everything else and for global services."""
    match = _ARN.match(value) if isinstance(value, str) else None
    return match["region"] if match else None


class EstateIndex:
    """Looks up the resources of one estate."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self._by_source: Mapping[str, Resource] = {resource.source: resource for resource in estate.resources}
        self._by_kind: dict[str, list[Resource]] = {}
        for resource in estate.resources:
            self._by_kind.setdefault(resource.kind, []).append(resource)
        self._referring: dict[tuple[str, str], dict[str, list[Resource]]] = {}
        self._of_kinds_referring: dict[tuple[str, ...], dict[str, Resource]] = {}
        self._by_member: dict[tuple[str, str], dict[str, list[tuple[int, Resource]]]] = {}
        self._by_ending: dict[tuple[str, str], dict[str, list[Resource]]] = {}

    def at(self, source: str) -> Resource | None:
        """The resource with this address."""
        return self._by_source.get(source)

    def of_kind(self, kind: str) -> list[Resource]:
        """The resources of a kind, in the file's order."""
        return self._by_kind.get(kind, [])

    def referring(self, kind: str, name: str, source: str) -> list[Resource]:
        """The resources of a kind whose member of this name refers to an address."""
        found = self._referring.get((kind, name))
        if found is None:
            found = self._referring[kind, name] = {}
            for resource in self.of_kind(kind):
                for target in {each.source for each in references(resource.properties.get(name))}:
                    found.setdefault(target, []).append(resource)
        return found.get(source, [])

    def first_referring(self, kinds: tuple[str, ...], source: str) -> Resource | None:
        """The first resource of these kinds that refers to an address anywhere."""
        found = self._of_kinds_referring.get(kinds)
        if found is None:
            found = self._of_kinds_referring[kinds] = {}
            for resource in self.estate.resources:
                if resource.kind in kinds:
                    for each in references(resource.properties):
                        found.setdefault(each.source, resource)
        return found.get(source)

    def all_referred(self, value: object, kind: str | None = None) -> list[Resource]:
        """The resources of the kind that references in a value lead to, each once."""
        found = {reference.source: self._by_source.get(reference.source) for reference in references(value)}
        return [each for each in found.values() if each is not None and kind in (None, each.kind)]

    def referred(self, value: object, kind: str | None = None) -> Resource | None:
        """The one resource of the kind that a reference, or a text made from references, leads to."""
        found = self.all_referred(value, kind)
        return found[0] if len(found) == 1 else None

    def named(self, kind: str, names: Iterable[str], value: object, region: str | None = None) -> list[Resource]:
        """The resources of a kind that a reference, an ARN or a name means; in the Region where several have it.

        `names`: the members of their properties that hold names or ARNs.
        """
        name = text(value)
        if name is None:
            found = self.referred(value, kind)
            return [found] if found else []
        wanted = {name, last_segment(name)} if name.startswith("arn:") else {name}
        found_by_name = self._holding(kind, names, wanted)
        region = region or arn_region(name)
        here = [resource for resource in found_by_name if region in (None, resource.region)]
        return here if len(found_by_name) > 1 and here else found_by_name

    def _holding(self, kind: str, names: Iterable[str], wanted: Iterable[str]) -> list[Resource]:
        """The resources of a kind that hold one of the texts in one of these members, in the file's order."""
        found: dict[int, Resource] = {}
        for name in names:
            by_text = self._by_member.get((kind, name))
            if by_text is None:
                by_text = self._by_member[kind, name] = {}
                for number, resource in enumerate(self.of_kind(kind)):
                    if held := text(resource.properties.get(name)):
                        by_text.setdefault(held, []).append((number, resource))
            for each in wanted:
                found |= dict(by_text.get(each, ()))
        return [found[number] for number in sorted(found)]

    def ending_in(self, kind: str, name: str, segment: str) -> list[Resource]:
        """The resources of a kind whose member of this name is a path or an ARN that ends in a segment."""
        found = self._by_ending.get((kind, name))
        if found is None:
            found = self._by_ending[kind, name] = {}
            for resource in self.of_kind(kind):
                if held := text(resource.properties.get(name)):
                    found.setdefault(last_segment(held), []).append(resource)
        return found.get(segment, [])

    def cluster_of(self, service: Resource) -> Resource | None:
        """The cluster of a service; None where it is not in the file, or several have its name."""
        properties = service.properties
        value = properties.get("cluster", properties.get("clusterArn"))
        named = DEFAULT_CLUSTER if value is None else value
        found = self.named(CLUSTER, ("clusterName", "clusterArn"), named, service.region)
        return found[0] if len(found) == 1 else None

    def task_definitions(self, value: object, region: str | None) -> list[Resource]:
        """The task definitions that a reference, an ARN, a family or family:revision means; the latest of a family."""
        name = text(value)
        if name is None:
            found = self.referred(value, TASK_DEFINITION)
            return [found] if found else []
        exact = self._holding(TASK_DEFINITION, ("taskDefinitionArn",), {name})
        match = _REVISION.fullmatch(last_segment(name))
        family = match["family"] if match else last_segment(name)
        of_family = exact or self.named(TASK_DEFINITION, ("family",), family, region or arn_region(name))
        revision = match["revision"] if match else None
        return _of_revision(of_family, revision)


def _of_revision(found: list[Resource], revision: str | None) -> list[Resource]:
    """Those of the revision, where they say theirs; without one the latest, as ECS takes it."""
    if len(found) <= 1:
        return found
    revisions = {each.source: member(each.properties, "revision") for each in found}
    if revision is not None:
        return [each for each in found if str(revisions[each.source]) == revision] or found
    numbers = [number for number in revisions.values() if isinstance(number, int)]
    if len(numbers) < len(found):
        return found
    return [each for each in found if revisions[each.source] == max(numbers)]
