"""The configuration part of a plan: what each expression refers to, by module; it holds no values of locals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ecsquote.inputs.terraform.addresses import ModulePath, ModuleStep
from ecsquote.inputs.terraform.lenient import entries, members, text
from ecsquote.inputs.terraform.snapshot import Instance

MAX_EXPRESSION_DEPTH = 20


@dataclass(frozen=True, slots=True)
class ResourceBlock:
    """A resource block: its expressions, what it is repeated over, and its provider's key."""

    expressions: Mapping[str, Any]
    for_each: Mapping[str, Any]
    provider: str


class Configuration:
    """The configuration of one plan."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        configuration = members(document.get("configuration"))
        self.providers: Mapping[str, Any] = members(configuration.get("provider_config"))
        self.variables: Mapping[str, Any] = members(document.get("variables"))
        self._root = members(configuration.get("root_module"))
        self._modules: dict[tuple[str, ...], Mapping[str, Any]] = {(): self._root}
        self._blocks: dict[tuple[str, ...], Mapping[tuple[str, str, str], ResourceBlock]] = {}

    @cached_property
    def is_given(self) -> bool:
        """False for a plan without its configuration: nothing is then known of any expression."""
        return bool(self._root)

    def module(self, path: ModulePath) -> Mapping[str, Any]:
        """The configuration of a module, the same for all its instances."""
        names = tuple(step.name for step in path)
        if names not in self._modules:
            self._modules[names] = members(self.call(path).get("module"))
        return self._modules[names]

    def call(self, path: ModulePath) -> Mapping[str, Any]:
        """The module block that calls a module; empty for the root."""
        if not path:
            return {}
        return members(members(self.module(path[:-1]).get("module_calls")).get(path[-1].name))

    def call_of(self, names: tuple[str, ...]) -> Mapping[str, Any]:
        """The module block that calls a module, by the names on the way to it."""
        return self.call(tuple(ModuleStep(name) for name in names))

    def default_of(self, variable: str) -> object:
        """The default of a variable of the root module."""
        return members(members(self._root.get("variables")).get(variable)).get("default")

    def block(self, instance: Instance) -> ResourceBlock | None:
        """The block of a resource or data source; None where the configuration has none, as for removed ones."""
        names = tuple(step.name for step in instance.module)
        if names not in self._blocks:
            self._blocks[names] = dict(_blocks(self.module(instance.module)))
        return self._blocks[names].get((instance.mode, instance.type, instance.name))


def _blocks(module: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], ResourceBlock]]:
    for entry in entries(module.get("resources")):
        key = (text(entry.get("mode")) or "managed", text(entry.get("type")), text(entry.get("name")))
        yield (
            key,
            ResourceBlock(
                members(entry.get("expressions")),
                members(entry.get("for_each_expression")),
                text(entry.get("provider_config_key")),
            ),
        )


def references_in(expression: object) -> tuple[str, ...]:
    """The references of an expression or of the blocks and objects inside one, in order."""
    found: list[str] = []
    level = [expression]
    for _ in range(MAX_EXPRESSION_DEPTH):
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                references = value.get("references")
                if isinstance(references, list):
                    found += [reference for reference in references if isinstance(reference, str)]
                else:
                    inner += value.values()
            elif isinstance(value, list):
                inner += value
        if not inner:
            break
        level = inner
    return tuple(found)
