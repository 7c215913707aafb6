"""Production fleets for random clusters and months on the shipped us-east-1 types: processor time, and the proven gap.

With --prototype FOLDER (research code: packing.py with numba, run by --python) times are also multiples of its median
for 50 services × 5,000 tasks in the same run. OPENBLAS_NUM_THREADS=1 keeps numpy from a second thread.
"""

import argparse
import runpy
import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np

from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.request import BurstTerms, FleetLoad, FleetService, ProductionRules
from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.facts import fact, pricing_data_folder
from ecsquote.pricing.store.catalog_store import load_catalog

CLUSTERS = runpy.run_path(str(Path(__file__).with_name("placement.py")))
"""The random clusters of the other benchmark."""
ROOT_VOLUME_HOURLY = Decimal("0.00328767")
FAMILIES = "mcrt"
PROTOTYPE = """
import sys, time; sys.path.insert(0, {folder!r})
import numpy as np, packing
names, caps, price = packing.types()
times = []
for seed in range(12):
    items, demand = packing.gen(50, 5000, seed)
    started = time.process_time()
    packing.CG(names, caps, price).solve(items, demand, greedy_only=True)
    times.append((time.process_time() - started) * 1000)
print(float(np.median(times[2:])))
"""


@dataclass(frozen=True, slots=True)
class Work:
    """Random clusters of one size, or months of hours that all differ."""

    services: int
    tasks: int
    seeds: int
    hours: int = 1
    trunking: bool = True
    goal: str = ""
    """In units of the prototype."""


WORKS = {
    "1 service × 100 tasks": Work(1, 100, 50, goal="0.02"),
    "1 service × 100 tasks, no trunking, T types": Work(1, 100, 50, trunking=False),
    "10 services × 100 tasks": Work(10, 100, 20),
    "50 services × 5,000 tasks": Work(50, 5000, 50, goal="0.8 at p99"),
    "50 services × 5,000 tasks, no trunking, T types": Work(50, 5000, 20, trunking=False),
    "200 services × 20,000 tasks": Work(200, 20000, 5, goal="3"),
    "10 services × 168 hours": Work(10, 60, 3, hours=168, goal="15"),
    "60 services × 168 hours": Work(60, 360, 2, hours=168, goal="150"),
}


def offers(*, trunking: bool) -> tuple[list[Candidate], dict[str, BurstTerms]]:
    """The families people run, for x86; T types only without trunking, which they do not have."""
    baselines: dict[str, str] = fact("burstable", "baseline_percent_per_vcpu")
    found, bursts = [], {}
    for offer in load_catalog(pricing_data_folder() / "catalog").offers("us-east-1", "LINUX", spot=False):
        kind = offer.instance_type
        plain = kind.family[0] in FAMILIES and kind.family[1].isdigit() and kind.family[1] > "1"
        if not plain or kind.bare_metal or kind.gpu_count or "X86_64" not in kind.architectures:
            continue
        if kind.burstable and (trunking or kind.name not in baselines):
            continue
        if kind.burstable:
            bursts[kind.name] = BurstTerms(Decimal(baselines[kind.name]) * kind.cpu_units / 100, Decimal("0.05"))
        slots = kind.awsvpc_tasks_trunking if trunking and kind.awsvpc_tasks_trunking else kind.awsvpc_tasks
        hourly = offer.price.unit_price + ROOT_VOLUME_HOURLY
        found.append(Candidate(kind, hourly, registered_memory_mib(kind, 0, {}), slots))
    return found, bursts


def cluster(work: Work, seed: int) -> tuple[list[FleetService], list[FleetLoad]]:
    groups = CLUSTERS["cluster"](CLUSTERS["Cluster"](work.services, work.tasks, 1), seed)
    services = [FleetService(group) for group in groups]
    random = np.random.default_rng(seed)
    loads = [tuple(group.tasks for group in groups)]
    if work.hours > 1:
        loads = [tuple(int(random.integers(0, 2 * group.tasks + 1)) for group in groups) for _ in range(work.hours)]
    return services, [FleetLoad(tasks, Fraction(1)) for tasks in loads]


def measure(name: str, work: Work, unit: float | None) -> str:
    candidates, bursts = offers(trunking=work.trunking)
    planner, rules = ProductionPlanner(candidates), ProductionRules(bursts=bursts)
    rows = []
    for seed in range(work.seeds + 1):
        services, loads = cluster(work, seed)
        started = time.process_time()
        design = planner.plan(services, loads, rules)
        rows.append(((time.process_time() - started) * 1000, float(design.gap) * 100))
    times, gaps = np.array(rows[1:]).T
    ratios = "" if unit is None else f" {np.median(times) / unit:8.2f} {np.percentile(times, 99) / unit:8.2f}"
    return (
        f"{name:50} {len(candidates):6} {np.median(times):9.1f} {np.percentile(times, 99):9.1f}{ratios} "
        f"{np.median(gaps):7.2f} {gaps.max():7.2f}  {work.goal}"
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--prototype", help="the folder of packing.py")
    arguments.add_argument("--python", default=sys.executable, help="an interpreter with numba")
    asked = arguments.parse_args()
    unit = None
    if asked.prototype:
        code = PROTOTYPE.format(folder=asked.prototype)
        answer = subprocess.run([asked.python, "-c", code], check=True, capture_output=True, text=True)
        unit = float(answer.stdout.split()[-1])
        sys.stdout.write(f"unit: {unit:.1f} ms\n")
    units = f" {'units':>8} {'p99':>8}" if unit else ""
    sys.stdout.write(f"{'work':50} {'types':>6} {'ms':>9} {'p99 ms':>9}{units} {'gap %':>7} {'most':>7}  goal\n")
    for name, work in WORKS.items():
        sys.stdout.write(measure(name, work, unit) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
