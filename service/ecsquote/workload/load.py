"""How many tasks run through the month: the forms that a request may give it in, and what they mean."""

import re
from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    model_validator,
)

from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import raise_to_pydantic
from ecsquote.faults.pydantic_errors import FAULT_TYPE
from ecsquote.faults.quoted_value import shown
from ecsquote.units import HOURS_PER_DAY, HOURS_PER_WEEK, RequestDecimal, decimal_string
from ecsquote.workload.service import Load, Runs
from ecsquote.workload.timeline import EC2_MINIMUM_SECONDS, average_tasks, billed_seconds, fargate_task_hours, timeline

__all__ = ["LoadForm", "average_tasks", "constant_load", "fargate_task_hours", "timeline"]

MAX_TASKS = 1_000_000
MAX_RUNS = 1_000_000_000_000
LONGEST_MONTH_SECONDS = 31 * 24 * 3600
"""A run that is longer than a month is a service: give it as tasks."""

_Hour = TypeVar("_Hour", int, Fraction)
_WHOLE = re.compile(r"([0-9]{1,18})(?:\.0{1,12})?")


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"must be a whole number, not {shown(value)}")
    match = _WHOLE.fullmatch(str(value).strip())
    if match is None:
        hint = "; for a mean give average_tasks" if re.fullmatch(r"[0-9]+\.[0-9]+", str(value).strip()) else ""
        raise ValueError(f"must be a whole number of tasks, 0 or more, not {shown(value)}{hint}")
    return int(match[1])


def _hourly_count(count: Decimal) -> int | str:
    return int(count) if count == int(count) else decimal_string(count)


TaskCount = Annotated[
    int,
    BeforeValidator(_whole),
    Field(ge=0, le=MAX_TASKS),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": MAX_TASKS},
                {"type": "string", "pattern": "^[0-9]{1,7}$"},
            ]
        }
    ),
]
"""Tasks at one time, as a number or a string of digits."""

HourlyCount = Annotated[
    RequestDecimal,
    Field(ge=0, le=MAX_TASKS),
    PlainSerializer(_hourly_count, return_type=int | str, when_used="json"),
]
"""The tasks of an hour: a whole number, or a mean."""
Demand = Annotated[RequestDecimal, Field(ge=0)]


def _day_or_week(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(values) not in (HOURS_PER_DAY, HOURS_PER_WEEK):
        raise ValueError(
            f"must have {HOURS_PER_DAY} values (a day) or {HOURS_PER_WEEK} (a week from Monday 00:00), "
            f"not {len(values)}"
        )
    return values


class _LoadForm(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def to_load(self) -> Load:
        """The load that the form describes."""


class ConstantTasks(_LoadForm):
    """The same number of tasks all month."""

    tasks: Annotated[TaskCount, PlainSerializer(str, return_type=str, when_used="json")] = Field(
        description="How many tasks run"
    )

    def to_load(self) -> Load:
        """One count for every hour."""
        return constant_load(self.tasks)


class HourlyTasks(_LoadForm):
    """A count for each hour of a day, or of a week from Monday 00:00."""

    hourly_tasks: Annotated[
        tuple[HourlyCount, ...],
        Field(max_length=HOURS_PER_WEEK, json_schema_extra={"minItems": HOURS_PER_DAY}),
        AfterValidator(_day_or_week),
    ] = Field(
        description="24 counts (a day) or 168 (a week from Monday 00:00); with a fraction, the mean of the hour, in "
        "which the whole numbers below and above it run"
    )

    def to_load(self) -> Load:
        """A day repeats through the week."""
        weekly = _week(tuple(floor(count) for count in self.hourly_tasks))
        parts = _week(tuple(Fraction(count) % 1 for count in self.hourly_tasks))
        return Load(weekly=weekly, weekly_parts=parts if any(parts) else ())


class AverageTasks(_LoadForm):
    """An autoscaled range that is known by its average."""

    average_tasks: Annotated[RequestDecimal, Field(ge=0, le=MAX_TASKS)] = Field(
        description="How many tasks run on average through the month"
    )
    min_tasks: TaskCount | None = Field(None, description="The fewest tasks that run at one time")
    max_tasks: TaskCount | None = Field(None, description="The most tasks that run at one time")

    @model_validator(mode="after")
    def _within_the_range(self) -> "AverageTasks":
        _check_range(self.min_tasks, self.max_tasks)
        if self.min_tasks is not None and self.average_tasks < self.min_tasks:
            _fault("average_tasks", f"must be at least min_tasks ({self.min_tasks}), not {self.average_tasks:f}")
        if self.max_tasks is not None and self.average_tasks > self.max_tasks:
            _fault("average_tasks", f"must be at most max_tasks ({self.max_tasks}), not {self.average_tasks:f}")
        return self

    def to_load(self) -> Load:
        """The average, exactly."""
        return Load(average_tasks=Fraction(self.average_tasks), min_tasks=self.min_tasks, max_tasks=self.max_tasks)


class HourlyDemand(_LoadForm):
    """Target tracking: as many tasks each hour as carry the demand, rounded up, within the limits."""

    hourly_demand: Annotated[
        tuple[Demand, ...],
        Field(max_length=HOURS_PER_WEEK, json_schema_extra={"minItems": HOURS_PER_DAY}),
        AfterValidator(_day_or_week),
    ] = Field(description="24 values (a day) or 168 (a week from Monday 00:00), in any one unit")
    demand_per_task: Annotated[RequestDecimal, Field(gt=0)] = Field(
        description="What one task handles, in the unit of hourly_demand"
    )
    min_tasks: TaskCount = Field(0, description="The fewest tasks that run at one time")
    max_tasks: TaskCount | None = Field(None, description="The most tasks that run at one time")

    @model_validator(mode="after")
    def _can_be_carried(self) -> "HourlyDemand":
        _check_range(self.min_tasks, self.max_tasks)
        if max(self._tasks()) > MAX_TASKS:
            _fault("demand_per_task", f"is too small: the demand needs more than {MAX_TASKS} tasks")
        return self

    def _tasks(self) -> tuple[int, ...]:
        each = Fraction(self.demand_per_task)
        needed = (max(ceil(Fraction(demand) / each), self.min_tasks) for demand in self.hourly_demand)
        return tuple(count if self.max_tasks is None else min(count, self.max_tasks) for count in needed)

    def to_load(self) -> Load:
        """The tasks of each hour; target tracking rounds up.

        Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
        """
        return Load(weekly=_week(self._tasks()), min_tasks=self.min_tasks, max_tasks=self.max_tasks)


class MonthlyRuns(_LoadForm):
    """Standalone or scheduled tasks."""

    runs_per_month: Annotated[RequestDecimal, Field(ge=0, le=MAX_RUNS)] = Field(
        description="How often a task is started in the month"
    )
    seconds_per_run: Annotated[RequestDecimal, Field(gt=0, le=LONGEST_MONTH_SECONDS)] = Field(
        description="From image pull to stop; AWS's rounding and minimum apply to each run"
    )

    @model_validator(mode="after")
    def _can_run_at_once(self) -> "MonthlyRuns":
        runs = self._runs()
        at_once = runs.runs_per_month * billed_seconds(runs, EC2_MINIMUM_SECONDS) / LONGEST_MONTH_SECONDS
        if at_once > MAX_TASKS:
            _fault("runs_per_month", f"is too large: more than {MAX_TASKS} tasks would run at the same time")
        return self

    def _runs(self) -> Runs:
        return Runs(Fraction(self.runs_per_month), Fraction(self.seconds_per_run))

    def to_load(self) -> Load:
        """The runs, exactly."""
        return Load(runs=self._runs())


_FORMS: dict[str, type[_LoadForm]] = {
    "tasks": ConstantTasks,
    "hourly_tasks": HourlyTasks,
    "average_tasks": AverageTasks,
    "hourly_demand": HourlyDemand,
    "runs_per_month": MonthlyRuns,
}


def _form(value: Any) -> str | None:
    """The tag of the one form that a load is in; tags hold a bracket so that none is ever taken for a field."""
    if isinstance(value, _LoadForm):
        names = [name for name, form in _FORMS.items() if type(value) is form]
    else:
        names = [name for name in _FORMS if name in value] if isinstance(value, Mapping) else []
    return f"load[{names[0]}]" if len(names) == 1 else None


LoadForm = Annotated[
    Annotated[ConstantTasks, Tag("load[tasks]")]
    | Annotated[HourlyTasks, Tag("load[hourly_tasks]")]
    | Annotated[AverageTasks, Tag("load[average_tasks]")]
    | Annotated[HourlyDemand, Tag("load[hourly_demand]")]
    | Annotated[MonthlyRuns, Tag("load[runs_per_month]")],
    Discriminator(
        _form,
        custom_error_type=FAULT_TYPE,
        custom_error_message=f"must have exactly one of {', '.join(_FORMS)}",
    ),
]
"""The `load` of a request: exactly one form."""


def constant_load(tasks: int) -> Load:
    """The same number of tasks all month."""
    return Load(weekly=(tasks,))


def _week(hours: tuple[_Hour, ...]) -> tuple[_Hour, ...]:
    return hours * (HOURS_PER_WEEK // len(hours))


def _check_range(minimum: int | None, maximum: int | None) -> None:
    if minimum is not None and maximum is not None and minimum > maximum:
        _fault("max_tasks", f"must be at least min_tasks ({minimum}), not {maximum}")


def _fault(field: str, message: str) -> NoReturn:
    raise_to_pydantic(InputError(message, [Fault(f"/{field}", message)]))
