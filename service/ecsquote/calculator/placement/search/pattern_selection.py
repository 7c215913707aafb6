"""Pattern selection: which whole patterns to use, by integer programming over those worth considering.

Where all patterns that a cheaper fleet could contain are among them, the program is exact, and so is its bound.
"""

import numpy as np

from ecsquote.calculator.placement.search.numeric_margins import INTEGER_MARGIN
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.solver import solve


def select_patterns(pool: PatternPool, best: Plan, limits: SearchLimits) -> tuple[Plan | None, float]:
    """The cheapest plan found, and the integer program's bound in USD per hour (0 without a plan).

    `best` is a known plan whose patterns are in the pool: the program starts from it.
    """
    space = pool.space
    place = {(kind, tasks.tobytes()): at for at, (kind, tasks) in enumerate(pool.patterns())}
    known = np.zeros(len(pool.kinds))
    for kind, tasks in zip(best.kinds, best.tasks, strict=True):
        known[place[int(kind), tasks.tobytes()]] += 1
    program = space.spare.added_to(pool.program())
    if len(program.costs) > len(known):
        known = np.append(known, space.spare.for_needed(len(best.kinds)))
    solution = solve(program, nodes=limits.pattern_nodes, gap=limits.pattern_gap, known=known)
    if solution is None:
        return None, 0.0
    plan = pool.plan(np.round(solution.values[: len(pool.kinds)]).astype(np.int64))
    if (plan.tasks.sum(axis=0) < space.demand).any():
        return None, 0.0
    return plan.trimmed(space.demand).right_sized(space), solution.bound * (1 - INTEGER_MARGIN)
