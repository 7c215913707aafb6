"""Small linear and integer programs, solved by HiGHS with one thread and counted effort: the same answer every time.

highspy is imported when the first program is solved, because a workload of one service never needs it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray

if TYPE_CHECKING:
    import highspy

DISABLED_FEATURES = (
    "mip_allow_restart",
    "mip_detect_symmetry",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
    "mip_heuristic_run_feasibility_jump",
)
"""Features of HiGHS for large integer programs that take most of the time of small ones: all turned off."""
WARM_START_OPTIONS = (("mip_lp_age_limit", 5), ("mip_pool_soft_limit", 100), ("mip_pscost_minreliable", 1))
"""Options where a good plan is known: few cuts are kept, and little work is done before each branching."""


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise costs·x where matrix·x ≥ least and 0 ≤ x ≤ most."""

    costs: FloatArray
    matrix: FloatArray
    """rows × columns, dense."""
    least: FloatArray
    most: FloatArray


@dataclass(frozen=True, slots=True)
class Solution:
    """What HiGHS found. `bound` is its dual bound (integer programs), `duals` has one price per row (linear ones)."""

    objective: float
    values: FloatArray
    duals: FloatArray
    bound: float


def solve(
    program: Program, *, nodes: int | None = None, gap: float = 0.0, known: FloatArray | None = None
) -> Solution | None:
    """Solve a program, in whole numbers where `nodes` limits the branching; None where nothing feasible was found.

    `known`: a feasible solution of an integer program, from which HiGHS starts.
    """
    import highspy  # noqa: PLC0415 # 40 ms of loading that a single service never pays

    solver = _solver(program.least)
    _add_columns(solver, program.costs, program.matrix, program.most)
    if nodes is not None:
        solver.setOptionValue("presolve", "choose")
        for option in DISABLED_FEATURES:
            solver.setOptionValue(option, False)
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_abs_gap", 0.0)
        whole = np.full(len(program.costs), int(highspy.HighsVarType.kInteger), np.uint8)
        solver.changeColsIntegrality(len(whole), np.arange(len(whole), dtype=np.int32), whole)
        if known is not None:
            for option, value in WARM_START_OPTIONS:
                solver.setOptionValue(option, value)
            solver.setSolution(len(known), np.arange(len(known), dtype=np.int32), known.astype(np.float64))
    solver.run()
    return _solution(solver, whole=nodes is not None)


class IncrementalProgram:
    """A linear program to which columns are added: each solution starts from the last one."""

    def __init__(self, least: FloatArray) -> None:
        self._solver = _solver(least)

    def add(self, costs: FloatArray, matrix: FloatArray, most: FloatArray) -> None:
        """Add columns: their costs, rows × columns, and the most that each may be."""
        _add_columns(self._solver, costs, matrix, most)

    def solve(self) -> Solution | None:
        """The cheapest fractions; None where nothing meets all rows."""
        self._solver.run()
        return _solution(self._solver, whole=False)


class BoundedRowsProgram:
    """A linear program some of whose rows get other bounds from one solution to the next, as branching asks for."""

    def __init__(self, program: Program, sums: FloatArray) -> None:
        """`sums`: rows × columns, the rows whose bounds change."""
        self._first = len(program.least)
        self._solver = _solver(np.append(program.least, np.zeros(len(sums))))
        _add_columns(self._solver, program.costs, np.vstack([program.matrix, sums]), program.most)

    def solve(self, least: FloatArray, most: FloatArray) -> Solution | None:
        """The cheapest fractions with these bounds of the sums; None where nothing meets all rows.

        The duals of the sums are negative where their upper bounds bind.
        """
        import highspy  # noqa: PLC0415 # as above

        for row, (low, high) in enumerate(zip(least.tolist(), most.tolist(), strict=True), self._first):
            self._solver.changeRowBounds(row, low, high)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found, objective = self._solver.getSolution(), self._solver.getInfo().objective_function_value
        return Solution(objective, np.array(found.col_value), np.array(found.row_dual), objective)


def _solver(least: FloatArray) -> "highspy.Highs":
    """A program of rows without columns."""
    import highspy  # noqa: PLC0415 # as above

    solver = highspy.Highs()  # type: ignore[no-untyped-call] # highspy's constructor has no annotations
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    rows, none = len(least), np.zeros(0)
    nowhere = np.zeros(rows, np.int32)
    solver.addRows(rows, least, np.full(rows, highspy.kHighsInf), 0, nowhere, none.astype(np.int32), none)
    return solver


def _add_columns(solver: "highspy.Highs", costs: FloatArray, matrix: FloatArray, most: FloatArray) -> None:
    columns, rows = np.nonzero(matrix.T)
    starts = np.searchsorted(columns, np.arange(len(costs))).astype(np.int32)
    values = matrix[rows, columns]
    solver.addCols(len(costs), costs, np.zeros(len(costs)), most, len(rows), starts, rows.astype(np.int32), values)


def _solution(solver: "highspy.Highs", *, whole: bool) -> Solution | None:
    import highspy  # noqa: PLC0415 # as above

    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    found = solver.getSolution()
    duals = np.zeros(0) if whole else np.maximum(np.array(found.row_dual), 0.0)
    bound = info.mip_dual_bound if whole else info.objective_function_value
    return Solution(info.objective_function_value, np.array(found.col_value), duals, bound)
