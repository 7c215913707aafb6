"""What is known of one instance type while the cheapest is sought: layouts, cost and bound."""

from dataclasses import dataclass
from fractions import Fraction

from ecsquote.calculator.placement.production.layout import Layout
from ecsquote.calculator.placement.search.arrays import FloatArray


@dataclass(slots=True)
class KindPlan:
    """One type in the running: its layouts as far as they are known, its cost and its bound for one round."""

    kind: int
    weights: FloatArray
    """Functions × services: see lower_bound."""
    layouts: list[Layout]
    needed: list[int]
    """Instances that hold the tasks of each distinct load, at the least."""
    least: list[int]
    """Instances that run under each distinct load, at the least."""
    cost: Fraction
    bound: Fraction


@dataclass(frozen=True, slots=True)
class ChosenType:
    """The cheapest type found, and what no type can beat."""

    plan: KindPlan
    bound: Fraction
