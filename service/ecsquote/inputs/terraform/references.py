"""Follows the references of an expression, through variables, outputs, count and for_each, to the resources they mean.

ARNs and ids are known only after apply, so the configuration alone joins a new service with its task definition. The
plan does not hold the expressions of locals and of dynamic blocks: a reference to a local is a dead end, and `hidden`.
Source: https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ecsquote.inputs.terraform.addresses import Index, ModulePath, ReferenceStep, most_specific, steps
from ecsquote.inputs.terraform.configuration import Configuration, references_in
from ecsquote.inputs.terraform.lenient import members
from ecsquote.inputs.terraform.snapshot import DATA, MANAGED, Instance, Repeated, Snapshot

MAX_STEPS_OF_A_PLAN = 2_000_000
"""Bounds the time that a plan can take; plans of 10 MB need about a hundredth of it."""
MAX_TARGETS = 500
"""Resources that one expression may mean; those of one that means more are not joined."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Owner:
    """What holds an expression: its module, and the instance key and for_each of its resource or module call."""

    module: ModulePath
    index: Index = None
    for_each: tuple[str, ...] = ()
    """The references of its for_each."""
    each_value: Index = None
    """What each.value stands for, where for_each is constant."""

    def keys(self, references: Iterable[str]) -> tuple[Index, ...]:
        """What count.index, each.key and a constant each.value stand for, where an expression uses them."""
        if self.index is None or not any(each.startswith(("count.index", "each.")) for each in references):
            return ()
        return (self.index, self.each_value)


def owner_of(module: ModulePath, index: Index, for_each: Mapping[str, Any]) -> Owner:
    """The owner of the expressions of one instance, by the expression of its for_each."""
    value = members(for_each.get("constant_value")).get(str(index))
    return Owner(module, index, references_in(for_each), value if isinstance(value, int | str) else None)


@dataclass(frozen=True, slots=True)
class Target:
    """A resource that an expression means, and which of its attributes."""

    instance: Instance
    attribute: str | None


@dataclass(slots=True)
class Found:
    """What the references of one expression lead to; `hidden` where a local may lead to more."""

    targets: dict[str, Target] = field(default_factory=dict)
    hidden: bool = False

    @property
    def best(self) -> list[Target]:
        """The targets that the plan manages, else the data sources."""
        every = list(self.targets.values()) if len(self.targets) <= MAX_TARGETS else []
        return [target for target in every if target.instance.mode == MANAGED] or every


@dataclass(frozen=True, slots=True)
class _Ask:
    """One reference still to be followed; `keys` are the indexes that earlier expressions put behind it."""

    reference: str
    owner: Owner
    hints: tuple[Index, ...]
    keys: tuple[Index, ...]


class References:
    """The references of one plan, followed within one snapshot of its resources."""

    def __init__(self, configuration: Configuration, snapshot: Snapshot) -> None:
        self._configuration = configuration
        self._snapshot = snapshot
        self._steps_left = MAX_STEPS_OF_A_PLAN
        self._found: dict[tuple[tuple[_Ask, ...], frozenset[str]], Found] = {}

    @property
    def given_up(self) -> bool:
        """True where the plan needed more steps than it may take, so that joins are missing."""
        return self._steps_left <= 0

    def owner(self, instance: Instance) -> Owner:
        """The owner of the expressions of a resource."""
        block = self._configuration.block(instance)
        return owner_of(instance.module, instance.index, block.for_each if block else {})

    def of_call(self, path: ModulePath, types: frozenset[str]) -> Found:
        """The resources of some types that the arguments of a module's call lead to, all arguments together."""
        if not path:
            return Found()
        references = references_in(members(self._configuration.call(path).get("expressions")))
        return self.follow(references, self._caller(path), types)

    def follow(self, references: Sequence[str], owner: Owner, types: frozenset[str]) -> Found:
        """The resources of some types that the references of an expression lead to."""
        asks = _asks(references, owner)
        key = (tuple(asks), types)
        if key not in self._found:
            self._found[key] = self._followed(asks, types)
        return self._found[key]

    def _followed(self, asks: Sequence[_Ask], types: frozenset[str]) -> Found:
        found = Found()
        seen: set[_Ask] = set()
        waiting = list(reversed(asks))
        while waiting and self._steps_left > 0 and len(found.targets) <= MAX_TARGETS:
            ask = waiting.pop()
            if ask in seen:
                continue
            seen.add(ask)
            next_asks = list(self._next(ask, types, found))
            self._steps_left -= 1 + len(next_asks)
            waiting += reversed(next_asks)
        return found

    def _next(self, ask: _Ask, types: frozenset[str], found: Found) -> Iterator[_Ask]:
        way = steps(ask.reference)
        head = way[0].name if way else None
        if head == "local":
            found.hidden = True
        elif head == "each" and way[1:2] == (ReferenceStep(name="value"),):
            keys = _indexes(way[2:]) + ask.keys
            yield from _asks(ask.owner.for_each, Owner(ask.owner.module), keys, (ask.owner.index,))
        elif head == "var" and len(way) > 1:
            yield from self._argument(way, ask)
        elif head == "module" and len(way) > 1:
            yield from self._outputs(way, ask)
        elif head is not None and len(way) > 1:
            yield from self._resources(way, ask, types, found)

    def _argument(self, way: tuple[ReferenceStep, ...], ask: _Ask) -> Iterator[_Ask]:
        """What the call of the module gives for a variable; nothing for the root's variables and for defaults."""
        path = ask.owner.module
        if path:
            expression = members(self._configuration.call(path).get("expressions")).get(way[1].name or "")
            yield from _asks(references_in(expression), self._caller(path), _indexes(way[2:]) + ask.keys)

    def _outputs(self, way: tuple[ReferenceStep, ...], ask: _Ask) -> Iterator[_Ask]:
        calls = self._snapshot.modules.get((ask.owner.module, way[1].name or ""))
        index, rest = _index_first(way[2:])
        name = rest[0].name if rest else None
        for path in _picked(calls, index, ask):
            outputs = members(self._configuration.module(path).get("outputs"))
            chosen = outputs.values() if name is None or name not in outputs else [outputs[name]]
            for output in chosen:
                expression = members(output).get("expression")
                yield from _asks(references_in(expression), Owner(path), _indexes(rest[1:]) + ask.keys)

    def _resources(
        self, way: tuple[ReferenceStep, ...], ask: _Ask, types: frozenset[str], found: Found
    ) -> Iterator[_Ask]:
        mode = DATA if way[0].name == "data" else MANAGED
        names = way[1:] if mode == DATA else way
        if len(names) < 2 or names[1].name is None:
            return
        instances = self._snapshot.by_name.get((ask.owner.module, mode, names[0].name or "", names[1].name))
        index, rest = _index_first(names[2:])
        attribute = rest[0].name if rest else None
        for instance in _picked(instances, index, ask):
            if instance.type in types:
                found.targets.setdefault(instance.address, Target(instance, attribute))
            elif attribute is not None and (block := self._configuration.block(instance)):
                owner = owner_of(instance.module, instance.index, block.for_each)
                yield from _asks(references_in(block.expressions.get(attribute)), owner, ask.keys)

    def _caller(self, path: ModulePath) -> Owner:
        """The owner of the arguments of a module's call."""
        call = self._configuration.call(path)
        return owner_of(path[:-1], path[-1].index, members(call.get("for_each_expression")))


def _asks(
    references: Sequence[str], owner: Owner, keys: tuple[Index, ...] = (), hints: tuple[Index, ...] | None = None
) -> list[_Ask]:
    if hints is None:
        hints = owner.keys(references)
        owner = owner if hints else Owner(owner.module)  # so that instances share what does not depend on their keys
    return [_Ask(reference, owner, hints, keys) for reference in most_specific(tuple(references))]


def _picked(choices: Repeated[T] | None, index: Index, ask: _Ask) -> list[T]:
    """The instances that a reference means: by its own index, else by a key behind it or of its owner, else all."""
    if choices is None:
        return []
    if index is not None:
        return choices.chosen([index])
    return choices.chosen((*ask.keys, *ask.hints)) or choices.counted(ask.hints) or choices.every


def _index_first(way: tuple[ReferenceStep, ...]) -> tuple[Index, tuple[ReferenceStep, ...]]:
    return (way[0].index, way[1:]) if way and way[0].name is None else (None, way)


def _indexes(way: Iterable[ReferenceStep]) -> tuple[Index, ...]:
    return tuple(step.index for step in way if step.name is None)
