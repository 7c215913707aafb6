"""How many tasks of each service run in each zone, as far as ECS's spread decides it."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class ZoneSpread:
    """The tasks of one load by zone: those that the spread fixes, and those whose zone the planner chooses.

    ECS spreads a service's tasks over zones by default, as evenly as whole tasks allow; which zones get one more is
    our choice. A service that its constraints keep to some zones is spread over those.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
    """

    fixed: IntArray
    """Zones × services: the least in each zone."""
    loose: IntArray
    """By service: tasks beyond the fixed ones."""
    most: IntArray
    """Zones × services: how many of the loose tasks a zone may take."""

    @classmethod
    def of(cls, tasks: IntArray, spreads: BoolArray, allowed: BoolArray) -> "ZoneSpread":
        """`spreads` by service; `allowed` is zones × services."""
        zones = np.maximum(allowed.sum(axis=0), 1)
        each = np.where(spreads, tasks // zones, 0)
        fixed = np.where(allowed, each[None, :], 0)
        loose = tasks - fixed.sum(axis=0)
        most = np.where(allowed, np.where(spreads, np.minimum(loose, 1), loose)[None, :], 0)
        return cls(fixed, loose, most)

    def together(self) -> IntArray:
        """Tasks by zone with every loose one in the first zone that may take it."""
        tasks, left = self.fixed.copy(), self.loose.copy()
        for zone in range(len(tasks)):
            here = np.minimum(left, self.most[zone])
            tasks[zone] += here
            left -= here
        return tasks

    def level(self, weights: FloatArray) -> IntArray:
        """Tasks by zone, each loose one where the least weight is, the heaviest first."""
        tasks = self.fixed.copy()
        load = tasks @ weights
        for service in sorted(np.flatnonzero(self.loose).tolist(), key=lambda each: (-weights[each], each)):
            for _ in range(int(self.loose[service])):
                opens = np.flatnonzero(tasks[:, service] < self.fixed[:, service] + self.most[:, service])
                zone = int(opens[np.argmin(load[opens])])
                tasks[zone, service] += 1
                load[zone] += weights[service]
        return tasks

    def into_gaps(self, needs: FloatArray, room: FloatArray, least: IntArray, apart: BoolArray) -> IntArray:
        """Tasks by zone, loose ones first where `least` instances leave room, the largest task first.

        `room`: zones × resources of one empty instance; `apart`: services with one task per instance at most.
        """
        tasks, left = self.fixed.copy(), self.loose.copy()
        free = room * least[:, None] - self.fixed @ needs
        size = (needs / np.maximum(room.max(axis=0), 1.0)).max(axis=1)
        for service in sorted(np.flatnonzero(left).tolist(), key=lambda each: (-size[each], each)):
            need = needs[service]
            asked = need > 0
            fit = np.floor(free[:, asked] / need[asked]).min(axis=1) if asked.any() else np.full(len(free), np.inf)
            if apart[service]:
                fit = np.minimum(fit, least - tasks[:, service])
            for zone in np.argsort(fit, kind="stable").tolist():
                here = int(min(left[service], self.most[zone, service], max(fit[zone], 0)))
                tasks[zone, service] += here
                left[service] -= here
                free[zone] -= here * need
        return ZoneSpread(tasks, left, self.most - (tasks - self.fixed)).together()
