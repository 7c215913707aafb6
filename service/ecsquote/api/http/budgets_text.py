"""The text of a budgets file, YAML or JSON, within a request; its faults name the lines of that text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ecsquote.budgets.budget import Budget, read_budgets
from ecsquote.budgets.budgets_file import BudgetsDocument, parse_budgets_file
from ecsquote.errors import Fault, InputError
from ecsquote.pricing.catalog.catalog import Catalog

PLACE = "/budgets_file"


@dataclass(frozen=True, slots=True)
class BudgetsText:
    """The budgets file of a request."""

    file: BudgetsDocument

    @classmethod
    def read(cls, text: str) -> "BudgetsText":
        """Parse the text; raises InputError if it is not a budgets file."""
        try:
            return cls(parse_budgets_file(text.encode()))
        except InputError as error:
            faults = error.faults or [Fault("", str(error))]
            raise InputError("the budgets file cannot be read", faults).under(PLACE) from None

    def budgets(self, catalog: Catalog) -> tuple[Budget, ...]:
        """Return the budgets; raises InputError with all faults."""
        with self.placed():
            return read_budgets(self.file.document, catalog)

    @contextmanager
    def placed(self) -> Iterator[None]:
        """Move faults of the file's document to their place in the request."""
        try:
            yield
        except InputError as error:
            raise InputError(str(error), map(self._with_line, error.faults)).under(PLACE) from None

    def _with_line(self, fault: Fault) -> Fault:
        line = self.file.line_of(fault.pointer)
        return fault if line is None else Fault(fault.pointer, f"line {line}: {fault.message}")
