"""The instance types on offer as arrays, in the order in which equal costs are decided; kept for many plans."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.calculator.placement.rules.eligibility import unmet_constraint
from ecsquote.calculator.placement.rules.resources import RESOURCES, capacity, task_needs
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray

_GENERATION = re.compile(r"\d+")


def generation(name: str) -> int:
    """The generation that a type's name carries: 7 for m7g.large.

    Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
    """
    found = _GENERATION.search(name)
    return int(found.group()) if found else 0


class CandidateTable:
    """Types sorted by generation, newest first, then by name: the first of equal cost wins."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        by_age = sorted(candidates, key=lambda each: (-generation(each.instance_type.name), each.instance_type.name))
        self.candidates = tuple(by_age)
        self.names = [each.instance_type.name for each in by_age]
        self.prices = [Fraction(each.hourly) for each in by_age]
        self.costs: FloatArray = np.array([float(each.hourly) for each in by_age])
        self.whole: FloatArray = np.array([capacity(each) for each in by_age], np.float64).reshape(-1, len(RESOURCES))
        self._permitted: dict[object, BoolArray] = {}
        self._undominated: dict[tuple[bytes, frozenset[str]], IntArray] = {}
        self._parts: dict[bytes, CandidateTable] = {}

    def permitted(self, group: TaskGroup, zone: str | None, only_for: Mapping[str, frozenset[str]]) -> BoolArray:
        """The types on which constraints, architecture and operating system allow the group, room aside."""
        gpu = (group.gpus > 0, group.gpu_fraction)
        key = (group.cpu_architecture, group.operating_system, group.placement_expressions, gpu, zone)
        if key not in self._permitted:
            found = [unmet_constraint(group, each, zone) is None for each in self.candidates]
            self._permitted[key] = np.array(found, np.bool_)
        if not only_for:
            return self._permitted[key]
        meant = [name not in only_for or group.service in only_for[name] or group.daemon for name in self.names]
        return self._permitted[key] & np.array(meant, np.bool_)

    def undominated(self, useful: BoolArray, bursts: Mapping[str, BurstTerms]) -> IntArray:
        """Those of the useful types that no other one beats: as large in everything, not burstable, and cheaper.

        Of equal prices the earlier one stays, so that ties are decided as ever.
        """
        key = (useful.tobytes(), frozenset(bursts))
        if key not in self._undominated:
            kinds = np.flatnonzero(useful)
            steady = np.array([self.names[kind] not in bursts for kind in kinds.tolist()], np.bool_)
            costs, whole = self.costs[kinds], self.whole[kinds]
            kept: list[int] = []
            for place in np.lexsort((kinds, costs)).tolist():
                rivals = np.array([each for each in kept if steady[each]], np.int64)
                cheaper = (costs[rivals] < costs[place]) | (rivals < place)
                if not (cheaper & (whole[rivals] >= whole[place]).all(axis=1)).any():
                    kept.append(place)
            self._undominated[key] = np.sort(kinds[kept])
        return self._undominated[key]

    def part(self, kinds: IntArray) -> "CandidateTable":
        """A table of these types only."""
        key = kinds.tobytes()
        if key not in self._parts:
            self._parts[key] = CandidateTable([self.candidates[kind] for kind in kinds.tolist()])
        return self._parts[key]


def needs_of(groups: Sequence[TaskGroup]) -> FloatArray:
    """Services × resources."""
    return np.array([task_needs(group) for group in groups], np.float64).reshape(-1, len(RESOURCES))
