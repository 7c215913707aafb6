"""The axis of a break-even; kept apart and light, because the command line's help lists its values."""

from enum import StrEnum


class Axis(StrEnum):
    """What is varied: a service's tasks, the hours of the week that they run, the used share of instances."""

    TASKS = "tasks"
    HOURS_PER_WEEK = "hours_per_week"
    CAPACITY_PERCENT = "capacity_percent"
