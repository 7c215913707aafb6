"""Fargate: the pricing page's examples at the rates printed there, platforms, the Windows licence, storage."""

from decimal import Decimal
from fractions import Fraction

import pytest

from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.calculator.costs.fargate_ephemeral_storage import FargateEphemeralStorage
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing import meters
from ecsquote.units import to_cents
from support_costs import bill_at, cost, lines

SECONDS_AN_HOUR = 3600


def hourly(per_second: str) -> str:
    """The page prints prices a second; bills count hours."""
    return str(Decimal(per_second) * SECONDS_AN_HOUR)


# https://aws.amazon.com/fargate/pricing/, us-east-1, the examples' own rates
PAGE = bill_at(
    {
        meters.FARGATE_VCPU: hourly("0.000011244"),
        meters.FARGATE_GB: hourly("0.000001235"),
        meters.FARGATE_ARM_VCPU: hourly("0.0000089944"),
        meters.FARGATE_ARM_GB: hourly("0.0000009889"),
        meters.FARGATE_EPHEMERAL_GB: hourly("0.0000000308"),
    },
    hours_per_month="720",
)
# us-east-1 today, an hour
RATES = bill_at(
    {
        meters.FARGATE_VCPU: "0.04048",
        meters.FARGATE_GB: "0.004445",
        meters.FARGATE_ARM_VCPU: "0.03238",
        meters.FARGATE_ARM_GB: "0.00356",
        meters.FARGATE_WINDOWS_VCPU: "0.046552",
        meters.FARGATE_WINDOWS_OS: "0.046",
        meters.FARGATE_WINDOWS_GB: "0.00511175",
        meters.FARGATE_SPOT_VCPU: "0.01288561",
        meters.FARGATE_SPOT_GB: "0.00141493",
        meters.FARGATE_SPOT_ARM_VCPU: "0.01030969",
        meters.FARGATE_SPOT_ARM_GB: "0.00113349",
        meters.FARGATE_EPHEMERAL_GB: "0.000111",
    }
)


def compute(
    task_hours: Fraction | int,
    vcpu: str = "1",
    memory_gb: str = "2",
    *,
    platform: str = "LINUX/X86_64",
    spot: bool = False,
) -> FargateCompute:
    operating_system, cpu_architecture = platform.split("/")
    return FargateCompute(
        service="web",
        operating_system=operating_system,
        cpu_architecture=cpu_architecture,
        spot=spot,
        vcpu=Fraction(vcpu),
        memory_gb=Fraction(memory_gb),
        task_hours=Fraction(task_hours),
    )


def storage(size_gib: int, task_hours: Fraction | int) -> FargateEphemeralStorage:
    return FargateEphemeralStorage(service="web", size_gib=size_gib, task_hours=Fraction(task_hours))


@pytest.mark.parametrize(
    ("platform", "vcpu_and_memory"),
    [("LINUX/X86_64", ["1.01", "0.22"]), ("LINUX/ARM64", ["0.81", "0.18"])],
)
def test_the_pricing_pages_examples_1_and_2(platform: str, vcpu_and_memory: list[str]) -> None:
    """5 tasks × 600 s × 30 days = 25 task-hours of 1 vCPU, 2 GB and 30 GB of storage."""
    hours = Fraction(5 * 600 * 30, SECONDS_AN_HOUR)
    assert hours == 25
    found = [to_cents(line.monthly) for line in compute(hours, platform=platform).line_items(PAGE)]
    assert found == [Decimal(usd) for usd in vcpu_and_memory]
    assert to_cents(cost(storage(30, hours), PAGE)) == Decimal("0.03")


def test_the_pricing_pages_example_3() -> None:
    """10 tasks × 3,600 s × 30 days = 300 task-hours of 0.25 vCPU and 1 GB: 3.04 + 1.33."""
    found = [to_cents(line.monthly) for line in compute(300, "0.25", "1").line_items(PAGE)]
    assert found == [Decimal("3.04"), Decimal("1.33")]


def test_a_task_all_month_on_each_platform() -> None:
    """730 h × (1 × vCPU + 2 × GB), Windows with its licence for each vCPU."""
    cases = {
        ("LINUX/X86_64", False): [("730", "0.04048"), ("1460", "0.004445")],
        ("LINUX/ARM64", False): [("730", "0.03238"), ("1460", "0.00356")],
        ("LINUX/X86_64", True): [("730", "0.01288561"), ("1460", "0.00141493")],
        ("LINUX/ARM64", True): [("730", "0.01030969"), ("1460", "0.00113349")],
        ("WINDOWS/X86_64", False): [("730", "0.046552"), ("730", "0.046"), ("1460", "0.00511175")],
    }
    for (platform, spot), expected in cases.items():
        found = lines(compute(730, platform=platform, spot=spot), RATES)
        assert found == [("fargate_compute", *line) for line in expected], platform


@pytest.mark.parametrize(("platform", "spot"), [("WINDOWS/X86_64", True), ("WINDOWS/ARM64", False)])
def test_a_platform_that_fargate_has_not(platform: str, spot: bool) -> None:
    with pytest.raises(OptionUnavailable, match="Windows"):
        lines(compute(1, platform=platform, spot=spot), RATES)


def test_the_lines_say_what_they_are() -> None:
    found = list(compute(730, platform="LINUX/ARM64", spot=True).line_items(RATES))
    assert [(line.service, line.description, line.unit) for line in found] == [
        ("web", "Fargate Spot vCPU, Linux/ARM64", "vCPU-Hours"),
        ("web", "Fargate Spot memory, Linux/ARM64", "GB-Hours"),
    ]


def test_a_million_short_runs() -> None:
    """10⁶ × 60 s ÷ 3,600 × 0.25 vCPU = 4,166.666666666667 vCPU-hours, × 0.5 GB = 8,333.333333333333 GB-hours."""
    found = lines(compute(Fraction(10**6 * 60, SECONDS_AN_HOUR), "0.25", "0.5"), RATES)
    assert [quantity for _, quantity, _ in found] == ["4166.666666666667", "8333.333333333333"]


@pytest.mark.parametrize(("size_gib", "billed"), [(0, []), (20, []), (21, ["730"]), (50, ["21900"]), (200, ["131400"])])
def test_only_storage_above_twenty_gb_a_task(size_gib: int, billed: list[str]) -> None:
    assert lines(storage(size_gib, 730), RATES) == [("fargate_ephemeral_storage", gb, "0.000111") for gb in billed]


def test_sixty_runs_of_a_minute_with_thirty_gb() -> None:
    """One task-hour of 0.5 vCPU and 2 GB: 0.02024 + 0.00889; 10 GB × 0.000111."""
    assert cost(compute(1, "0.5", "2"), RATES) + cost(storage(30, 1), RATES) == Decimal("0.03024")
