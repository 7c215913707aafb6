"""Generated months: every load replayed, and the month within 1 % of the best type's, each load solved exhaustively."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.month_hours import cycle_hours
from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.request import FleetLoad, FleetService, ProductionRules
from ecsquote.errors import OptionUnavailable
from support_exhaustive_fleets import least_of
from support_production import random_problem, replay_design


def month_of(
    offer: Candidate, services: Sequence[FleetService], loads: Sequence[FleetLoad], rules: ProductionRules
) -> Fraction | None:
    """What the loads cost on one type, each with the fewest instances; the formula has its own tests."""
    counts = []
    for load in loads:
        cost = least_of(offer, services, load.tasks, rules)
        if cost is None:
            return None
        counts.append(int(cost / Fraction(offer.hourly)))
    return cycle_hours(counts, [load.hours for load in loads], rules, from_zero=True) * Fraction(offer.hourly)


@pytest.mark.parametrize("seed", range(60))
def test_a_month_costs_what_its_best_type_does(seed: int) -> None:
    services, tasks, candidates, rules = random_problem(seed)
    random = np.random.default_rng(seed)
    rules = replace(rules, bursts={})
    loads = [
        FleetLoad(tuple(int(random.integers(0, count + 1)) for count in tasks), Fraction(int(random.integers(1, 9))))
        for _ in range(5)
    ]
    try:
        design = ProductionPlanner(candidates).plan(services, loads, rules)
    except OptionUnavailable:
        pytest.skip("a task fits nowhere")
    replay_design(design, services, loads, candidates, rules)
    running = [any(load.tasks[place] for load in loads) for place in range(len(services))]
    asked = [each for each, runs in zip(services, running, strict=True) if runs or each.group.daemon]
    if all(each.group.daemon for each in asked):
        pytest.skip("nothing runs")
    kept = [place for place, each in enumerate(services) if each in asked]
    narrow = [replace(load, tasks=tuple(load.tasks[place] for place in kept)) for load in loads]
    months = [month_of(offer, asked, narrow, rules) for offer in candidates]
    least = min(month for month in months if month is not None) / design.cycle_hours
    assert design.lower_bound_hourly <= least <= design.hourly <= least * Fraction(101, 100)
