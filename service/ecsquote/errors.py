"""Every error that a caller may meet, in one tree; the edges map classes to HTTP statuses and exit codes.

EcsquoteError                                                                        exit 2
├── InputError              the request is wrong: faults, each with its place        422 · exit 2
│   ├── UnreadableInput     not JSON, or not text                                    400 · exit 2
│   ├── InputTooLarge       over a documented bound                                  413 · exit 2
│   └── NoServices          nothing in the files runs on ECS                         422 · exit 2
├── ImportRefused           price tables that break their layout, row by row         422 · exit 2
├── NotFound                a quote or a catalog version that does not exist         404 · exit 2
├── IdempotencyKeyReused    an idempotency key that was used for another request     409 · exit 2
├── RateExceeded            more requests than the rate of a key allows              429 · exit 2
├── ServerBusy              too many searches wait, or one did not end in time       503 · exit 2
├── OptionUnavailable       a launch option cannot run this workload, and why        422 · exit 2; a row of a quote
│   └── PriceError          a price that a quote needs is not available              exit 3
│       ├── PriceNotFound   the catalog has no row for the meter in the Region
│       └── AmbiguousPrice  more than one row matches the meter
├── CatalogError            no usable price catalog                                  503 · exit 3
│   └── RefreshRunning      another refresh of the same catalog is running           409 · exit 3
├── RefreshStopped          a refresh was stopped on request                         exit 2
├── CalculatorFailed        AWS's own calculator cannot be asked, or did not answer   exit 3
├── AccountUnreachable      no credentials with which AWS lets an account be read     exit 3
├── SourceError             a price source failed; the refresh keeps its old prices  exit 2
├── ExtraMissing            an optional extra of the package is not installed        501 · exit 2
├── StoreError              the database of quotes does not respond                  503 · exit 3
├── CommentRefused          a pull request's host did not accept the comment         exit 2
└── ClientError             a call of the HTTP client failed: `ecsquote.client.errors` draws its subclasses
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ecsquote.counted import counted


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (a JSON pointer, RFC 6901) and what would be right."""

    pointer: str
    message: str

    def under(self, prefix: str) -> "Fault":
        """The same fault in a document that holds this one at `prefix`, a JSON pointer."""
        return Fault(prefix + self.pointer, self.message)


def with_faults(detail: str, faults: Iterable[Fault]) -> str:
    """The words of an error for people who see no list of its faults: each on a line of its own."""
    return detail + "".join(f"\n  {fault.pointer or '/'}: {fault.message}" for fault in faults)


@dataclass(frozen=True, slots=True)
class TableFault:
    """One wrong row of an imported price table."""

    file: str
    line: int
    reason: str


class EcsquoteError(Exception):
    """Base class of all errors that ecsquote raises on purpose."""


class InputError(EcsquoteError):
    """A request that is not valid or that AWS would reject; `faults` holds everything that was found."""

    def __init__(self, detail: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)

    def under(self, prefix: str) -> Self:
        """The same error in a document that holds this one at `prefix`, a JSON pointer: every fault moves along."""
        return type(self)(str(self), (fault.under(prefix) for fault in self.faults))


class UnreadableInput(InputError):
    """The document cannot be read at all."""


class InputTooLarge(InputError):
    """The document is over a documented bound."""


class NoServices(InputError):
    """The files can be read, and hold no service and no task definition."""


class ImportRefused(EcsquoteError):
    """Price tables that were not imported; nothing was written."""

    def __init__(self, faults: Iterable[TableFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{counted(len(self.faults), 'row')} cannot be imported; nothing was written")


class NotFound(EcsquoteError):
    """Nothing is stored under this name; `faults` say which of several names it is."""

    def __init__(self, detail: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)


class IdempotencyKeyReused(EcsquoteError):
    """An idempotency key was used before with another request."""


class RateExceeded(EcsquoteError):
    """A caller sent more than its rate allows; `retry_after_seconds` says when to try again."""

    def __init__(self, detail: str, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class ServerBusy(EcsquoteError):
    """The server cannot take on a search now, or had to end it."""


class OptionUnavailable(EcsquoteError):
    """A launch option cannot run or price this workload; the message gives the reason."""


class PriceError(OptionUnavailable):
    """A price that is needed is not available."""


class PriceNotFound(PriceError):
    """The catalog has no price for this meter in this Region."""


class AmbiguousPrice(PriceError):
    """More than one price matches this meter in this Region."""


class CatalogError(EcsquoteError):
    """There is no price catalog, or it cannot be read."""


class RefreshRunning(CatalogError):
    """Another refresh of the same catalog is running."""


class RefreshStopped(EcsquoteError):
    """The refresh was stopped on request; nothing was changed."""


class SourceError(EcsquoteError):
    """A price source did not respond, or not in AWS's format; the message names the source and the reason."""


class CalculatorFailed(EcsquoteError):
    """AWS's own calculator cannot be asked, or did not answer; the message gives the reason."""


class AccountUnreachable(EcsquoteError):
    """There are no credentials, or none that AWS takes; the message gives the reason."""


class StoreError(EcsquoteError):
    """The database of quotes does not respond; the cause goes to the log, never to a caller."""


class ExtraMissing(EcsquoteError):
    """An optional extra of the package is needed and not installed; the message names it."""


class CommentRefused(EcsquoteError):
    """The host of a pull request did not accept the comment; the message gives the reason, without the token."""


class ClientError(EcsquoteError):
    """A call of the HTTP client failed."""
