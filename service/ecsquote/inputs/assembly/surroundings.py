"""What surrounds the services of one request, collected section by section of its `usage`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ecsquote.inputs.assembly.notes import Notes
from ecsquote.inputs.assembly.parts import AssemblyContext, UsageField
from ecsquote.units import decimal_string

USAGE = "/usage"


@dataclass(slots=True)
class RegionSurroundings:
    """The `usage` of one request, and the resources that it comes from."""

    context: AssemblyContext
    region: str
    usage: dict[str, Any] = field(default_factory=dict)
    made_of: list[str] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    fields: dict[str, list[UsageField]] = field(default_factory=dict)
    """By address, the fields that a usage file may give."""

    def ask(self, source: str, section: str, name: str, what: str, stand_in: str = "0") -> None:
        """A quantity of a section: the sum of what a usage file gives for each address, else unknown."""
        pointer = f"{USAGE}/{section}"
        self.fields.setdefault(source, []).append(UsageField(name, f"{pointer}/{name}"))
        given = self.context.usage_of(source, name)
        if given is None:
            self.notes.usage_unknown(source, f"{name}: {what}", stand_in, pointer)
            return
        try:
            quantity = Decimal(str(given))
        except InvalidOperation:
            self.notes.fault(source, f"{name} of the usage file must be a number")
            return
        before = Decimal(str(self.usage[section].get(name, 0)))
        self.usage[section][name] = decimal_string(before + quantity)

    def take(self, *sources: str) -> None:
        """Note the resources that a section comes from."""
        self.made_of += sources

    def section(self, name: str, **values: Any) -> dict[str, Any]:
        """A section, made with these values where it is not there yet."""
        found: dict[str, Any] = self.usage.setdefault(name, dict(values))
        return found


def first_of_each(values: Iterable[str]) -> list[str]:
    """The values in their order, each once."""
    return list(dict.fromkeys(values))
