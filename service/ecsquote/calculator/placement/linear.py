"""HiGHS behind one function: small linear and integer programs, one thread and counted effort: always one answer.

highspy is imported when the first program is solved: a workload of one service never needs it.
"""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.model import FloatArray


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
    """What HiGHS found. `bound` is its dual bound (integer programs), `duals` one price a row (linear ones)."""

    objective: float
    values: FloatArray
    duals: FloatArray
    bound: float


def solve(program: Program, *, nodes: int | None = None, gap: float = 0.0) -> Solution | None:
    """The solution, integer where `nodes` limits the branching; None where nothing feasible was found."""
    import highspy  # noqa: PLC0415 # 40 ms of loading that a single service never pays

    solver = highspy.Highs()  # type: ignore[no-untyped-call] # highspy's constructor has no annotations
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    if nodes is None:
        solver.setOptionValue("presolve", "off")
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = program.matrix.shape
    model.col_cost_ = program.costs
    model.col_lower_ = np.zeros(len(program.costs))
    model.col_upper_ = np.minimum(program.most, highspy.kHighsInf)
    model.row_lower_ = program.least
    model.row_upper_ = np.full(len(program.least), highspy.kHighsInf)
    rows, columns = np.nonzero(program.matrix)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    starts = np.searchsorted(rows, np.arange(len(program.least) + 1))
    model.a_matrix_.start_ = starts.astype(np.int32)
    model.a_matrix_.index_ = columns.astype(np.int32)
    model.a_matrix_.value_ = program.matrix[rows, columns]
    if nodes is not None:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(program.costs)
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_abs_gap", 0.0)
    solver.passModel(model)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    found = solver.getSolution()
    duals = np.maximum(np.array(found.row_dual), 0.0) if nodes is None else np.zeros(len(program.least))
    bound = info.objective_function_value if nodes is None else info.mip_dual_bound
    return Solution(info.objective_function_value, np.array(found.col_value), duals, bound)
