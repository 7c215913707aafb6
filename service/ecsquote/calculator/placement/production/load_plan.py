"""One load laid out on one type: tasks dealt to zones, zones packed, room for a deployment found or added."""

from dataclasses import dataclass, field

import numpy as np

from ecsquote.calculator.placement.production.headroom import undominated
from ecsquote.calculator.placement.production.instance_count import InstanceCount
from ecsquote.calculator.placement.production.layout import Layout, cpu_in_use, has_room, with_empty
from ecsquote.calculator.placement.production.lower_bound import zone_least
from ecsquote.calculator.placement.production.packing import Parcel, pack, squeeze
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.production.zone_spread import ZoneSpread
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray

FULL = 100
FEW_INSTANCES = 100
"""Below this one instance is more than 1 % of the cost, and more ways to pack are tried."""

FEW_SERVICES = 20
"""Of more services a tight packing takes long and is seldom the better one."""
NEAR = 2
"""Instances that packing anew may save."""
ONE_OF = 50
"""Of this number of instances another way to choose zones may save one."""


@dataclass(slots=True)
class KindLayouts:
    """Layouts of many loads on one type; zones with equal tasks are packed once."""

    problem: ProviderProblem
    kind: int
    weights: FloatArray
    """Functions × services, of this type: see lower_bound."""
    count: InstanceCount
    baseline: float | None
    """CPU units above which this type's instances cost more; None where it is not burstable."""
    attempts: int
    """How often a zone is packed anew where it may need fewer instances."""
    _parcels: list[Parcel] = field(default_factory=list)
    _packed: dict[tuple[int, bytes, int], IntArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The parts that all loads have in common."""
        problem = self.problem
        rooms = problem.room[self.kind]
        zones = range(len(rooms) if self.zones_differ else 1)
        parcels = [Parcel.of(problem.needs, rooms[zone], problem.apart, problem.clashes) for zone in zones]
        self._parcels = parcels if self.zones_differ else parcels * len(rooms)

    def lay_out(self, tasks: IntArray, flagged: BoolArray, least: int, goal: int | None = None) -> Layout:
        """The layout of one load; `least`: a bound on instances that hold tasks, at which the search stops.

        `goal`: instances with which this type would be the cheapest; far above it no more ways are tried, and above
        it no room for a deployment is looked for.
        """
        spread = ZoneSpread.of(tasks, self.problem.spreads, self.problem.zones_open(self.kind))
        deals = self._deals(spread)
        best = self._best_of(deals, least, goal, attempts=0)
        near = goal is None or best.instances <= goal + NEAR
        if near and least < best.instances < FEW_INSTANCES * len(spread.fixed):
            best = min(best, self._best_of(deals, least, attempts=self.attempts), key=self._order)
        hopeless = goal is not None and best.instances > goal
        return best if hopeless else self.complete(best, flagged)

    def _best_of(self, deals: list[IntArray], least: int, goal: int | None = None, *, attempts: int) -> Layout:
        """The best packing of several ways to choose zones."""
        best: Layout | None = None
        for dealt in deals:
            found = Layout(tuple(self._zone(zone, dealt[zone], attempts) for zone in range(len(dealt))))
            if best is None or self._order(found) < self._order(best):
                best = found
            if best.instances <= least and self.baseline is None:
                break
            if goal is not None and best.instances > goal + NEAR + goal // ONE_OF:
                break
        if best is None:
            raise AssertionError("a spread deals its tasks in one way or more")
        return best

    def complete(self, layout: Layout, flagged: BoolArray) -> Layout:
        """A packing with the spare instances that the rules ask for."""
        needed = layout.needed
        spare = self.count.running(needed) > needed
        asked = undominated(self.problem.needs, flagged, self.problem.apart)
        held = layout if spare else self._with_headroom(layout, asked)
        held = held.with_spares(self.count.running(needed, with_headroom=held.instances) - held.instances)
        held = self._with_room(held, asked)
        return held if self.baseline is None else self._evened(held, asked)

    def _deals(self, spread: ZoneSpread) -> list[IntArray]:
        """Ways to choose the zones of loose tasks."""
        together = spread.together()
        if not spread.loose.any() or len(together) == 1:
            return [together]
        least = np.array([zone_least(self.weights, row[None])[0] for row in spread.fixed])
        gaps = spread.into_gaps(self.problem.needs, self.problem.room[self.kind], least, self.problem.apart)
        found = [gaps] if (gaps == together).all() else [gaps, together]
        return found if self.baseline is None else [*found, spread.level(self.problem.needs[:, 0])]

    def _order(self, layout: Layout) -> tuple[int, float]:
        """Fewer instances first, then fewer surplus credits."""
        return layout.instances, 0.0 if self.baseline is None else self._surplus(layout)

    def _zone(self, zone: int, tasks: IntArray, attempts: int) -> IntArray:
        """Contents of one zone, by the better of both ways to pack, then packed anew."""
        parcel = self._parcels[zone]
        key = (zone if self.zones_differ else 0, tasks.tobytes(), attempts)
        if key not in self._packed:
            least = int(zone_least(self.weights, tasks[None])[0])
            if attempts:
                found = squeeze(parcel, tasks, self._zone(zone, tasks, 0), least, attempts)
            else:
                found = pack(parcel, tasks, least)
                if len(found) > least and len(parcel.needs) <= FEW_SERVICES:
                    tight = pack(parcel, tasks, 0, tight=True)
                    found = tight if len(tight) < len(found) else found
            self._packed[key] = found[found.any(axis=1)]
        return self._packed[key]

    @property
    def zones_differ(self) -> bool:
        """True where a constraint on zones gives them different daemons."""
        room = self.problem.room[self.kind]
        return bool((room != room[0]).any())

    def _with_headroom(self, layout: Layout, asked: list[int]) -> Layout:
        """The same number of instances with room for one more task of each, where a way is found."""
        if all(has_room(self.problem, self.kind, layout, service) for service in asked):
            return layout
        for zone, contents in enumerate(layout.zones):
            if not len(contents):
                continue
            parcel = self._parcels[zone]
            reserve = self.problem.needs[asked].max(axis=0)[(self.problem.needs > 0).any(axis=0)]
            if (reserve > parcel.room).any():
                continue
            again = pack(parcel, contents.sum(axis=0), len(contents), reserve=reserve)
            if len(again) == len(contents):
                moved = Layout((*layout.zones[:zone], again, *layout.zones[zone + 1 :]))
                if all(has_room(self.problem, self.kind, moved, service) for service in asked):
                    return moved
        return layout

    def _with_room(self, layout: Layout, asked: list[int]) -> Layout:
        """With an empty instance where a service still finds no room, in a zone that is open to it."""
        zones = list(layout.zones)
        for service in asked:
            if not has_room(self.problem, self.kind, Layout(tuple(zones)), service):
                opens = np.flatnonzero(self.problem.allowed[self.kind, :, service]).tolist()
                fewest = min(opens, key=lambda zone: (len(zones[zone]), zone))
                zones[fewest] = with_empty(zones[fewest], 1)
        return Layout(tuple(zones))

    def _evened(self, layout: Layout, asked: list[int]) -> Layout:
        """The same instances with their CPU evened out, where that saves surplus credits and keeps the room.

        Spare instances of the target capacity stay empty: with tasks on them still more would run.
        """
        zones = []
        for zone, contents in enumerate(layout.zones):
            busy = contents if self.count.target_percent == FULL else contents[contents.any(axis=1)]
            even = pack(self._parcels[zone], contents.sum(axis=0), len(busy))
            fits = len(even) == len(busy)
            zones.append(with_empty(even, len(contents) - len(even)) if fits else contents)
        moved = Layout(tuple(zones))
        roomy = all(has_room(self.problem, self.kind, moved, service) for service in asked)
        return moved if roomy and self._surplus(moved) < self._surplus(layout) else layout

    def _surplus(self, layout: Layout) -> float:
        used = cpu_in_use(self.problem, self.kind, layout)
        return float(np.maximum(used - (self.baseline or 0.0), 0.0).sum())
