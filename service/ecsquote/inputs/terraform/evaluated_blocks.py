"""tfparse's blocks as instances of resources with the masks and expressions that a plan would have for them.

A value that cannot be evaluated is {"__attribute__": "var.x"}, a text that keeps its ${…}, or null; a resource's id and
ARN are random texts, the same wherever another resource refers to it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ecsquote.inputs.terraform.addresses import ModulePath, module_path, path_text, steps
from ecsquote.inputs.terraform.configuration import Configuration, ResourceBlock
from ecsquote.inputs.terraform.lenient import entries, members, text
from ecsquote.inputs.terraform.snapshot import DATA, MANAGED, Instance
from ecsquote.inputs.terraform.unevaluated import ResourceTexts, lost_blocks, not_evaluated

META = "__tfmeta"
UNKNOWN = "__attribute__"
_OWN = {META, "count", "for_each", "provider", "lifecycle", "depends_on", "provisioner", "connection", "dynamic"}
"""What is Terraform's own and no attribute of the resource."""
_NEVER_NULL = {"container_definitions", "family", "task_definition", "resource_id"}
"""Attributes that resources always have: null means that tfparse could not evaluate them."""
_REFERENCE = re.compile(r"\b(?:data\.)?aws_\w+\.[\w-]+(?:\[[^\]]*\])?(?:\.\w+)?")
_SOMEWHERE = "local.not_evaluated"
"""Stands for what else an unknown value may refer to."""


class EvaluatedConfiguration(Configuration):
    """The expressions of evaluated blocks: of each unknown value the references that its text shows."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        super().__init__({"configuration": {"provider_config": _providers(found), "root_module": {"resources": []}}})
        self._with_providers = {
            module_path(text(members(each.get(META)).get("path")))
            for each in entries(found.get("module"))
            if each.get("providers")
        }
        self._evaluated: dict[str, ResourceBlock] = {}

    def block(self, instance: Instance) -> ResourceBlock | None:
        """The expressions of one instance."""
        return self._evaluated.get(instance.address)

    def add(self, entry: Mapping[str, Any], address: str, module: ModulePath) -> None:
        """Take in the expressions of a block."""
        meta = members(entry.get(META))
        named = [f"{each.get('label')}.{each.get('name')}" for each in entries(meta.get("references"))]
        self._evaluated[address] = ResourceBlock(
            members(_expressions(entry, [each for each in named if each.startswith("aws_")])),
            {},
            self._provider(entry, module),
        )

    def _provider(self, entry: Mapping[str, Any], module: ModulePath) -> str:
        """The key of a provider; one that leads nowhere inside modules that are given providers of their own."""
        named = text(members(entry.get("provider")).get(UNKNOWN))
        given = any(module[:depth] in self._with_providers for depth in range(1, len(module) + 1))
        return f"{path_text(module)}:aws" if given else named or "aws"


def evaluated_instances(
    found: Mapping[str, Any], configuration: EvaluatedConfiguration, texts: ResourceTexts
) -> list[Instance]:
    """Every resource and data source; their expressions go into the configuration."""
    instances = []
    for terraform_type, blocks in found.items():
        for entry in entries(blocks):
            meta = members(entry.get(META))
            address = text(meta.get("path"))
            mode = {"resource": MANAGED, "data": DATA}.get(text(meta.get("type")))
            if mode is None or not address:
                continue
            module = module_path(address)
            last = steps(address)[-1]
            name = steps(address)[-2 if last.name is None else -1].name or ""
            attributes = {key: value for key, value in entry.items() if key not in _OWN}
            known, unknown = _attributes(attributes)
            for attribute in list(_unseen(meta, known, texts)):
                known.pop(attribute, None)
                unknown[attribute] = True
                attributes.setdefault(attribute, None)
            configuration.add(attributes | {META: meta, "provider": entry.get("provider")}, address, module)
            instances.append(Instance(address, mode, terraform_type, name, last.index, module, known, unknown))
    return instances


def _unseen(meta: Mapping[str, Any], known: Mapping[str, Any], texts: ResourceTexts) -> Iterator[str]:
    """Attributes that seem known or unset and may not be."""
    first, last = meta.get("line_start"), meta.get("line_end")
    if isinstance(first, int) and isinstance(last, int):
        own = texts.between(text(meta.get("filename")), first, last)
        yield from (name for name in not_evaluated(own) if name in known and known[name] is None)
        yield from lost_blocks(own)


def _attributes(entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The known values of a block, and the mask of its unknown ones."""
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for key, value in entry.items():
        if key in (META, UNKNOWN):
            continue
        if _is_unknown(value) or (value is None and key in _NEVER_NULL):
            unknown[key] = True
        elif blocks := _blocks(value):
            pairs = [_attributes(block) for block in blocks]
            known[key], unknown[key] = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        elif isinstance(value, list) and any(map(_is_unknown, value)):
            known[key], unknown[key] = (
                [None if _is_unknown(one) else one for one in value],
                list(map(_is_unknown, value)),
            )
        else:
            known[key] = value
    return known, unknown


def _expressions(entry: Mapping[str, Any], further: Sequence[str]) -> dict[str, Any]:
    """For each attribute the references of its text, then those of the whole resource."""
    expressions: dict[str, Any] = {}
    for key, value in entry.items():
        if key in (META, "provider"):
            continue
        if blocks := _blocks(value):
            expressions[key] = [_expressions(block, further) for block in blocks]
        else:
            shown = _REFERENCE.findall(repr(value))
            expressions[key] = {"references": [*shown, *(() if shown else further), _SOMEWHERE]}
    return expressions


def _blocks(value: object) -> list[Mapping[str, Any]]:
    """The blocks of a value: tfparse gives one as an object, several as a list."""
    if isinstance(value, dict) and META in value:
        return [value]
    found = list(entries(value))
    return found if found and all(META in each for each in found) else []


def _is_unknown(value: object) -> bool:
    return (isinstance(value, dict) and UNKNOWN in value) or (isinstance(value, str) and "${" in value)


def _providers(found: Mapping[str, Any]) -> dict[str, Any]:
    """The provider blocks of the root, under the keys of a plan."""
    providers = {}
    for each in entries(found.get("provider")):
        if text(members(each.get(META)).get("path")) == "provider.aws":
            alias = text(each.get("alias"))
            region = each.get("region")
            expression = {"constant_value": region} if isinstance(region, str) and "${" not in region else {}
            key = f"aws.{alias}" if alias else "aws"
            providers[key] = {"name": "aws", "alias": alias, "expressions": {"region": expression}}
    return providers
