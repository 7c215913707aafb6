"""An instance with tasks on it: what they leave free, and whether one more task may start there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.rules.eligibility import unmet_constraint
from ecsquote.calculator.placement.rules.resources import free_after, has_room, task_needs
from ecsquote.workload.service import PortReservation


@dataclass(slots=True)
class InstanceRoom:
    """One instance of a type, with the services and host ports that are on it."""

    candidate: Candidate
    free: Sequence[int]
    """In the order of RESOURCES."""
    services: frozenset[str] = field(default=frozenset())
    ports: frozenset[PortReservation] = field(default=frozenset())

    @classmethod
    def of(cls, candidate: Candidate, tasks: Iterable[tuple[TaskGroup, int]]) -> "InstanceRoom":
        """With this number of tasks of each group, daemons among them."""
        present = [(group, count) for group, count in tasks if count]
        return cls(
            candidate,
            free_after(candidate, present),
            frozenset(group.service for group, _ in present),
            frozenset[PortReservation]().union(*(group.host_ports for group, _ in present)),
        )

    def holds(self, group: TaskGroup) -> bool:
        """True where one more task finds room and its ports, and constraints and distinctInstance allow it.

        Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
        """
        if group.distinct_instance and group.service in self.services:
            return False
        if group.host_ports & self.ports or not has_room(self.free, group):
            return False
        return unmet_constraint(group, self.candidate) is None

    def start(self, group: TaskGroup) -> None:
        """Run one more task, which the instance must hold."""
        self.keep_free(task_needs(group))
        self.services |= {group.service}
        self.ports |= group.host_ports

    def keep_free(self, needs: Sequence[int]) -> None:
        """Take this much of each resource away from later tasks."""
        self.free = [room - need for room, need in zip(self.free, needs, strict=True)]
