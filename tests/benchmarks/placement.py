"""Fleets for random clusters on the shipped us-east-1 types: ours, one type, a greedy, and the proven bound.

The greedy is written here after what Karpenter says it does (largest pods first, each on the first node for which some
type still has room, the node then bought as its cheapest type); it is not Karpenter. Times are processor times of this
one run. OPENBLAS_NUM_THREADS=1 keeps numpy from a second thread that doubles them and gains nothing.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from ecsquote.calculator.placement.planner import FleetPlanner
from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.calculator.placement.search.first_fit_decreasing import FirstFitDecreasing
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.store.catalog_store import load_catalog


@dataclass(frozen=True, slots=True)
class Cluster:
    """Random clusters of one size, and which types they may run on."""

    services: int
    tasks: int
    seeds: int
    trunking: bool = True
    burstable: bool = False
    spot: bool = False
    both_architectures: bool = False
    """Images built for x86 and ARM: a task may stand on either."""
    half_arm: bool = False
    """Every other service runs on ARM only, the others on x86."""


CLUSTERS = {
    "1 service × 100 tasks": Cluster(1, 100, 100),
    "10 services × 100 tasks": Cluster(10, 100, 100),
    "50 services × 5,000 tasks": Cluster(50, 5000, 100),
    "50 × 5,000, Spot prices": Cluster(50, 5000, 30, spot=True),
    "50 × 5,000, images for x86 and ARM": Cluster(50, 5000, 30, both_architectures=True),
    "50 × 5,000, half x86, half ARM": Cluster(50, 5000, 30, half_arm=True),
    "50 × 5,000, no trunking, bursting types": Cluster(50, 5000, 30, trunking=False, burstable=True),
    "200 services × 20,000 tasks": Cluster(200, 20000, 20),
}
MONTHS = ((10, 24), (20, 24), (60, 24))
"""Services, and hours that all differ."""
TASKS_A_SERVICE = 6
ROOT_VOLUME_HOURLY = Decimal("0.00328767")


def candidates(asked: Cluster) -> list[Candidate]:
    """The types that a fleet takes by default."""
    catalog = load_catalog(pricing_data_folder() / "catalog")
    found = []
    for offer in catalog.offers("us-east-1", "LINUX", spot=asked.spot):
        kind = offer.instance_type
        unusual = kind.gpu_count or kind.accelerator_count or kind.family.startswith("hpc")
        if unusual or not kind.current_generation or (kind.burstable and not asked.burstable):
            continue
        if asked.both_architectures:
            kind = replace(kind, architectures=("X86_64", "ARM64"))
        slots = kind.awsvpc_tasks_trunking if asked.trunking and kind.awsvpc_tasks_trunking else kind.awsvpc_tasks
        hourly = offer.price.unit_price + ROOT_VOLUME_HOURLY
        found.append(Candidate(kind, hourly, registered_memory_mib(kind, 0, {}), slots))
    return found


def cluster(asked: Cluster, seed: int) -> list[TaskGroup]:
    """Sizes and counts as in small-to-large clusters: many small services, few large ones, log-normal counts."""
    random, services, tasks = np.random.default_rng(seed), asked.services, asked.tasks
    cpu = random.choice([256, 512, 1024, 2048, 4096, 8192], size=services, p=[0.28, 0.27, 0.2, 0.15, 0.07, 0.03])
    ratio = random.choice([0.5, 1, 2, 2, 4, 4, 8], size=services) * random.choice([1, 1, 1, 0.75, 1.25], size=services)
    memory = np.maximum(256, (cpu * ratio / 256).astype(int) * 256)
    weights = np.exp(random.normal(0, 1.0, services))
    counts = np.maximum(1, (weights / weights.sum() * tasks).astype(int))
    return [
        TaskGroup(f"s{index}", int(counts[index]), int(cpu[index]), int(memory[index]), True, 0, 0, frozenset(),
                  "ARM64" if asked.half_arm and index % 2 else "X86_64", "LINUX", False, (), False)
        for index in range(services)
    ]  # fmt: skip


def like_karpenter(space: SearchSpace) -> float:
    order = np.lexsort((-space.needs[:, 1], -space.needs[:, 0])) if space.needs.shape[1] > 1 else [0]
    used: list[npt.NDArray[np.int64]] = []
    for item in order:
        need, first = space.needs[item], 0
        for _ in range(int(space.demand[item])):
            while first < len(used) and not (space.free >= used[first] + need).all(axis=1).any():
                first += 1
            if first == len(used):
                used.append(np.zeros_like(need))
            used[first] = used[first] + need
    return sum(float(space.prices[(space.free >= each).all(axis=1)].min()) for each in used)


def one_type(space: SearchSpace) -> float:
    stacks = FirstFitDecreasing(space).cheapest()
    return float("inf") if stacks is None else sum(stack.copies * float(space.prices[stack.kind]) for stack in stacks)


def timed(work: Callable[[SearchSpace], float], space: SearchSpace) -> tuple[float, float]:
    started = time.process_time()
    value = work(space)
    return value, (time.process_time() - started) * 1000


def measure(name: str, seeds: int) -> str:
    asked = CLUSTERS[name]
    offers = candidates(asked)
    rows = []
    for seed in range(min(seeds, asked.seeds) + 1):
        groups = cluster(asked, seed)
        demand = [group.tasks for group in groups]
        planner = FleetPlanner(groups, offers, FleetRules())
        started = time.process_time()
        fleet = planner.plan(demand)
        elapsed = (time.process_time() - started) * 1000
        model = Model.of(groups, offers, FleetRules())
        block = SearchLimits().dominance_block
        space = SearchSpace.of(model, model.demand(demand), model.prices, dominance_block=block)
        single, single_ms = timed(one_type, space)
        greedy, greedy_ms = timed(like_karpenter, space)
        bound = float(fleet.lower_bound_hourly)
        rows.append((float(fleet.hourly) / bound, elapsed, single / bound, single_ms, greedy / bound, greedy_ms))
    table = np.array(rows[1:])
    gap, gap_single, gap_greedy = ((table[:, column] - 1) * 100 for column in (0, 2, 4))
    times = [np.median(table[:, column]) for column in (1, 3, 5)]
    return (
        f"{name:42} {np.median(gap):7.2f} {np.percentile(gap, 99):7.2f} {gap.max():7.2f} {times[0]:8.1f} "
        f"{np.percentile(table[:, 1], 99):8.1f} {np.median(gap_single):8.1f} {times[1]:7.1f} "
        f"{np.median(gap_greedy):8.1f} {times[2]:7.1f} {np.median(table[:, 0] / table[:, 2]):7.2f}"
    )


def measure_month(services: int, hours: int, seed: int) -> str:
    """Planned as one month, and each hour as if it were the only one: seconds and the month's gap of both."""
    asked = Cluster(services, services * TASKS_A_SERVICE, seed + 1)
    groups, offers = cluster(asked, seed), candidates(asked)
    random = np.random.default_rng(seed)
    demands = [[int(random.integers(0, 2 * group.tasks + 1)) for group in groups] for _ in range(hours)]
    cells = []
    for loads in (hours, 1):
        planner = FleetPlanner(groups, offers, FleetRules(), loads)
        started = time.process_time()
        fleets = [planner.plan(demand) for demand in demands]
        elapsed = time.process_time() - started
        cost = sum(float(fleet.hourly) for fleet in fleets)
        gap = (cost / sum(float(fleet.lower_bound_hourly) for fleet in fleets) - 1) * 100
        cells.append((elapsed, gap, cost))
    (seconds, gap, cost), (alone_seconds, alone_gap, alone) = cells
    return (
        f"{f'{services} services × {hours} hours, seed {seed}':42} {gap:7.2f} {seconds:7.1f} "
        f"{alone_gap:10.2f} {alone_seconds:7.1f} {alone_seconds / seconds:7.1f} {(cost / alone - 1) * 100:9.2f}"
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=100, help="random clusters of each size at most")
    seeds = arguments.parse_args().seeds
    say = sys.stdout.write
    say("percent above the proven bound, and milliseconds\n")
    say(
        f"{'cluster':42} {'ours':>7} {'p99':>7} {'most':>7} {'ms':>8} {'p99 ms':>8} {'1 type':>8} {'ms':>7} "
        f"{'greedy':>8} {'ms':>7} {'vs 1':>7}\n"
    )
    for name in CLUSTERS:
        say(measure(name, seeds) + "\n")
        sys.stdout.flush()
    say("\nmonths of hours that all differ: percent above the month's bound, and seconds\n")
    say(f"{'month':42} {'ours':>7} {'s':>7} {'hour alone':>10} {'s':>7} {'times':>7} {'dearer %':>9}\n")
    for services, hours in MONTHS:
        for seed in range(min(seeds, 2)):
            say(measure_month(services, hours, seed) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
