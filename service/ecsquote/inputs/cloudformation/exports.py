"""What the stacks of one reading export to each other.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
"""

from collections.abc import Iterator
from typing import Protocol


class ExportingStack(Protocol):
    """A stack, as exports see it."""

    def export_names(self) -> Iterator[tuple[str, str]]:
        """The name of every export and of its output."""

    def output(self, name: str) -> object:
        """The value of an output."""


class Exports:
    """Finds an export by name; in a Region each name is exported once."""

    def __init__(self) -> None:
        self._stacks: list[tuple[ExportingStack, str | None]] = []
        self._read = 0
        self._outputs: dict[str, list[tuple[ExportingStack, str | None, str]]] = {}

    def add(self, stack: ExportingStack, region: str | None) -> None:
        """One more stack, and the Region that it is made in where that is known."""
        self._stacks.append((stack, region))

    def find(self, name: str | None, region: str | None) -> tuple[object] | None:
        """The value under this name, of a stack in the Region where it is known; None where no stack exports it."""
        while self._read < len(self._stacks):
            stack, where = self._stacks[self._read]
            self._read += 1
            for export, output in stack.export_names():
                self._outputs.setdefault(export, []).append((stack, where, output))
        for stack, where, output in self._outputs.get(name or "", []):
            if region is None or where in (None, region):
                return (stack.output(output),)
        return None
