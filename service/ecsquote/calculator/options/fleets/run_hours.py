"""Runs on a fleet: in room that is free anyway, or on instances that start for them, one run after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from ecsquote.calculator.options.fleets.credit_use import reserved_cpu_units, surplus_vcpus
from ecsquote.calculator.placement.problem import Candidate, TaskGroup, ZonedGroup
from ecsquote.calculator.placement.production.request import ProductionRules
from ecsquote.calculator.placement.rules.eligibility import daemons_on, explain_ineligibility
from ecsquote.calculator.placement.rules.instance_room import InstanceRoom
from ecsquote.calculator.placement.rules.resources import RESOURCES, one_of_each, task_needs
from ecsquote.errors import OptionUnavailable
from ecsquote.units import MINUTES_PER_HOUR, SECONDS_PER_HOUR
from ecsquote.workload.service import Runs
from ecsquote.workload.timeline import EC2_MINIMUM_SECONDS

_MEMORY = RESOURCES.index("memory")


@dataclass(frozen=True, slots=True)
class ScheduledRuns:
    """The runs of one service in a month."""

    service: int
    """Its position in the cluster."""
    group: TaskGroup
    runs: Runs
    daemons: tuple[TaskGroup, ...] = ()
    """Of the cluster: those that run next to a task on its instance."""

    def present_on(self, candidate: Candidate) -> list[tuple[TaskGroup, int]]:
        """What runs on an instance that starts for a run: one task, and its daemons."""
        return [(self.group, 1), *((daemon, 1) for daemon in daemons_on(candidate, self.daemons))]

    def at_once(self, month_hours: Fraction) -> int:
        """How many tasks the runs of a month make if they follow each other without a gap."""
        return ceil(self.runs.runs_per_month * self.runs.seconds_per_run / (month_hours * SECONDS_PER_HOUR))

    def overlap(self, month_hours: Fraction) -> bool:
        """True where a run is longer than the time until the next: then they are a constant load."""
        return self.runs.runs_per_month * self.runs.seconds_per_run > month_hours * SECONDS_PER_HOUR

    def instance_hours(self, rules: ProductionRules, month_hours: Fraction) -> Fraction:
        """Hours of the instances that start for evenly spaced runs: start, run and scale-in, or until the next run."""
        if not self.runs.runs_per_month:
            return Fraction(0)
        around = Fraction(rules.instance_start_minutes + rules.scale_in_minutes, MINUTES_PER_HOUR)
        least = Fraction(EC2_MINIMUM_SECONDS, SECONDS_PER_HOUR)
        each = max(around + self.runs.seconds_per_run / SECONDS_PER_HOUR, least)
        return min(self.runs.runs_per_month * each, month_hours)

    def task_hours(self) -> Fraction:
        """Hours in which the tasks run."""
        return self.runs.runs_per_month * self.runs.seconds_per_run / SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class RunInstances:
    """The instances of one service's runs."""

    candidate: Candidate
    runs: ScheduledRuns
    instance_hours: Fraction
    surplus_vcpu_hours: Fraction


def fits(run: ScheduledRuns, candidate: Candidate) -> bool:
    """True where an instance of the type runs one task of the service next to its daemons."""
    return InstanceRoom.of(candidate, one_of_each(daemons_on(candidate, run.daemons))).holds(run.group)


def fit_in_free_room(
    runs: Sequence[ScheduledRuns],
    layout: Sequence[ZonedGroup],
    groups: Mapping[str, TaskGroup],
    candidates: Mapping[str, Candidate],
    deployed: Sequence[TaskGroup],
    month_hours: Fraction,
) -> bool:
    """True where the runs find room under one load, next to what is kept for one more task of a deployed service."""
    instances: list[InstanceRoom] = []
    for row in layout:
        tasks = ((groups[name], count) for name, count in row.group.tasks.items())
        one = InstanceRoom.of(candidates[row.group.instance_type], tasks)
        instances += [replace(one) for _ in range(row.group.count)]
    _keep_for_deployments(instances, deployed)
    for each in sorted(runs, key=lambda run: (-run.group.memory_mib, -run.group.cpu_units, run.service)):
        for _ in range(each.at_once(month_hours)):
            if not _take(instances, each.group):
                return False
    return True


def _keep_for_deployments(instances: Sequence[InstanceRoom], deployed: Sequence[TaskGroup]) -> None:
    """One deployment runs at a time, so that services share the room that is kept on one instance."""
    kept: dict[int, list[int]] = {}
    for group in sorted(deployed, key=lambda each: (-each.memory_mib, -each.cpu_units, each.service)):
        needs = task_needs(group)
        with_room = [at for at, instance in enumerate(instances) if instance.holds(group)]
        at = next((at for at in with_room if at in kept), with_room[-1] if with_room else None)
        if at is not None:
            before = kept.get(at, [0] * len(needs))
            kept[at] = [max(pair) for pair in zip(before, needs, strict=True)]
    for at, held in kept.items():
        instances[at].keep_free(held)


def _take(instances: Sequence[InstanceRoom], group: TaskGroup) -> bool:
    """Place one task where the least memory stays free; False where it fits nowhere."""
    open_to = [instance for instance in instances if instance.holds(group)]
    if not open_to:
        return False
    min(open_to, key=lambda instance: instance.free[_MEMORY]).start(group)
    return True


def instances_for_runs(
    runs: Sequence[ScheduledRuns],
    candidates: Sequence[Candidate],
    rules: ProductionRules,
    month_hours: Fraction,
) -> list[RunInstances]:
    """One type for all runs where the rules limit types and one holds each of them, else each service's own.

    The cheapest, credits included.
    `candidates` in order of preference where costs are equal. OptionUnavailable where a task fits on no type.
    """
    limited = rules.max_instance_types is not None
    shared = [each for each in candidates if limited and all(fits(run, each) for run in runs)]
    found = []
    for run in runs:
        able = shared or [each for each in candidates if fits(run, each)]
        if not able:
            raise OptionUnavailable(explain_ineligibility(run.group, candidates, run.daemons))
        together = runs if shared else [run]
        best = min(able, key=lambda each: sum(_cost(other, each, rules, month_hours) for other in together))
        hours = run.instance_hours(rules, month_hours)
        found.append(RunInstances(best, run, hours, surplus_of(run, best, rules)))
    return found


def _cost(run: ScheduledRuns, candidate: Candidate, rules: ProductionRules, month_hours: Fraction) -> Fraction:
    hours = run.instance_hours(rules, month_hours)
    terms = rules.bursts.get(candidate.instance_type.name)
    credit = Fraction(terms.surplus_vcpu_hour) if terms else Fraction(0)
    return hours * Fraction(candidate.hourly) + surplus_of(run, candidate, rules) * credit


def surplus_of(run: ScheduledRuns, candidate: Candidate, rules: ProductionRules) -> Fraction:
    """vCPU-hours above the baseline while the tasks run."""
    terms = rules.bursts.get(candidate.instance_type.name)
    if terms is None:
        return Fraction(0)
    reserved = reserved_cpu_units([(run.group, 1)], candidate.instance_type)
    return run.task_hours() * surplus_vcpus(reserved, terms, rules.average_cpu_percent)
