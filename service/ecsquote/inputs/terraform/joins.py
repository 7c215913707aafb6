"""Which resource decides a value: by the value itself where it is known, else by the configuration's references."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ecsquote.inputs.estate.resources import Reference, SourceNote
from ecsquote.inputs.terraform.addresses import ModulePath
from ecsquote.inputs.terraform.configuration import references_in
from ecsquote.inputs.terraform.references import MAX_TARGETS, References, Target
from ecsquote.inputs.terraform.regions import Regions
from ecsquote.inputs.terraform.snapshot import MANAGED, Instance, Snapshot
from ecsquote.inputs.terraform.types.table import FURTHER_IDENTITY, IDENTITY


@dataclass(frozen=True, slots=True)
class AskedAttribute:
    """One value of a resource that another one decides."""

    instance: Instance
    what: str
    """The value in words: load_balancer.target_group_arn."""
    expression: object
    """The configuration's expression for it."""
    shown: bool
    """False where the plan leaves the expression out, as it does for dynamic blocks."""
    types: frozenset[str]


class Joins:
    """The joins of one snapshot, and the notes about those that were assumed."""

    def __init__(self, snapshot: Snapshot, references: References, regions: Regions) -> None:
        self._snapshot = snapshot
        self._references = references
        self._regions = regions
        self._identities = _identities(snapshot)
        self._of_types: dict[frozenset[str], Mapping[ModulePath, Sequence[Instance]]] = {}
        self._of_call: dict[tuple[ModulePath, frozenset[str]], list[Target]] = {}
        self.assumed: list[SourceNote] = []
        self.used: set[str] = set()
        """The addresses of everything that something refers to."""

    def by_value(self, value: object, asked: AskedAttribute) -> Reference | None:
        """The one resource that a known value names by its id, ARN or name."""
        known = self._identities.get(str(value), ())
        named = [each for each in known if each.type in asked.types] if len(known) <= MAX_TARGETS else []
        named = self._in_region(named, asked.instance)
        if len(named) > 1:
            meant = {target.instance.address for target in self._shown(asked)}
            named = [each for each in named if each.address in meant] or [
                each for each in named if each.mode == MANAGED
            ]
        return self._reference(Target(named[0], None)) if len(named) == 1 else None

    def inside(self, value: object, types: frozenset[str]) -> object:
        """A known value with references in place of the ids and ARNs of resources of some types."""
        if isinstance(value, dict):
            return {name: self.inside(member, types) for name, member in value.items()}
        if isinstance(value, list):
            return [self.inside(item, types) for item in value]
        return (self._by_id(value, types) or value) if isinstance(value, str) else value

    def _by_id(self, value: str, types: frozenset[str]) -> Reference | None:
        """The resource of an id or ARN; that of a secret may go on with a key of its JSON."""
        parts = value.split(":")
        for name in dict.fromkeys((value, ":".join(parts[:7]), parts[0])):
            for each in self._identities.get(name, ()):
                if each.type in types and name in (each.values.get("id"), each.values.get("arn")):
                    return self._reference(Target(each, None))
        return None

    def by_configuration(self, asked: AskedAttribute, *, many: bool = False) -> list[Reference]:
        """The resources that the configuration names for an unknown value; several where it does not say which."""
        targets = self._shown(asked)
        if not targets and self._is_hidden(asked):
            targets = self._given_to_module(asked) if many else self._nearest(asked)
        return [self._reference(target) for target in targets]

    def parts(self, asked: AskedAttribute) -> tuple[Reference, ...]:
        """Everything of some types that an unknown text may be made from: a log group's name, a secret's ARN."""
        targets = self._shown(asked)
        if self._is_hidden(asked):
            path = asked.instance.module
            inner = self._inside(path, asked.types) if path else ()
            targets = [*targets, *(Target(each, None) for each in inner), *self._from_call(path, asked.types)]
        unique = {target.instance.address: target for target in targets}
        return tuple(self._reference(target) for target in unique.values())

    def _shown(self, asked: AskedAttribute) -> list[Target]:
        owner = self._references.owner(asked.instance)
        found = self._references.follow(references_in(asked.expression), owner, asked.types)
        return [target for target in found.best if target.instance.address != asked.instance.address]

    def _is_hidden(self, asked: AskedAttribute) -> bool:
        if not asked.shown:
            return True
        owner = self._references.owner(asked.instance)
        return self._references.follow(references_in(asked.expression), owner, asked.types).hidden

    def _nearest(self, asked: AskedAttribute) -> list[Target]:
        """The only candidate of the module, of its arguments or of the plan, where a local hides the expression."""
        for where, instances in self._candidates(asked):
            if instances:
                chosen = _likeliest(instances, asked.instance)
                if len(chosen) == 1:
                    self._assume(asked, chosen, where)
                return [Target(each, None) for each in chosen]
        return []

    def _candidates(self, asked: AskedAttribute) -> Iterator[tuple[str, Sequence[Instance]]]:
        path = asked.instance.module
        yield "in its module", [each for each in self._inside(path, asked.types) if each.module == path]
        yield "given to its module", [target.instance for target in self._from_call(path, asked.types)]
        yield "in the plan", self._in_region(self._inside((), asked.types), asked.instance)

    def _given_to_module(self, asked: AskedAttribute) -> list[Target]:
        targets = self._from_call(asked.instance.module, asked.types)
        if targets:
            self._assume(asked, [target.instance for target in targets], "given to its module")
        return targets

    def _assume(self, asked: AskedAttribute, chosen: Sequence[Instance], where: str) -> None:
        names = ", ".join(each.address for each in chosen)
        note = f"{asked.what}: the plan does not show the expression; assumed: {names} ({where})"
        self.assumed.append(SourceNote(asked.instance.address, note))

    def _from_call(self, path: ModulePath, types: frozenset[str]) -> list[Target]:
        key = (path, types)
        if key not in self._of_call:
            self._of_call[key] = self._references.of_call(path, types).best
        return self._of_call[key]

    def _inside(self, path: ModulePath, types: frozenset[str]) -> Sequence[Instance]:
        """The managed instances of some types in a module and the modules inside it; none where they are too many."""
        if types not in self._of_types:
            inside: dict[ModulePath, list[Instance]] = {}
            for each in self._snapshot.of_types(types):
                for depth in range(len(each.module) + 1):
                    inside.setdefault(each.module[:depth], []).append(each)
            self._of_types[types] = inside
        found = self._of_types[types].get(path, ())
        return found if len(found) <= MAX_TARGETS else ()

    def _in_region(self, instances: Sequence[Instance], of: Instance) -> list[Instance]:
        region = self._regions.of(of)
        return [each for each in instances if region is None or self._regions.of(each) in (None, region)]

    def _reference(self, target: Target) -> Reference:
        self.used.add(target.instance.address)
        return Reference(target.instance.address, target.attribute)


def _likeliest(instances: Sequence[Instance], asking: Instance) -> Sequence[Instance]:
    """Those with the key of the asking resource, then those with its name, where one is left."""
    if len(instances) > 1 and asking.index is not None:
        instances = [each for each in instances if each.index == asking.index] or instances
    if len(instances) > 1:
        instances = [each for each in instances if each.name == asking.name] or instances
    return instances


def _identities(snapshot: Snapshot) -> Mapping[str, Sequence[Instance]]:
    """The instances by every text that others name them by."""
    found: dict[str, list[Instance]] = {}
    for instance in snapshot.instances.values():
        for text in dict.fromkeys(_names(instance)):
            found.setdefault(text, []).append(instance)
    return found


def _names(instance: Instance) -> Iterable[str]:
    values = instance.values
    for name in (*IDENTITY, *FURTHER_IDENTITY.get(instance.type, ())):
        if isinstance(values.get(name), str) and values[name]:
            yield values[name]
    if instance.type == "aws_ecs_task_definition" and values.get("revision") is not None:
        yield f"{values.get('family')}:{values['revision']}"
