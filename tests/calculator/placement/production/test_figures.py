"""Figures of small fleets at the shipped prices, each with its arithmetic."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.request import BurstTerms, ProductionRules
from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.facts import fact, pricing_data_folder
from ecsquote.pricing.store.catalog_store import load_catalog
from support_production import service, steady

FAMILIES = re.compile(r"(m[4-9]|c[4-9]|r[4-9]|t[2-9])[a-z-]*")
ROOT_VOLUME = Decimal("2.40")  # 30 GB of gp3 at 0.08
HOURS = 730


@pytest.fixture(scope="module")
def types() -> dict[str, Candidate]:
    """Types of us-east-1 at their On-Demand price and a root volume's."""
    catalog = load_catalog(pricing_data_folder() / "catalog")
    found = {}
    for offer in catalog.offers("us-east-1", "LINUX", spot=False):
        kind = offer.instance_type
        if FAMILIES.fullmatch(kind.family) and not kind.bare_metal and not kind.gpu_count:
            hourly = offer.price.unit_price + ROOT_VOLUME / HOURS
            found[kind.name] = Candidate(kind, hourly, registered_memory_mib(kind, 0, {}), kind.awsvpc_tasks)
    return found


def bursts(types: dict[str, Candidate]) -> dict[str, BurstTerms]:
    """0.05 for a surplus vCPU-hour (0.04 for T4g), as the price list has it."""
    baselines: dict[str, str] = fact("burstable", "baseline_percent_per_vcpu")
    return {
        name: BurstTerms(
            Decimal(baselines[name]) * each.instance_type.cpu_units / 100, Decimal("0.04" if "t4g" in name else "0.05")
        )
        for name, each in types.items()
        if name in baselines
    }


@pytest.mark.parametrize(
    ("headroom", "name", "monthly"),
    [
        # Two interfaces, one of them free for a deployment: 0.0208 × 730 + 2.40; 256 units are under 2 × 20 %.
        (True, "t3.small", Decimal("0.0208") * 730 + Decimal("2.40")),
        # One interface: 0.0094 × 730 + 2.40; 0.25 vCPU is 0.05 above 2 × 10 %: 0.05 × 0.05 × 730.
        (False, "t3a.micro", Decimal("0.0094") * 730 + Decimal("2.40") + Decimal("0.05") * Decimal("0.05") * 730),
    ],
)
def test_a_quarter_vcpu(types: dict[str, Candidate], headroom: bool, name: str, monthly: Decimal) -> None:
    rules = ProductionRules(deployment_headroom=headroom, bursts=bursts(types))
    web = service("my-task", 256, 512, awsvpc=True)
    design = ProductionPlanner(list(types.values())).plan([web], steady(1), rules)
    assert [provider.instance_type for provider in design.providers] == [name]
    assert float(design.hourly * HOURS) == pytest.approx(float(monthly), abs=1e-9)
    assert design.lower_bound_hourly == design.hourly


def test_without_burstable_types_it_is_the_cheapest_with_two_interfaces(types: dict[str, Candidate]) -> None:
    steady_types = [each for each in types.values() if not each.instance_type.burstable]
    design = ProductionPlanner(steady_types).plan([service("s", 256, 512, awsvpc=True)], steady(1), ProductionRules())
    (provider,) = design.providers
    fitting = [
        each.hourly for each in steady_types if "X86_64" in each.instance_type.architectures and each.awsvpc_tasks > 1
    ]
    assert provider.cost == Fraction(min(fitting))


def test_equal_prices_go_to_the_newer_generation(types: dict[str, Candidate]) -> None:
    """m5.large and m6i.large both cost 0.096."""
    pair = [types["m5.large"], types["m6i.large"]]
    assert pair[0].hourly == pair[1].hourly
    design = ProductionPlanner(pair).plan([service("s", 1024, 2048)], steady(1), ProductionRules())
    assert design.providers[0].instance_type == "m6i.large"
