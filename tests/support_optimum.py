"""The true optimum of a small cluster by listing every filling of every type: no code of the search it checks."""

from collections.abc import Sequence

import highspy
import numpy as np
import numpy.typing as npt

from ecsquote.calculator.placement.problem import Candidate, TaskGroup

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
MOST_FILLINGS = 60_000


def room_of(offer: Candidate, groups: Sequence[TaskGroup]) -> IntArray:
    daemons = [group for group in groups if group.daemon]
    taken = np.array([[group.cpu_units, group.memory_mib, group.awsvpc] for group in daemons] or [[0, 0, 0]])
    whole = np.array([offer.instance_type.vcpus * 1024, offer.memory_mib, offer.awsvpc_tasks])
    left: IntArray = whole - taken.sum(axis=0)
    return left


def fillings(room: IntArray, needs: IntArray, demand: IntArray) -> IntArray | None:
    """Every maximal set of tasks in a room; None if they are too many to list."""
    states = np.zeros((1, len(demand)), np.int64)
    for item in range(len(demand)):
        left = room - states @ needs
        with np.errstate(divide="ignore"):
            per = np.where(needs[item] > 0, left // np.maximum(needs[item], 1), 1 << 30).min(axis=1)
        most = np.minimum(np.maximum(per, 0), demand[item])
        if item == len(demand) - 1:
            states[:, item] = most
            break
        if int((most + 1).sum()) > 20 * MOST_FILLINGS:
            return None
        rows = np.repeat(np.arange(len(states)), most + 1)
        counts = np.arange(len(rows)) - np.repeat(np.cumsum(most + 1) - most - 1, most + 1)
        states = states[rows]
        states[:, item] = counts
    left = room - states @ needs
    one_more = (left[:, None, :] >= needs[None]).all(axis=2) & (states < demand)
    return states[~one_more.any(axis=1) & states.any(axis=1)]


def optimum(groups: Sequence[TaskGroup], kinds: Sequence[Candidate], seconds: float, known: float) -> float | None:
    """What the cheapest fleet costs an hour, given what some fleet costs; None where that is not proven in the time."""
    tasks = [group for group in groups if not group.daemon]
    needs = np.array([[group.cpu_units, group.memory_mib, group.awsvpc] for group in tasks], np.int64)
    demand = np.array([group.tasks for group in tasks])
    best: dict[bytes, float] = {}
    for offer in kinds:
        room = room_of(offer, groups)
        if (room < 0).any():
            continue
        found = fillings(room, needs, demand)
        if found is None:
            return None
        for filling in found:
            key = filling.tobytes()
            best[key] = min(best.get(key, np.inf), float(offer.hourly))
        if len(best) > MOST_FILLINGS:
            return None
    matrix = np.array([np.frombuffer(key, np.int64) for key in best]).T
    costs = np.array(list(best.values()))
    relaxed = _solver(matrix, costs, demand, seconds, whole=False)
    duals = np.maximum(np.array(relaxed.getSolution().row_dual), 0.0)
    reduced = costs - duals @ matrix  # in no cheaper fleet where it loses more than the fleet known is above the bound
    near = reduced <= known - float(duals @ demand) + 1e-6
    solver = _solver(matrix[:, near], costs[near], demand, seconds, whole=True)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(solver.getInfo().objective_function_value)


def _solver(matrix: IntArray, costs: FloatArray, demand: IntArray, seconds: float, *, whole: bool) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # highspy's constructor has no annotations
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("time_limit", seconds)):
        solver.setOptionValue(option, value)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_ = costs, np.zeros(len(costs))
    model.col_upper_ = np.full(len(costs), float(demand.sum()))
    model.row_lower_, model.row_upper_ = demand.astype(float), np.full(len(demand), highspy.kHighsInf)
    columns, rows = np.nonzero(matrix.T)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(columns, np.arange(len(costs) + 1)).astype(np.int32)
    model.a_matrix_.index_ = rows.astype(np.int32)
    model.a_matrix_.value_ = matrix[rows, columns].astype(float)
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    solver.passModel(model)
    solver.run()
    return solver
