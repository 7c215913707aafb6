"""What the planner answers: one type for each capacity provider, its instances under each load, the month's bill."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.placement.problem import ZonedGroup


@dataclass(frozen=True, slots=True)
class ProviderLayout:
    """The instances of one capacity provider under one load."""

    rows: tuple[ZonedGroup, ...]
    instances: int
    least_instances: int
    """A proven bound for this type under the same rules."""
    hourly: Decimal
    """Instances alone, without surplus credits, starts and scale-in."""


@dataclass(frozen=True, slots=True)
class CapacityProvider:
    """One Auto Scaling group of one instance type, and what it costs in the month."""

    instance_type: str
    services: tuple[str, ...]
    """The services it is sized for, daemons not included."""
    layouts: tuple[ProviderLayout, ...]
    """One for each load of the request, in its order."""
    instance_hours: Fraction
    """Of one round of the loads, starts and scale-in included."""
    surplus_vcpu_hours: Fraction
    """Of one round, above the baseline of burstable instances."""
    cost: Fraction
    """USD for one round: instance-hours at the candidate's price, and surplus credits."""
    lower_bound: Fraction
    """No permitted type can serve these services for less under the same rules."""


@dataclass(frozen=True, slots=True)
class FleetDesign:
    """The fleet of a whole month: the capacity providers together, and the proven bound."""

    providers: tuple[CapacityProvider, ...]
    cycle_hours: Fraction
    """Length of one round: a month's quantities are those of one round × hours of the month ÷ this."""
    assumptions: tuple[str, ...] = ()

    @property
    def hourly(self) -> Fraction:
        """USD an hour, the mean of one round."""
        return sum((provider.cost for provider in self.providers), Fraction(0)) / self.cycle_hours

    @property
    def lower_bound_hourly(self) -> Fraction:
        """USD an hour that no fleet under the same rules can beat."""
        return sum((provider.lower_bound for provider in self.providers), Fraction(0)) / self.cycle_hours

    @property
    def gap(self) -> Fraction:
        """(Cost − bound) ÷ bound; 0 where nothing runs."""
        if not self.lower_bound_hourly:
            return Fraction(0)
        return (self.hourly - self.lower_bound_hourly) / self.lower_bound_hourly
