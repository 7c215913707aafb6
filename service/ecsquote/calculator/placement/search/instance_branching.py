"""Branch and bound on the number of instances of each kind, for clusters whose patterns are all listed.

A fleet's cost depends only on how many instances of each kind it has, and few such numbers lie between the bound and
the best plan. Each node is a linear program over the listed patterns with bounds on these numbers. Where they are whole
and the patterns are not, an integer program over the patterns that the node's prices leave decides the node.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.numeric_margins import INTEGER_MARGIN, SOLVER_MARGIN
from ecsquote.calculator.placement.search.pattern_pool import Pattern, PatternPool
from ecsquote.calculator.placement.search.solver import BoundedRowsProgram, Program, Solution, solve


@dataclass(frozen=True, slots=True)
class _Node:
    """Bounds on the number of instances of each kind, and the linear program's answer within them."""

    least: FloatArray
    most: FloatArray
    solution: Solution

    @property
    def bound(self) -> float:
        """No fleet within the node's bounds costs less (USD per hour)."""
        return self.solution.objective * (1 - INTEGER_MARGIN)


def prove_with(incumbent: Incumbent, patterns: Sequence[Pattern]) -> None:
    """Improve an incumbent with patterns among which are all of every cheaper fleet.

    Those that lose more than the gap at the prices of their linear program are in no cheaper fleet.
    """
    pool = PatternPool(incumbent.space)
    pool.add_plan(incumbent.best)
    pool.add_all(patterns)
    program = incumbent.space.spare.added_to(pool.program())
    solution = solve(program)
    if solution is None:
        raise AssertionError("the best plan is among the patterns")
    losses = program.costs - solution.duals @ program.matrix
    near = losses <= incumbent.cost - solution.objective * (1 - INTEGER_MARGIN)
    incumbent.raise_bound(solution.objective * (1 - INTEGER_MARGIN))
    kept = PatternPool(incumbent.space)
    kept.add_plan(incumbent.best)
    kept.add_all(pattern for pattern, is_near in zip(pool.patterns(), near, strict=False) if is_near)
    InstanceBranching(incumbent, kept).run()


class InstanceBranching:
    """Improves an incumbent with the patterns of a pool that contains every one of a cheaper fleet."""

    def __init__(self, incumbent: Incumbent, pool: PatternPool) -> None:
        self._incumbent = incumbent
        self._limits = incumbent.limits
        self._pool = pool
        self._program = incumbent.space.spare.added_to(pool.program())
        self._nodes = min(self._limits.branching_nodes, self._limits.branched_cells // len(self._program.costs))
        kinds = np.array(pool.kinds, np.int64)
        self._used = np.unique(kinds)
        self._sums = np.zeros((len(self._used), len(self._program.costs)))
        self._sums[np.searchsorted(self._used, kinds), np.arange(len(kinds))] = 1.0
        self._relaxed = BoundedRowsProgram(self._program, self._sums)
        self._cells = self._limits.decided_cells

    def run(self) -> None:
        """Cheapest node first, until none can be cheaper than the best plan or the nodes are over."""
        waiting: list[tuple[float, int, _Node]] = []
        root = self._node(np.zeros(len(self._used)), np.full(len(self._used), self._program.most.max()))
        if root is not None:
            heappush(waiting, (root.bound, 0, root))
        open_bound, made = np.inf, 1
        while waiting and made < self._nodes:
            bound, _, node = heappop(waiting)
            if bound >= self._worthwhile:
                heappush(waiting, (bound, 0, node))
                break
            children = self._branched(node)
            if children is None:
                open_bound = min(open_bound, self._decided(node))
                continue
            for child in children:
                heappush(waiting, (child.bound, made, child))
                made += 1
        self._incumbent.raise_bound(min([open_bound, *(bound for bound, _, _ in waiting)]))

    @property
    def _worthwhile(self) -> float:
        """USD per hour below which a fleet is looked for."""
        return self._incumbent.cost / (1 + self._limits.pattern_gap)

    def _node(self, least: FloatArray, most: FloatArray) -> _Node | None:
        """The node with these bounds; None where no fleet is within them."""
        solution = self._relaxed.solve(least, most)
        return None if solution is None else _Node(least, most, solution)

    def _branched(self, node: _Node) -> list[_Node] | None:
        """Nodes with one instance number rounded down and up; None where all of them are whole."""
        numbers = self._sums @ node.solution.values
        apart = np.abs(numbers - np.round(numbers))
        kind = int(np.argmax(apart))
        if apart[kind] <= SOLVER_MARGIN:
            return None
        return list(self._split(node, kind, float(np.floor(numbers[kind]))))

    def _split(self, node: _Node, kind: int, below: float) -> Iterator[_Node]:
        """The nodes with at most `below` instances of a kind and with more."""
        least, most = node.least.copy(), node.most.copy()
        most[kind], least[kind] = below, below + 1
        for child in (self._node(node.least, most), self._node(least, node.most)):
            if child is not None and child.bound < self._worthwhile:
                yield child

    def _decided(self, node: _Node) -> float:
        """The bound of a node of whole numbers after an integer program; infinite where nothing cheaper is left."""
        program = self._program
        cost = self._incumbent.cost
        duals = node.solution.duals
        loss = program.costs - duals @ np.vstack([program.matrix, self._sums])
        near = np.flatnonzero(loss <= cost - node.bound + SOLVER_MARGIN)
        nodes = min(self._limits.deciding_nodes, self._cells // len(near))
        if not nodes:
            return node.bound
        self._cells -= nodes * len(near)
        matrix = np.vstack([program.matrix, self._sums, -self._sums])[:, near]
        least = np.concatenate([program.least, node.least, -node.most])
        # One more column is the best plan: it meets every row, so that the program starts from a solution.
        best = np.concatenate([program.least, node.least, np.zeros(len(node.most))])[:, None]
        whole = Program(
            np.append(program.costs[near], cost), np.hstack([matrix, best]), least, np.append(program.most[near], 1.0)
        )
        known = np.append(np.zeros(len(near)), 1.0)
        found = solve(whole, nodes=nodes, gap=self._limits.pattern_gap, known=known)
        if found is None:
            return node.bound
        self._offer(near, np.round(found.values[:-1]).astype(np.int64))
        return np.inf if found.bound >= self._worthwhile else max(node.bound, found.bound * (1 - INTEGER_MARGIN))

    def _offer(self, near: IntArray, values: IntArray) -> None:
        """Keep the plan of the integer program where it places all tasks."""
        copies = np.zeros(len(self._program.costs), np.int64)
        copies[near] = values
        space = self._incumbent.space
        plan = self._pool.plan(copies[: len(self._pool.kinds)])
        if (plan.tasks.sum(axis=0) >= space.demand).all():
            self._incumbent.offer(plan.trimmed(space.demand).right_sized(space))
