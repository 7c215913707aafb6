"""Small and medium clusters against their true optimum, which a separate integer program over all fillings proves.

Every maximal filling of every type is listed and HiGHS chooses among them with no gap allowed. What it does not prove
in its time is left out of the shares and only compared with our own bound. Run with PYTHONPATH=tests.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np

from ecsquote.calculator.placement.planner import FleetPlanner
from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.store.catalog_store import load_catalog
from support_optimum import optimum, room_of

ROOT_VOLUME_HOURLY = Decimal("0.00328767")
SIZES = ("large", "xlarge", "2xlarge", "4xlarge")
FAMILIES = {"X86_64": ("c5", "c6i", "c6a", "m5", "m6i", "r5", "r6i"), "ARM64": ("c7g", "m7g", "r7g", "m6g")}
CLUSTERS = ("few", "wide", "all")
"""Few types, 3–8 services; 20 types and 10 services × 100 tasks; the same with every current type."""


@cache
def _catalog() -> tuple[tuple[InstanceType, Decimal], ...]:
    catalog = load_catalog(pricing_data_folder() / "catalog")
    return tuple((offer.instance_type, offer.price.unit_price) for offer in catalog.offers("us-east-1", "LINUX"))


def candidate(kind: InstanceType, price: Decimal, trunking: bool) -> Candidate:
    slots = kind.awsvpc_tasks_trunking if trunking and kind.awsvpc_tasks_trunking else kind.awsvpc_tasks
    return Candidate(kind, price + ROOT_VOLUME_HOURLY, registered_memory_mib(kind, 0, {}), slots)


def task_group(name: str, tasks: int, cpu: int, memory: int, awsvpc: bool, architecture: str) -> TaskGroup:
    daemon = tasks == 0
    return TaskGroup(
        name, tasks, cpu, memory, awsvpc, 0, 0, frozenset(), architecture, "LINUX", False, (), daemon
    )  # fmt: skip


def problem(cluster: str, seed: int) -> tuple[list[TaskGroup], list[Candidate]]:
    """Services in multiples of 128 units and MiB, of one network mode, with a daemon on a third of them."""
    random = np.random.default_rng([CLUSTERS.index(cluster), seed])
    architecture = "ARM64" if random.random() < 0.2 else "X86_64"
    awsvpc = bool(random.random() < 0.6)
    trunking = bool(random.random() < 0.5)
    services = int(random.integers(3, 9)) if cluster == "few" else 10
    spread = random.multinomial(100 - services, np.ones(services) / services) + 1
    names = [f"{family}.{size}" for family in FAMILIES[architecture] for size in SIZES]
    if cluster != "all":
        count = int(random.integers(1, 7)) if cluster == "few" else min(20, len(names))
        names = sorted(random.choice(names, count, replace=False))
    kinds = [
        candidate(kind, price, trunking)
        for kind, price in _catalog()
        if (architecture in kind.architectures and not kind.burstable)
        and (kind.current_generation if cluster == "all" else kind.name in names)
    ]
    daemons = [task_group("agent", 0, 128, 128, False, architecture)] * int(random.random() < 0.3)
    groups: list[TaskGroup] = []
    while len(groups) < services:
        cpu = 128 * int(random.choice([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32]))
        memory = 128 * int(random.choice([1, 2, 4, 6, 8, 12, 16, 24, 32, 40, 48, 64]))
        tasks = int(random.integers(3, 31)) if cluster == "few" else int(spread[len(groups)])
        group = task_group(f"s{len(groups)}", tasks, cpu, memory, awsvpc, architecture)
        if any((room_of(kind, daemons) >= [cpu, memory, awsvpc]).all() for kind in kinds):
            groups.append(group)
    return groups + daemons, kinds


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("clusters", nargs="*", default=["few", "wide"], help=", ".join(CLUSTERS))
    arguments.add_argument("--seeds", type=int, default=100)
    arguments.add_argument("--seconds", type=float, default=60, help="for one proof")
    arguments.add_argument("--known", type=Path, help="a JSON file that keeps the optima proven before")
    arguments.add_argument("--each", action="store_true", help="say every problem that misses its optimum")
    options = arguments.parse_args()
    known = json.loads(options.known.read_text()) if options.known and options.known.exists() else {}
    for cluster in options.clusters:
        rows = []
        for seed in range(options.seeds):
            groups, kinds = problem(cluster, seed)
            ours = measured(groups, kinds)
            key = f"{cluster} {seed}"
            if key not in known and options.seconds:
                known[key] = optimum(groups, kinds, options.seconds, ours[0])
                if options.known:
                    options.known.write_text(json.dumps(known))
            rows.append((seed, *ours, known.get(key) or np.nan))
        report(cluster, rows, each=options.each)
    return 0


def measured(groups: Sequence[TaskGroup], kinds: Sequence[Candidate]) -> tuple[float, float, float]:
    started = time.perf_counter()
    fleet = FleetPlanner(groups, kinds, FleetRules()).plan([group.tasks for group in groups])
    return float(fleet.hourly), float(fleet.lower_bound_hourly), (time.perf_counter() - started) * 1000


def report(cluster: str, rows: Sequence[tuple[float, ...]], *, each: bool) -> None:
    seeds, ours, bounds, times, best = np.array(rows).T
    proven = ~np.isnan(best)
    above = np.where(proven, ours / np.where(proven, best, 1) - 1, np.nan)
    if each:
        for row in np.flatnonzero(proven & (above > 1e-6)):
            sys.stdout.write(
                f"{cluster} {seeds[row]:.0f}: {above[row] * 100:.2f} % above {best[row]:.4f}, bound {bounds[row]:.4f}\n"
            )
    gap = (ours / bounds - 1) * 100
    sys.stdout.write(
        f"{cluster}: {len(rows)} problems, {proven.sum()} proven; at the optimum {(above[proven] < 1e-4).sum()}, "
        f"within 1 % {(above[proven] <= 0.01).sum()}, largest {np.max(above[proven], initial=0) * 100:.2f} %; "
        f"bounds above the optimum {(bounds[proven] > best[proven] * (1 + 1e-9)).sum()}, "
        f"fleets below it {(above[proven] < -1e-9).sum()}; "
        f"gap to our bound: median {np.median(gap):.2f} % p99 {np.percentile(gap, 99):.2f} %, "
        f"proven optimal {np.mean(gap < 1e-3):.2f}; ms {np.median(times):.0f} p99 {np.percentile(times, 99):.0f}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
