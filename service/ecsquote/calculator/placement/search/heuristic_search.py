"""Large clusters: the cover packed, and where that leaves a gap, sets drawn at random and rounded."""

from ecsquote.calculator.placement.search.column_generation import generate
from ecsquote.calculator.placement.search.construction_heuristic import filled
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRows
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.model import FloatArray
from ecsquote.calculator.placement.search.pattern_sampling import PatternSampler
from ecsquote.calculator.placement.search.plan import Plan, cheaper
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.restricted_master import PatternPool
from ecsquote.calculator.placement.search.search_space import SearchSpace

CONTENT = 0.003
"""A packed cover this near the bound is good."""
HOPELESS = 0.04
"""A packed cover this far from it gets no better with other slack."""
SLACKS = (0.002, 0.0, 0.004)
"""How much more room than the tasks need the packed cover has, tried one after the other."""
ENOUGH = 0.009
"""A plan this near the bound is not searched further."""
PASSES = ((0.004, 3), (0.002, 3), (0.0, 12))
"""How near to the bound fractions are good enough to be rounded, and rounds of column generation after that."""
SAMPLED = 10
"""Rounds of drawing in one pass."""
ROUNDED_UP = (0.8, 1.0)
"""From which part on a fraction is rounded up: one after the other, while the gap is open."""
TABLE_CELLS, WIDEST_CELLS = 40_000, 300_000
"""How large the knapsack tables of column generation are, and how large those of a kind in the way may be."""


def packed_cover(space: SearchSpace, rows: CoveringRows, values: FloatArray, bound: float) -> Plan:
    """The cheapest packed cover: with ever other slack, until one is near enough to the bound."""
    first, *others = SLACKS
    best = filled(space, rows, values, first)
    for slack in others:
        if not CONTENT < best.cost(space.prices) / bound - 1 <= HOPELESS:
            break
        best = cheaper(space, [best, filled(space, rows, values, slack)])
    return best


def search_large(state: Incumbent, columns: PatternPool) -> None:
    """Sampled sets, rounded, and column generation in turn: the one for the plan, the other for its bound."""
    sampler = PatternSampler(columns, state.spare)
    knapsacks = PricingProblem(state.space, TABLE_CELLS)
    for near, rounds in PASSES:
        fractions = sampler.run(state.bound * (1 + near), SAMPLED)
        state.offer_rounded(columns, fractions.values, ROUNDED_UP, ENOUGH)
        if state.gap <= ENOUGH:
            return
        priced = generate(columns, knapsacks, state.spare, rounds, widest=WIDEST_CELLS, near=CONTENT)
        state.tighten(priced)
        if state.gap <= ENOUGH:
            return
    state.offer_rounded(columns, priced.values, ROUNDED_UP, ENOUGH)
