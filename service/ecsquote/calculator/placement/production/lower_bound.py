"""How many instances of each type a load needs at the least: resources, sizes that exclude each other, ports, zones."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray

_TINY = 1e-9
_STEPS = 8
"""Dual feasible functions u(1) … u(8): more rarely raise the bound."""


def raw_weights(problem: ProviderProblem, kinds: IntArray) -> FloatArray:
    """Types × functions × services: shares of each resource, and 1 for tasks that ports or the task itself keep apart.

    A function is one under which whatever fits on one instance weighs at most 1.
    """
    room = problem.room[kinds].max(axis=1)
    if len(problem.services) == 1:
        return _weights_of_one(problem, room)
    asked = (problem.needs > 0).any(axis=0)
    shares = problem.needs[:, asked].T[None] / np.maximum(room[:, asked, None], 1.0)
    alone = _apart_weights(problem)
    return np.concatenate([shares, np.repeat(alone[None], len(kinds), axis=0)], axis=1)


def _weights_of_one(problem: ProviderProblem, room: FloatArray) -> FloatArray:
    """One service alone: as many of its tasks as fit on an instance weigh 1."""
    need = problem.needs[0]
    asked = need > 0
    fit = np.floor(room[:, asked] / need[asked]).min(axis=1, initial=np.inf)
    most = np.minimum(fit, 1.0) if problem.apart[0] else fit
    answer: FloatArray = (1.0 / np.maximum(most, 1.0))[:, None, None]
    return answer


def _apart_weights(problem: ProviderProblem) -> FloatArray:
    """One function for each host port and each distinct service: its tasks are on as many instances."""
    rows = []
    ports = sorted(
        {port for service in problem.services for port in service.group.host_ports},
        key=lambda port: (port.host_port, port.protocol),
    )
    rows += [[float(port in service.group.host_ports) for service in problem.services] for port in ports]
    for position, service in enumerate(problem.services):
        if service.group.distinct_instance:
            rows.append([float(other == position) for other in range(len(problem.services))])
    return np.array(rows, np.float64).reshape(len(rows), len(problem.services))


def sharp_weights(raw: FloatArray) -> FloatArray:
    """The functions and, for shares of CPU and memory, u(k): x(k+1) rounded down ÷ k, or x where x(k+1) is whole.

    Source: S. P. Fekete, J. Schepers, "New classes of fast lower bounds for bin packing problems", 2001.
    """
    if raw.shape[2] == 1:
        return raw
    shares = raw[:, :2]
    parts = [raw]
    for step in range(1, _STEPS + 1):
        scaled = shares * (step + 1)
        whole = np.abs(scaled - np.round(scaled)) < _TINY
        parts.append(np.where(whole, shares, np.floor(scaled + _TINY) / step))
    return np.concatenate(parts, axis=1)


@dataclass(frozen=True, slots=True)
class LoadTotals:
    """What the loads ask for: tasks fixed in each zone, all tasks, and the services that need headroom."""

    fixed: IntArray
    """Loads × zones × services."""
    tasks: IntArray
    """Loads × services."""
    flagged: FloatArray
    """Loads × services: 1 where a deployment needs room."""


def least_needed(weights: FloatArray, totals: LoadTotals) -> IntArray:
    """Types × loads: instances that hold the tasks; each zone holds what is fixed in it."""
    loads, zones, services = totals.fixed.shape
    by_zone = _heaviest(weights, totals.fixed.reshape(loads * zones, services)).reshape(-1, loads, zones)
    whole = _heaviest(weights, totals.tasks)
    answer: IntArray = np.maximum(_rounded_up(by_zone).sum(axis=2), _rounded_up(whole))
    return answer


def least_with_headroom(weights: FloatArray, totals: LoadTotals, needed: IntArray) -> IntArray:
    """Types × loads: instances that hold the tasks and one more of any one flagged service."""
    more = (weights[:, None] * totals.flagged[None, :, None, :]).max(axis=3, initial=0.0)
    whole = totals.tasks @ weights.transpose(0, 2, 1)
    answer: IntArray = np.maximum(needed, _rounded_up((whole + more).max(axis=2, initial=0.0)))
    return answer


def _heaviest(weights: FloatArray, tasks: IntArray) -> FloatArray:
    """Types × rows of tasks: the weight under the function that makes them heaviest."""
    kinds, functions, services = weights.shape
    found = weights.reshape(kinds * functions, services) @ tasks.T.astype(np.float64)
    answer: FloatArray = found.reshape(kinds, functions, len(tasks)).max(axis=1, initial=0.0)
    return answer


def zone_least(weights: FloatArray, fixed: IntArray) -> IntArray:
    """By zone: the least instances of one type (functions × services) for tasks by zone."""
    return _rounded_up((fixed @ weights.T).max(axis=1, initial=0.0))


def _rounded_up(values: FloatArray) -> IntArray:
    return np.ceil(values - _TINY).astype(np.int64)
