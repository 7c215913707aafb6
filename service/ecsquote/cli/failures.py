"""How a command fails: the one map from error classes to exit codes, and one clear line for each fault."""

from collections.abc import Iterator, Mapping

import click

from ecsquote import errors
from ecsquote.counted import counted

BUDGET_EXCEEDED = 1
BILL_BEYOND_TOLERANCE = 1
INPUT_WRONG = 2
PRICES_MISSING = 3
CRASHED = 70
"""EX_SOFTWARE of sysexits.h; Python's own 1 would say that a budget is exceeded."""
OUTPUT_CLOSED = 141
"""128 + SIGPIPE, as other programs leave a closed pipe."""
INTERRUPTED = 130
"""128 + SIGINT."""

EXIT_CODES: Mapping[type[Exception], int] = {
    errors.InputError: INPUT_WRONG,
    errors.ImportRefused: INPUT_WRONG,
    errors.NotFound: INPUT_WRONG,
    errors.IdempotencyKeyReused: INPUT_WRONG,
    errors.OptionUnavailable: INPUT_WRONG,
    errors.PriceError: PRICES_MISSING,
    errors.CatalogError: PRICES_MISSING,
    errors.CalculatorFailed: PRICES_MISSING,
    errors.AccountUnreachable: PRICES_MISSING,
    errors.StoreError: PRICES_MISSING,
    errors.EcsquoteError: INPUT_WRONG,
    click.ClickException: INPUT_WRONG,
}


VERDICT_EXIT_CODES: Mapping[str, int] = {
    "within": 0,
    "warning": 0,
    "exceeded": BUDGET_EXCEEDED,
    "unpriced": PRICES_MISSING,
}
"""What a budget's verdict (`contract.budget_checks.BudgetVerdict`) exits with."""


class SeveralFailures(Exception):
    """What went wrong with each of several inputs."""

    def __init__(self, failures: Mapping[str, errors.EcsquoteError]) -> None:
        super().__init__(f"{counted(len(failures), 'input')} failed")
        self.failures = failures


def exit_code(error: Exception) -> int | None:
    """The exit code of an error, None for one that nobody foresaw."""
    if isinstance(error, SeveralFailures):
        return min(exit_code(failure) or INPUT_WRONG for failure in error.failures.values())
    if isinstance(error, ExceptionGroup):
        codes = [exit_code(failure) for failure in error.exceptions]
        return None if None in codes else min(code for code in codes if code is not None)
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), None)


def report(error: Exception) -> None:
    """Print what went wrong on standard error."""
    if isinstance(error, click.UsageError):
        error.show()
        return
    for line in failure_lines(error):
        click.echo(f"ecsquote: {line}", err=True)


def failure_lines(error: Exception) -> Iterator[str]:
    """What went wrong, a line for each fault; errors in a group name their inputs themselves."""
    if isinstance(error, SeveralFailures):
        for name, failure in error.failures.items():
            yield from (f"{name}: {line}" for line in failure_lines(failure))
    elif isinstance(error, ExceptionGroup):
        yield from dict.fromkeys(line for failure in error.exceptions for line in failure_lines(failure))
    elif isinstance(error, errors.ImportRefused):
        yield from (f"{fault.file}:{fault.line}: {fault.reason}" for fault in error.faults)
        yield str(error)
    elif isinstance(error, errors.InputError) and error.faults:
        yield from (f"{fault.pointer or '/'}: {fault.message}" for fault in error.faults)
    elif isinstance(error, click.ClickException):
        yield error.format_message()
    else:
        yield str(error)
