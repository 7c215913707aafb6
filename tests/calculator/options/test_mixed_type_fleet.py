"""Fleets of several types at the shipped prices: surplus credits count when types are chosen."""

from decimal import Decimal

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from support_catalog import shipped_catalog
from support_workload import task_definition


def monthly(cpu: int, memory: int, tasks: int, *, burstable: bool) -> Decimal:
    """One service on Managed Instances in us-east-1."""
    task = task_definition(cpu=str(cpu), memory=str(memory))
    document = {
        "region": "us-east-1",
        "services": [{"task_definition": task, "load": {"tasks": tasks}}],
        "launch_options": ["MANAGED_INSTANCES"],
        "fleet": {"burstable": burstable},
    }
    catalog = shipped_catalog()
    (option,) = price_request(read_request(document, catalog), catalog).options
    assert option.monthly is not None
    return option.monthly


@pytest.mark.parametrize(("cpu", "memory", "tasks"), [(1024, 2048, 4), (512, 1024, 9), (2048, 4096, 5), (256, 512, 2)])
def test_burstable_types_never_make_a_fleet_more_expensive(cpu: int, memory: int, tasks: int) -> None:
    assert monthly(cpu, memory, tasks, burstable=True) <= monthly(cpu, memory, tasks, burstable=False)
