"""Processor time of each analysis of ten services with 168 different hours, next to that of one quote of all options.

The goal is five seconds each on two quiet cores. OPENBLAS_NUM_THREADS=1 keeps numpy from a second thread.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from ecsquote.calculator.analysis.break_even import break_even
from ecsquote.calculator.analysis.commitment_curve import commitments
from ecsquote.calculator.analysis.range_bills import range_bills
from ecsquote.calculator.analysis.requoting import read_analysed
from ecsquote.calculator.analysis.sensitivity import sensitivity
from ecsquote.calculator.analysis.what_if import what_if
from ecsquote.calculator.quoting import price_request
from ecsquote.contract.axis import Axis
from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.store.catalog_store import load_catalog

SIZES = ((256, 512), (512, 1024), (1024, 2048), (2048, 4096), (512, 2048))
GOAL_SECONDS = 5


def services(number: int, hours: int) -> list[dict[str, Any]]:
    """Services of the usual sizes whose hours all differ."""
    chance = random.Random(1)  # noqa: S311 - the same load in every run, not a secret
    found = []
    for at in range(number):
        cpu, memory = SIZES[at % len(SIZES)]
        task: dict[str, Any] = {"family": f"s{at}", "cpu": str(cpu), "memory": str(memory), "networkMode": "awsvpc"}
        task["containerDefinitions"] = [{"name": "app", "image": "app:1", "essential": True}]
        least = chance.randint(2, 8)
        load = {"hourly_tasks": [least + chance.randint(0, 20) for _ in range(hours)]}
        found.append({"name": f"s{at}", "task_definition": task, "load": load})
    return found


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    started = time.process_time()
    work()
    return time.process_time() - started


def write(line: str) -> None:
    """Show a figure as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Print a line for each analysis."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=10)
    parser.add_argument("--hours", type=int, default=168)
    parser.add_argument("--launch-option", action="append", dest="options", help="default: all")
    asked = parser.parse_args()
    catalog = load_catalog(pricing_data_folder() / "catalog")
    document = {"region": "us-east-1", "services": services(asked.services, asked.hours), "current": "FARGATE"}
    request = read_analysed(document | {"launch_options": asked.options}, catalog)
    one = seconds(lambda: price_request(request, catalog))
    write(f"one quote     {one:8.2f} s")
    analyses: dict[str, Callable[[], object]] = {
        "break-even": lambda: break_even(request, catalog, Axis.TASKS),
        "what-if": lambda: what_if(request, catalog),
        "sensitivity": lambda: sensitivity(request, catalog),
        "range": lambda: range_bills(request, catalog),
        "commitments": lambda: commitments(request, catalog),
    }
    for name, work in analyses.items():
        took = seconds(work)
        verdict = "" if took <= GOAL_SECONDS else f"  over the goal of {GOAL_SECONDS} s"
        write(f"{name:12}  {took:8.2f} s  {took / one:6.1f} quotes{verdict}")


if __name__ == "__main__":
    main()
