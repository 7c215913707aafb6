"""A fleet of instances through the month, before it is bought: what runs under each load, and what it is billed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ecsquote.calculator.placement.problem import ZonedGroup


@dataclass(frozen=True, slots=True)
class FleetMonth:
    """The instances of one cluster under each of its loads."""

    layouts: tuple[tuple[ZonedGroup, ...], ...]
    """One for each load, in order."""
    billed_factors: Mapping[str, Fraction]
    """By instance type: billed hours for each hour in which a load needs it, starts and scale-in included."""
    lower_bound_hourly: Fraction
    """USD, the mean of the month; no fleet under the same rules costs less."""
    surplus_vcpu_hours: Mapping[str, Fraction] = field(default_factory=dict)
    """By burstable type: what the month uses above the baseline."""
    assumptions: tuple[str, ...] = ()
