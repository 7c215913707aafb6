"""The cells of a row as the models of a quote request read them: a value, or what is wrong with it in their words."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from ecsquote.calculator.costs.quantities import Quantity
from ecsquote.errors import InputError
from ecsquote.faults.collected import input_error
from ecsquote.portfolio import columns
from ecsquote.portfolio.rate_vectors import TaskKind
from ecsquote.portfolio.service_documents import INCLUDED_STORAGE_GIB
from ecsquote.portfolio.terms import PortfolioTerms
from ecsquote.workload.load import LONGEST_MONTH_SECONDS, MAX_TASKS, ConstantTasks, MonthlyRuns
from ecsquote.workload.service_request import MAX_NAME

_SIZE = {"cpu": 256, "memory_mib": 512, "architecture": "X86_64", "operating_system": "LINUX", "tasks": 1}
_YES_AND_NO = {"true": 1, "false": 0, "True": 1, "False": 0, "TRUE": 1, "FALSE": 0, True: 1, False: 0, None: 0, "": 0}
_COLUMN_OF = {
    "cpuArchitecture": columns.ARCHITECTURE,
    "operatingSystemFamily": columns.OPERATING_SYSTEM,
    "memory": columns.MEMORY,
    "sizeInGiB": columns.STORAGE,
}


class _SurroundingQuantity(BaseModel):
    gb: Quantity


class RowValues:
    """Readers of cells; sizes and platforms that were read are kept."""

    most_tasks = MAX_TASKS
    most_seconds = LONGEST_MONTH_SECONDS
    many_run_seconds = 0.99 * MAX_TASKS * LONGEST_MONTH_SECONDS

    def __init__(self, terms: PortfolioTerms) -> None:
        self._terms = terms
        self._regions = frozenset(terms.region_codes)
        self._sizes: dict[tuple[Any, ...], tuple[int, int] | str] = {}
        self._storage: dict[Any, int | str] = {}
        self.no_kind = TaskKind(terms.region_codes[0], 256, 512, "X86_64", "LINUX")
        """Stands where a row is set aside."""

    def kind(self, region: object, cpu: object, memory: object, architecture: object, system: object) -> TaskKind | str:
        """The kind of task, or every fault of its Region, size and platform."""
        words = (_empty_is(architecture, "X86_64"), _empty_is(system, "LINUX"))
        key = (_whole(cpu), _whole(memory), *words)
        if key not in self._sizes:
            self._sizes[key] = self._size(*key)
        size = self._sizes[key]
        faults = [] if region in self._regions else [self._region_fault(region)]
        if isinstance(size, str):
            faults.append(size)
        if faults or isinstance(size, str):
            return "; ".join(faults)
        return TaskKind(str(region), *size, str(words[0]), str(words[1]))

    def _region_fault(self, region: object) -> str:
        if region in (None, ""):
            return f"{columns.REGION}: is required"
        return f"{columns.REGION}: {region} is not a Region of the price catalog; give a code such as us-west-2"

    def _size(self, cpu: Any, memory: Any, architecture: Any, system: Any) -> tuple[int, int] | str:
        missing = [name for name, value in ((columns.CPU, cpu), (columns.MEMORY, memory)) if value in (None, "")]
        if missing:
            return "; ".join(f"{name}: is required" for name in missing)
        platform = {"architecture": architecture, "operating_system": system}
        row = {**_SIZE, "cpu": cpu, "memory_mib": memory, **platform}
        try:
            task = self._terms.request_of(row, self._terms.region_codes[0]).services[0].task_definition.parsed
        except InputError as error:
            return _words_of(error)
        return task.fargate_cpu_units, task.fargate_memory_mib

    def storage(self, value: object) -> int | str:
        """GiB of ephemeral storage; the included size where the cell is empty."""
        if value not in self._storage:
            self._storage[value] = self._storage_of(_whole(_empty_is(value, INCLUDED_STORAGE_GIB)))
        return self._storage[value]

    def _storage_of(self, value: object) -> int | str:
        size = (
            int(value)
            if isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isdigit())
            else value
        )
        try:
            self._terms.request_of({**_SIZE, columns.STORAGE: size}, self._terms.region_codes[0])
        except InputError as error:
            return _words_of(error)
        return size if isinstance(size, int) else INCLUDED_STORAGE_GIB

    def public_ip(self, value: Any) -> int | str:
        """1 or 0."""
        found = _YES_AND_NO.get(value)
        return f"{columns.PUBLIC_IP}: must be true or false, not {value}" if found is None else found

    def name_fault(self, name: str | None) -> str | None:
        """What is wrong with an id, None where it is good."""
        if name is None or not name.strip():
            return f"{columns.ID}: is required"
        if len(name) > MAX_NAME or not name.isprintable():
            return f"{columns.ID}: must be printable text of at most {MAX_NAME} characters"
        return None

    def tasks(self, value: Any) -> Decimal | str:
        """How many tasks run."""
        return _read(ConstantTasks, {"tasks": _plain(value)}, "tasks")

    def runs(self, value: Any) -> Decimal | str:
        """Runs a month."""
        return _read(MonthlyRuns, {"runs_per_month": _plain(value), "seconds_per_run": 1}, "runs_per_month")

    def seconds(self, value: Any) -> Decimal | str:
        """Seconds of a run."""
        return _read(MonthlyRuns, {"runs_per_month": 0, "seconds_per_run": _plain(value)}, "seconds_per_run")

    def run_fault(self, runs: Decimal, seconds: Decimal) -> str | None:
        """What is wrong with runs and seconds together."""
        found = _read(MonthlyRuns, {"runs_per_month": runs, "seconds_per_run": seconds}, "runs_per_month")
        return f"{columns.RUNS}: {found}" if isinstance(found, str) else None

    def quantity(self, value: Any) -> Decimal | str:
        """GB of a month."""
        return _read(_SurroundingQuantity, {"gb": _plain(value)}, "gb")


def _read(model: type[BaseModel], document: dict[str, Any], field: str) -> Decimal | str:
    try:
        value = getattr(model.model_validate(document), field)
    except ValidationError as error:
        return "; ".join(fault.message for fault in input_error(error, document, model).faults)
    return Decimal(value)


def _words_of(error: InputError) -> str:
    """The faults of a document at the columns that they are about."""
    found = []
    for fault in error.faults:
        member = fault.pointer.rpartition("/")[2]
        found.append(f"{_COLUMN_OF.get(member, member)}: {fault.message}")
    return "; ".join(found)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | Decimal) else str(value)


def _empty_is(value: object, default: object) -> object:
    return default if value in (None, "") else value


def _whole(value: object) -> object:
    """256.0, as data frames hold a column with gaps, is 256."""
    return int(value) if isinstance(value, float | Decimal) and value == value // 1 else value
