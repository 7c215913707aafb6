"""What `ecsquote budget check` reads: the budgets file, and workloads that are priced on what their budgets need."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any

from ecsquote.budgets.budget import Budget, read_budgets
from ecsquote.budgets.budgets_file import parse_budgets_file
from ecsquote.budgets.workloads import PricedQuote, needed_options
from ecsquote.cli.failures import SeveralFailures
from ecsquote.contract.quotes import quote_document
from ecsquote.errors import Fault, InputError
from ecsquote.inputs.files import read_bytes
from ecsquote.inputs.quote_requests import Asked, ReadRequest, request_of
from ecsquote.inputs.source_file import SourceFile
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import Settings


def read_budgets_file(name: str, catalog: Catalog) -> tuple[Budget, ...]:
    """The budgets in a file; every fault names the file, the line and the JSON pointer."""
    try:
        file = parse_budgets_file(read_bytes(name))
    except InputError as error:
        raise SeveralFailures({name: error}) from None
    try:
        return read_budgets(file.document, catalog)
    except InputError as error:
        raise SeveralFailures(_by_line(name, file.line_of, error)) from None


def _by_line(name: str, line_of: Callable[[str], int | None], error: InputError) -> Mapping[str, InputError]:
    faults: defaultdict[str, list[Fault]] = defaultdict(list)
    for fault in error.faults:
        line = line_of(fault.pointer)
        faults[name if line is None else f"{name}:{line}"].append(fault)
    return {place: InputError(str(error), found) for place, found in faults.items()}


@dataclass(frozen=True, slots=True)
class WorkloadReader:
    """Reads and prices workloads for one check."""

    settings: Settings
    quoter: Quoter
    budgets: Sequence[Budget]
    asked: Asked

    def request(self, files: Sequence[SourceFile]) -> ReadRequest:
        """The quote request in a file or a folder, with the command line's options; raises InputError."""
        return request_of(files, self.asked)

    def price(self, request: ReadRequest, names: Sequence[str], catalog_version: str | None = None) -> PricedQuote:
        """The quote of a request on the launch options that its budgets look at; raises EcsquoteError."""
        document = request.document
        if catalog_version is not None:
            document = {**document, "catalog_version": catalog_version}
        checked = self.quoter.read(document, request.workload)
        budgets = [budget for budget in self.budgets if _may_select(budget, names)]
        quote = self.quoter.price_on(checked, needed_options(checked.request, budgets), datetime.now(UTC))
        return PricedQuote.of(quote_document(quote), checked.request.launch_options)


def _may_select(budget: Budget, names: Sequence[str]) -> bool:
    return not budget.workload or any(fnmatchcase(name, pattern) for name in names for pattern in budget.workload)


def names_of(document: Mapping[str, Any], file: str) -> tuple[str, ...]:
    """What a workload is called: its own name, else its file's; then the file's path and the file's name."""
    path = PurePath(file)
    own = document.get("name")
    names = (own if isinstance(own, str) and own.strip() else path.stem, path.stem, path.name, path.as_posix())
    return tuple(dict.fromkeys(names))
