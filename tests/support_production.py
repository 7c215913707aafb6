"""An independent replayer of production fleets, and problems for it: it shares no rule with the planner."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from ecsquote.calculator.placement.problem import Candidate, InstanceGroup, TaskGroup, ZonedGroup
from ecsquote.calculator.placement.production.fleet_design import CapacityProvider, FleetDesign
from ecsquote.calculator.placement.production.request import BurstTerms, FleetLoad, FleetService, ProductionRules
from support_placement import candidate, group, tcp

HOUR = Fraction(1)
Vector = tuple[int, ...]


def service(name: str, cpu_units: int, memory_mib: int, **changes: Any) -> FleetService:
    own = {"zone_spread", "runs", "maximum_percent", "minimum_healthy_percent"}
    outer = {key: changes.pop(key) for key in own & set(changes)}
    return FleetService(group(name, 0, cpu_units, memory_mib, **changes), **outer)


def steady(*tasks: int) -> list[FleetLoad]:
    return [FleetLoad(tasks, HOUR)]


def deploys(each: FleetService, tasks: int) -> bool:
    """A rolling deployment starts a task first: written anew from the contract."""
    if each.runs or each.group.daemon or tasks == 0:
        return False
    most = Fraction(tasks * each.maximum_percent, 100)
    least = Fraction(tasks * each.minimum_healthy_percent, 100)
    return most >= tasks + 1 and least > tasks - 1


class Standing:
    """What is left of one instance."""

    def __init__(self, offer: Candidate, daemons: Sequence[TaskGroup]) -> None:
        kind = offer.instance_type
        self.left = [kind.vcpus * 1024, offer.memory_mib, offer.awsvpc_tasks, kind.gpu_count]
        self.offer, self.ports, self.services = offer, set[Any](), Counter[str]()
        self.cpu = 0
        self.greedy = False
        for daemon in daemons:
            if may_run(daemon, offer):
                self.start(daemon)

    def fits(self, task: TaskGroup) -> bool:
        """True where one more task finds room, ports and no other task of its own where it must be alone."""
        need = [task.cpu_units, task.memory_mib, int(task.awsvpc), task.gpus]
        roomy = all(a <= b for a, b in zip(need, self.left, strict=True))
        apart = not (task.distinct_instance and self.services[task.service])
        return roomy and apart and not (task.host_ports & self.ports) and may_run(task, self.offer)

    def start(self, task: TaskGroup) -> None:
        """Run one more task, or fail."""
        assert self.fits(task), f"{task.service} does not fit on {self.offer.instance_type.name}: {self.services}"
        for index, need in enumerate([task.cpu_units, task.memory_mib, int(task.awsvpc), task.gpus]):
            self.left[index] -= need
        self.ports |= task.host_ports
        self.services[task.service] += 1
        self.cpu += task.cpu_units
        self.greedy |= task.cpu_units == 0


def may_run(task: TaskGroup, offer: Candidate) -> bool:
    """Expressions: only `attribute:ecs.instance-type == NAME` in the tests."""
    names = [text.split(" == ")[1] for text in task.placement_expressions]
    return task.cpu_architecture in offer.instance_type.architectures and all(
        name == offer.instance_type.name for name in names
    )


def replay_design(
    design: FleetDesign,
    services: Sequence[FleetService],
    loads: Sequence[FleetLoad],
    candidates: Sequence[Candidate],
    rules: ProductionRules,
) -> None:
    """Starts every task of every load and fails on the first rule broken."""
    assert Fraction(0) <= design.lower_bound_hourly <= design.hourly
    named = [name for provider in design.providers for name in provider.services]
    assert len(named) == len(set(named))
    for position, load in enumerate(loads):
        rows = [row for provider in design.providers for row in provider.layouts[position].rows]
        _replay_load(rows, services, load, candidates, rules)
        for provider in design.providers:
            layout = provider.layouts[position]
            assert {row.group.instance_type for row in layout.rows} <= {provider.instance_type}
            assert layout.instances == sum(row.group.count for row in layout.rows) >= rules.min_instances
            assert layout.least_instances <= layout.instances
    for provider in design.providers:
        _replay_bill(provider, services, loads, candidates, rules)


def _replay_load(
    rows: Sequence[ZonedGroup],
    services: Sequence[FleetService],
    load: FleetLoad,
    candidates: Sequence[Candidate],
    rules: ProductionRules,
) -> None:
    offers = {each.instance_type.name: each for each in candidates}
    daemons = [each.group for each in services if each.group.daemon]
    by_name = {each.group.service: each for each in services}
    standing = []
    zones: dict[str, Counter[int]] = {name: Counter() for name in by_name}
    busy = 0
    for row in rows:
        for _ in range(row.group.count):
            instance = Standing(offers[row.group.instance_type], daemons)
            for name, number in row.group.tasks.items():
                if by_name[name].group.daemon:
                    assert number == 1
                    assert instance.services[name] == 1
                    continue
                for _ in range(number):
                    instance.start(by_name[name].group)
                zones[name][row.zone] += number
            busy += any(not by_name[name].group.daemon for name in row.group.tasks)
            standing.append(instance)
    for each, tasks in zip(services, load.tasks, strict=True):
        if each.group.daemon:
            continue
        found = zones[each.group.service]
        assert found.total() == tasks
        if each.zone_spread and not each.runs and tasks:
            counts = [found[zone + 1] for zone in range(rules.availability_zones)]
            assert max(counts) - min(counts) <= 1
        if rules.deployment_headroom and deploys(each, tasks):
            assert any(instance.fits(each.group) for instance in standing), f"no room for {each.group.service}"
    placed = [each for each in services if not each.group.daemon]
    alone = max(rules.min_instances, rules.availability_zones) if daemons and not placed else 0
    assert len(standing) >= alone
    assert len(standing) * rules.target_capacity_percent >= busy * 100
    headroom = rules.deployment_headroom and busy
    spare = max(rules.min_instances, alone, -(-busy * 100 // rules.target_capacity_percent))
    assert len(standing) <= spare or headroom or len(rows) > 1


def _replay_bill(
    provider: CapacityProvider,
    services: Sequence[FleetService],
    loads: Sequence[FleetLoad],
    candidates: Sequence[Candidate],
    rules: ProductionRules,
) -> None:
    """Steady loads: instances × price and each instance's surplus, from scratch."""
    if len(loads) > 1:
        return
    offer = next(each for each in candidates if each.instance_type.name == provider.instance_type)
    layout = provider.layouts[0]
    cost = Fraction(offer.hourly) * layout.instances * loads[0].hours
    terms = rules.bursts.get(provider.instance_type)
    if terms is not None:
        cost += surplus_of([row.group for row in layout.rows], offer, services, terms, rules) * loads[0].hours
    assert provider.instance_hours == layout.instances * loads[0].hours
    assert provider.cost == cost


def surplus_of(
    rows: Sequence[InstanceGroup],
    offer: Candidate,
    services: Sequence[FleetService],
    terms: BurstTerms,
    rules: ProductionRules,
) -> Fraction:
    """USD an hour for what instances use above their baselines."""
    by_name = {each.group.service: each.group for each in services}
    total = Fraction(0)
    for row in rows:
        tasks = [by_name[name] for name, number in row.tasks.items() for _ in range(number)]
        used = sum(task.cpu_units for task in tasks)
        if any(task.cpu_units == 0 for task in tasks):
            used = offer.instance_type.cpu_units
        above = used * Fraction(rules.average_cpu_percent) / 100 - Fraction(terms.baseline_cpu_units)
        total += max(Fraction(0), above) / 1024 * Fraction(terms.surplus_vcpu_hour) * row.count
    return total


def random_problem(seed: int) -> tuple[list[FleetService], list[int], list[Candidate], ProductionRules]:
    """A small problem: one to four services, up to fourteen tasks, three types, any of the rules."""
    random = np.random.default_rng(seed)
    services, tasks = [], []
    for index in range(int(random.integers(1, 5))):
        cpu = int(random.choice([0, 128, 256, 512, 1024, 1536], p=[0.04, 0.2, 0.26, 0.25, 0.2, 0.05]))
        changes: dict[str, Any] = {
            "awsvpc": bool(random.random() < 0.5),
            "zone_spread": bool(random.random() < 0.8),
            "runs": bool(random.random() < 0.1),
            "maximum_percent": int(random.choice([100, 120, 150, 200])),
            "minimum_healthy_percent": int(random.choice([0, 50, 100], p=[0.1, 0.2, 0.7])),
            "distinct_instance": bool(random.random() < 0.08),
        }
        if random.random() < 0.12:
            changes["host_ports"] = tcp(8000 + int(random.integers(0, 2)))
            changes["awsvpc"] = False
        services.append(service(f"s{index}", cpu, 128 * int(random.integers(1, 25)), **changes))
        tasks.append(int(random.integers(0, 6 if index < 2 else 3)))
    if random.random() < 0.25:
        services.append(service("agent", 64, 128, daemon=True))
        tasks.append(0)
    candidates = []
    for index, (vcpus, memory) in enumerate([(2, 4096), (2, 8192), (4, 8192), (4, 16384)]):
        price = Decimal(int(random.integers(80, 121)) * vcpus) / 1000 + Decimal(memory) / 500000
        candidates.append(candidate(f"m{5 + index % 2}{'abcd'[index]}.large", vcpus, memory, str(price), 2 + index))
    bursts = {}
    if random.random() < 0.3:
        candidates.append(candidate("t3.large", 2, 8192, "0.1", 2, burstable=True))
        bursts["t3.large"] = BurstTerms(Decimal("614.4"), Decimal("0.05"))
    rules = ProductionRules(
        availability_zones=int(random.integers(1, 4)),
        deployment_headroom=bool(random.random() < 0.7),
        target_capacity_percent=int(random.choice([100, 100, 100, 80, 50])),
        min_instances=int(random.choice([0, 0, 0, 2, 4])),
        bursts=bursts,
        average_cpu_percent=Decimal(int(random.choice([100, 30]))),
    )
    return services, tasks, candidates, rules
