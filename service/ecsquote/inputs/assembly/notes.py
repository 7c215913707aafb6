"""What is said of a workload while it is read: unknown values, rules that were applied, warnings and faults."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ecsquote.contract.workloads import Assumed, InputWarning, SourceFault, UnknownKind, UnknownValue
from ecsquote.faults.pointers import path_of
from ecsquote.faults.pointers import pointer as json_pointer

_Note = TypeVar("_Note", Assumed, InputWarning, UnknownValue)


@dataclass(slots=True)
class Notes:
    """Notes of one part of a workload; their pointers lead into that part's document until it has its place."""

    unknown: list[UnknownValue] = field(default_factory=list)
    assumed: list[Assumed] = field(default_factory=list)
    warnings: list[InputWarning] = field(default_factory=list)
    faults: list[SourceFault] = field(default_factory=list)

    def workload_unknown(self, source: str, what: str, taken: str | None, pointer: str | None = None) -> None:
        """A size, count, Region or capacity that the file does not give."""
        self.unknown.append(UnknownValue(UnknownKind.WORKLOAD, source, pointer, what, taken))

    def usage_unknown(self, source: str, what: str, taken: str | None, pointer: str | None = None) -> None:
        """An average, GB, capacity units or seconds that the file does not give."""
        self.unknown.append(UnknownValue(UnknownKind.USAGE, source, pointer, what, taken))

    def assume(self, source: str, what: str, pointer: str | None = None) -> None:
        """A value that follows from a rule."""
        self.assumed.append(Assumed(source, pointer, what))

    def warn(self, source: str, message: str, pointer: str | None = None) -> None:
        """Something that may be a mistake."""
        self.warnings.append(InputWarning(source, pointer, message))

    def fault(self, source: str, message: str, pointer: str | None = None) -> None:
        """Something that AWS would refuse."""
        self.faults.append(SourceFault(source, pointer, message))

    @property
    def leaves_out(self) -> bool:
        """Whether the part cannot be in a request: a value is unknown and none stands in, or AWS would refuse it."""
        return bool(self.faults) or any(note.taken is None for note in self.unknown)

    def point_into(self, answer: object) -> None:
        """Shorten pointers to what is in the answer: a member that is left out is named by the object around it."""
        self.unknown = _in_answer(self.unknown, answer)
        self.assumed = _in_answer(self.assumed, answer)
        self.warnings = _in_answer(self.warnings, answer)

    def add(self, other: "Notes", prefix: str | None) -> None:
        """The notes of a part, whose place in the answer is at `prefix`; None where the part is in no request."""
        self.unknown += _moved(other.unknown, prefix)
        self.assumed += _moved(other.assumed, prefix)
        self.warnings += _moved(other.warnings, prefix)
        self.faults += other.faults


def _in_answer(notes: Iterable[_Note], answer: object) -> list[_Note]:
    return [note if note.pointer is None else replace(note, pointer=_existing(note.pointer, answer)) for note in notes]


def _existing(wanted: str, answer: object) -> str:
    """The longest beginning of a pointer that leads to something."""
    here, found = answer, ""
    for part in path_of(wanted):
        if isinstance(here, Mapping) and part in here:
            here = here[part]
        elif isinstance(here, list | tuple) and part.isdecimal() and int(part) < len(here):
            here = here[int(part)]
        else:
            break
        found += json_pointer((part,))
    return found


def _moved(notes: Iterable[_Note], prefix: str | None) -> list[_Note]:
    return [
        replace(note, pointer=None if prefix is None or note.pointer is None else prefix + note.pointer)
        for note in notes
    ]
