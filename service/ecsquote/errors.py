"""Every error that a caller may meet, in one tree; edges map classes to HTTP statuses and exit codes.

EcsquoteError
├── InputError              the request is wrong: faults, each with its place        422 · exit 2
│   ├── UnreadableInput     not JSON, not text                                       400 · exit 2
│   └── InputTooLarge       over a stated bound                                      413 · exit 2
├── ImportRefused           price tables that break their layout, every row named    exit 2
├── NotFound                a quote or a catalog version that does not exist         404 · exit 2
├── Conflict                an idempotency key used again for another request        409
├── OptionUnavailable       a launch option cannot run this workload, and why        a row of the quote
│   └── PriceError          a price that a quote needs cannot be given               exit 3
│       ├── PriceNotFound   no row for the meter in the Region
│       └── AmbiguousPrice  more than one row answers for the meter
├── CatalogError            no usable price catalog                                  503 · exit 3
├── ExtraMissing            an optional part that is not installed here              501 · exit 2
└── StoreError              the database of quotes does not answer                   503
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ecsquote.counted import counted


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (a JSON pointer, RFC 6901) and what would be right."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class TableFault:
    """One wrong row of an imported price table."""

    file: str
    line: int
    reason: str


class EcsquoteError(Exception):
    """The root: anything that ecsquote itself refuses or cannot do."""


class InputError(EcsquoteError):
    """A request that makes no sense or that AWS would refuse; `faults` holds all that was found."""

    def __init__(self, detail: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)


class UnreadableInput(InputError):
    """The document cannot be read at all."""


class InputTooLarge(InputError):
    """The document is over a stated bound."""


class ImportRefused(EcsquoteError):
    """Price tables that were not imported; nothing was written."""

    def __init__(self, faults: Iterable[TableFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{counted(len(self.faults), 'row')} cannot be imported; nothing was written")


class NotFound(EcsquoteError):
    """Nothing is kept under this name; `faults` say which of several names it is."""

    def __init__(self, detail: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)


class Conflict(EcsquoteError):
    """An idempotency key was used before with another request."""


class OptionUnavailable(EcsquoteError):
    """A launch option cannot run or price this workload; the message says why, for people."""


class PriceError(OptionUnavailable):
    """A price that is needed cannot be given."""


class PriceNotFound(PriceError):
    """The catalog holds no price for this meter in this Region."""


class AmbiguousPrice(PriceError):
    """More than one price answers for this meter in this Region."""


class CatalogError(EcsquoteError):
    """No price catalog, or one that cannot be read."""


class StoreError(EcsquoteError):
    """The database of quotes does not answer; the cause goes to the log, never to a caller."""


class ExtraMissing(EcsquoteError):
    """What was asked for needs an extra of the package that is not installed; the message says which."""
