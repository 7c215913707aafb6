"""Faults with their places: collected while a document is read, and merged into pydantic's own errors."""

from collections.abc import Iterable
from typing import NoReturn

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from ecsquote.errors import Fault, InputError
from ecsquote.faults.pointers import Path, path_of, pointer
from ecsquote.faults.pydantic_errors import FAULT_TYPE, input_error

__all__ = ["Faults", "duplicate_names", "input_error", "raise_to_pydantic"]


class Faults:
    """Everything found wrong so far, in the order in which the document is read."""

    def __init__(self) -> None:
        self._found: dict[Fault, None] = {}
        self._warned: dict[Fault, None] = {}

    def add(self, path: Path, message: str) -> None:
        """One more fault at a path such as ("containerDefinitions", 0, "memory"); an equal one counts once."""
        self._found.setdefault(Fault(pointer(path), message))

    def warn(self, path: Path, message: str) -> None:
        """Something that AWS might refuse and that changes no price."""
        self._warned.setdefault(Fault(pointer(path), message))

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Every warning with its place."""
        return tuple(self._warned)

    def raise_if_any(self, detail: str) -> None:
        """InputError with all of them, if there is one."""
        if self._found:
            raise InputError(detail, self._found)


def raise_to_pydantic(error: InputError) -> NoReturn:
    """Inside a pydantic validator: raise every fault as a separate error, below the field's place."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError(FAULT_TYPE, "{message}", {"message": fault.message}),
            loc=path_of(fault.pointer),
            input=None,
        )
        for fault in error.faults
    ]
    raise ValidationError.from_exception_data(str(error), details)


def duplicate_names(names: Iterable[str], under: Path = ("services",)) -> tuple[Fault, ...]:
    """A fault for each name that was there before, at e.g. /services/1/name."""
    first: dict[str, int] = {}
    faults = []
    for index, name in enumerate(names):
        if name in first:
            where = pointer((*under, first[name]))
            faults.append(
                Fault(pointer((*under, index, "name")), f"{name} is the name of {where} too; give it another")
            )
        first.setdefault(name, index)
    return tuple(faults)
