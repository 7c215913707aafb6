"""The resources of one side of a plan: what will be (planned values), or what was (the prior state)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ecsquote.inputs.terraform.addresses import Index, ModulePath, index_text, module_path, path_text
from ecsquote.inputs.terraform.lenient import entries, members, text

MANAGED = "managed"
DATA = "data"
MAX_MODULE_DEPTH = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a resource or data source: its address, its values, and what of them is unknown or sensitive."""

    address: str
    mode: str
    type: str
    name: str
    index: Index
    module: ModulePath
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unknown: Any = None
    """Terraform's mask (after_unknown): true where a value is known only after apply."""
    sensitive: Any = None
    """Terraform's mask (sensitive_values): true where a value must not be shown."""


@dataclass(frozen=True, slots=True)
class Repeated(Generic[T]):
    """The instances of one resource or module call, by the keys of count or for_each."""

    by_key: Mapping[Index, T]

    @property
    def every(self) -> list[T]:
        """All instances, in the plan's order."""
        return list(self.by_key.values())

    def chosen(self, keys: Iterable[Index]) -> list[T]:
        """The instance of the first key that there is; none of several where no key fits."""
        return next(([self.by_key[key]] for key in keys if key is not None and key in self.by_key), [])

    def counted(self, keys: Iterable[Index]) -> list[T]:
        """The instance that element(…, count.index) gives, which begins again at the end of the list."""
        length = len(self.by_key)
        number = next((key for key in keys if isinstance(key, int)), None)
        found = self.by_key.get(number % length) if number is not None and length else None
        return [] if found is None or length - 1 not in self.by_key else [found]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All instances of one side, each address once."""

    instances: Mapping[str, Instance]
    by_name: Mapping[tuple[ModulePath, str, str, str], Repeated[Instance]]
    modules: Mapping[tuple[ModulePath, str], Repeated[ModulePath]]
    """The instances of a module call, by the calling module and the call's name."""

    def of_types(self, types: frozenset[str], mode: str = MANAGED) -> Iterator[Instance]:
        """The instances of some types, in the plan's order."""
        return (each for each in self.instances.values() if each.type in types and each.mode == mode)


def snapshot(instances: Sequence[Instance]) -> Snapshot:
    """Index instances; of two with one address the first stands."""
    unique: dict[str, Instance] = {}
    by_name: dict[tuple[ModulePath, str, str, str], dict[Index, Instance]] = {}
    modules: dict[tuple[ModulePath, str], dict[Index, ModulePath]] = {}
    for each in instances:
        if each.address in unique:
            continue
        unique[each.address] = each
        by_name.setdefault((each.module, each.mode, each.type, each.name), {}).setdefault(each.index, each)
        for depth in range(len(each.module)):
            call = (each.module[:depth], each.module[depth].name)
            modules.setdefault(call, {})[each.module[depth].index] = each.module[: depth + 1]
    return Snapshot(
        unique,
        {name: Repeated(found) for name, found in by_name.items()},
        {call: Repeated(paths) for call, paths in modules.items()},
    )


def planned_instances(document: Mapping[str, Any]) -> list[Instance]:
    """What will be after the plan is applied, and the data sources that were read for it.

    A resource that is only forgotten has no planned values: AWS keeps it, so its last known ones stand.
    """
    changes = changes_by_address(document)
    planned = []
    for each in _module_instances(members(members(document.get("planned_values")).get("root_module"))):
        change = changes.get(each.address, {})
        forgotten = change.get("actions") == ["forget"]
        planned.append(
            Instance(
                each.address,
                each.mode,
                each.type,
                each.name,
                each.index,
                each.module,
                members(change.get("before")) if forgotten else each.values,
                None if forgotten else change.get("after_unknown"),
                change.get("before_sensitive") if forgotten else each.sensitive or change.get("after_sensitive"),
            )
        )
    return planned + [each for each in _prior_instances(document) if each.mode == DATA]


def prior_instances(document: Mapping[str, Any]) -> list[Instance]:
    """What stands before the plan is applied: its prior state, else what its changes say of it."""
    prior = _prior_instances(document)
    return prior or list(_changed_instances(document))


def _changed_instances(document: Mapping[str, Any]) -> Iterator[Instance]:
    for entry in entries(document.get("resource_changes")):
        change = members(entry.get("change"))
        if change.get("before") and not entry.get("deposed"):
            path = module_path(text(entry.get("module_address")))
            yield _instance(entry, path, members(change.get("before")), change.get("before_sensitive"))


def changes_by_address(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The change of each resource, by its address; deposed objects, which are only deleted, are left out."""
    return {
        _address(entry, module_path(text(entry.get("module_address")))): members(entry.get("change"))
        for entry in entries(document.get("resource_changes"))
        if not entry.get("deposed")
    }


def _prior_instances(document: Mapping[str, Any]) -> list[Instance]:
    values = members(members(document.get("prior_state")).get("values"))
    return list(_module_instances(members(values.get("root_module"))))


def _module_instances(root: Mapping[str, Any]) -> Iterator[Instance]:
    """Every instance of a module and of those inside it, outermost first."""
    level = [root]
    for _ in range(MAX_MODULE_DEPTH):
        for module in level:
            path = module_path(text(module.get("address")))
            for entry in entries(module.get("resources")):
                if not entry.get("deposed_key"):
                    yield _instance(entry, path, members(entry.get("values")), entry.get("sensitive_values"))
        level = [child for module in level for child in entries(module.get("child_modules"))]
        if not level:
            return


def _instance(entry: Mapping[str, Any], path: ModulePath, values: Mapping[str, Any], sensitive: object) -> Instance:
    index = entry.get("index")
    return Instance(
        _address(entry, path),
        DATA if entry.get("mode") == DATA else MANAGED,
        text(entry.get("type")),
        text(entry.get("name")),
        index if isinstance(index, int | str) else None,
        path,
        values,
        None,
        sensitive,
    )


def _address(entry: Mapping[str, Any], path: ModulePath) -> str:
    """The whole address; the first releases of 0.12 left the module or the index out."""
    address = text(entry.get("address"))
    if path and not address.startswith("module."):
        address = f"{path_text(path)}.{address}"
    index = entry.get("index")
    if index is not None and not address.endswith("]"):
        address += index_text(index)
    return address
