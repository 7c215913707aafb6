"""The Region of each resource: its own, its provider's, or the one that other resources of that provider show."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ecsquote.inputs.terraform.addresses import module_path
from ecsquote.inputs.terraform.configuration import Configuration, references_in
from ecsquote.inputs.terraform.lenient import members, text
from ecsquote.inputs.terraform.snapshot import Instance

REGION = re.compile(r"[a-z]{2,3}(?:-[a-z]+)+-\d{1,2}")
_ZONE = re.compile(r"([a-z]{2,3}(?:-[a-z]+)+-\d{1,2})(?:-[a-z]+-\d+)?[a-z]")
MAX_CALLS = 50


class Regions:
    """The Regions of the providers of one plan."""

    def __init__(self, configuration: Configuration, instances: Iterable[Instance]) -> None:
        self._configuration = configuration
        self._found: dict[str, str | None] = {}
        shown: dict[str, set[str]] = {}
        for instance in instances:
            shown.setdefault(self._key(instance), set()).update(_shown(instance))
        self._shown = {key: next(iter(regions)) for key, regions in shown.items() if len(regions) == 1}
        configured = [self._configured(key) for key, provider in configuration.providers.items() if _is_aws(provider)]
        self._only = configured[0] if configured and len(set(configured)) == 1 else None

    def of(self, instance: Instance) -> str | None:
        """The Region that a resource is made in; None where the plan does not say."""
        if instance.address not in self._found:
            self._found[instance.address] = self._of(instance)
        return self._found[instance.address]

    def _of(self, instance: Instance) -> str | None:
        if not instance.type.startswith("aws_"):
            return None
        own = text(instance.values.get("region"))
        if REGION.fullmatch(own):
            return own
        key = self._key(instance)
        if key in self._configuration.providers:
            return self._configured(key) or self._shown.get(key)
        return self._shown.get(key) or self._only

    def _key(self, instance: Instance) -> str:
        block = self._configuration.block(instance)
        return block.provider if block else ""

    def _configured(self, key: str) -> str | None:
        """The Region that a provider's block gives, as a constant or by a variable."""
        provider = members(self._configuration.providers.get(key))
        expression = members(provider.get("expressions")).get("region")
        path = module_path(text(provider.get("module_address")))
        return self._value(expression, tuple(step.name for step in path))

    def _value(self, expression: object, names: tuple[str, ...]) -> str | None:
        for _ in range(MAX_CALLS):
            constant = text(members(expression).get("constant_value"))
            if constant:
                return constant if REGION.fullmatch(constant) else None
            variables = [each for each in references_in(expression) if re.fullmatch(r"var\.[\w-]+", each)]
            if len(variables) != 1 or len(references_in(expression)) != 1:
                return None
            name = variables[0].removeprefix("var.")
            if not names:
                return self._root_variable(name)
            call = self._configuration.call_of(names)
            default = members(members(members(call.get("module")).get("variables")).get(name)).get("default")
            expression = members(call.get("expressions")).get(name, {"constant_value": default})
            names = names[:-1]
        return None

    def _root_variable(self, name: str) -> str | None:
        value = text(members(self._configuration.variables.get(name)).get("value"))
        value = value or text(self._configuration.default_of(name))
        return value if REGION.fullmatch(value) else None


def _is_aws(provider: object) -> bool:
    given = members(provider)
    return text(given.get("full_name")).endswith("/aws") or given.get("name") == "aws"


def _shown(instance: Instance) -> Iterator[str]:
    """The Regions that the values of a resource or data source show: in ARNs, zones, or a Region of its own."""
    values: Mapping[str, Any] = instance.values
    arn = text(values.get("arn")).split(":")
    if len(arn) > 4 and REGION.fullmatch(arn[3]):
        yield arn[3]
    zones = [values.get("availability_zone")]
    if instance.type == "aws_availability_zones" and isinstance(values.get("names"), list):
        zones += values["names"]
    for zone in zones:
        if match := _ZONE.fullmatch(text(zone)):
            yield match[1]
    if instance.type == "aws_region":
        yield from {text(values.get(name)) for name in ("name", "id", "region")} - {""}
