"""Pitfalls 1 to 15: Fargate sizes, durations, platforms, Spot and strategies (rates of the shipped catalog)."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.errors import InputError
from support_pitfalls import bill, container, cost, service, shows

VCPU, GB = Decimal("0.04048"), Decimal("0.004445")  # us-east-1, Linux/X86, an hour
WINDOWS_VCPU, WINDOWS_OS, WINDOWS_GB = Decimal("0.046552"), Decimal("0.046"), Decimal("0.00511175")
FARGATE_ONLY: dict[str, Any] = {"requiresCompatibilities": ["FARGATE"]}
WINDOWS: dict[str, Any] = {
    "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE", "cpuArchitecture": "X86_64"}
}
ARM: dict[str, Any] = {"runtimePlatform": {"cpuArchitecture": "ARM64"}}


def test_pitfall_01_sizes_are_written_in_words() -> None:
    row = bill("FARGATE", service(cpu=".5 vCPU", memory="1 GB"))
    # .5 vCPU and 1 GB; read as numbers alone they would be half a CPU unit and 1 MiB, next to nothing
    nothing = 730 * (VCPU / 2048 + GB / 1024)
    shows(cost(row), 730 * (VCPU / 2 + GB), naive=nothing)


def test_pitfall_02_a_gb_is_1024_mib() -> None:
    row = bill("FARGATE", service(cpu="4096", memory="30720"))
    shows(cost(row), 730 * (4 * VCPU + 30 * GB), naive=730 * (4 * VCPU + Decimal("30.72") * GB))


def test_pitfall_03_fargate_does_not_end_at_16_vcpu() -> None:
    row = bill("FARGATE", service(cpu="32768", memory="249856", **FARGATE_ONLY))
    shows(cost(row), 730 * (32 * VCPU + 244 * GB), naive=730 * (16 * VCPU + 120 * GB))


def test_pitfall_04_a_size_that_fargate_has_not_is_refused_not_rounded_up() -> None:
    with pytest.raises(InputError) as refused:  # 0.25 vCPU with 4 GB; rounded up it would be 0.5 vCPU with 4 GB
        bill("FARGATE", service(cpu="256", memory="4096", **FARGATE_ONLY))
    assert any(fault.pointer.startswith("/services/0/task_definition") for fault in refused.value.faults)
    row = bill("FARGATE", service(cpu="512", memory="4096", **FARGATE_ONLY))
    shows(cost(row), 730 * (VCPU / 2 + 4 * GB), naive=730 * (VCPU / 4 + 4 * GB))


def test_pitfall_05_windows_starts_at_one_vcpu() -> None:
    with pytest.raises(InputError):
        bill("FARGATE", service(cpu="512", memory="1024", **WINDOWS, **FARGATE_ONLY))
    row = bill("FARGATE", service(cpu="512", memory="1024", **WINDOWS))  # not made for Fargate: the size that holds it
    small = (WINDOWS_VCPU + WINDOWS_OS) / 2 + WINDOWS_GB
    shows(cost(row), 730 * (WINDOWS_VCPU + WINDOWS_OS + 2 * WINDOWS_GB), naive=730 * small)
    assert any("1 vCPU and 2 GB" in text for text in row["assumptions"])


def test_pitfall_06_runs_count_from_the_pull_and_whole_seconds() -> None:
    # 20 s of pulling and 80.1 s of work are 100.1 s, billed as 101; the work alone would be 80.1
    row = bill("FARGATE", service({"runs_per_month": 10_000, "seconds_per_run": "100.1"}))
    hourly = VCPU + 2 * GB
    shows(cost(row), 10_000 * Decimal(101) / 3600 * hourly, naive=10_000 * Decimal("100.1") / 3600 * hourly)
    assert cost(row) != 10_000 * Decimal("80.1") / 3600 * hourly


def test_pitfall_07_a_run_has_a_minimum_and_windows_a_longer_one() -> None:
    runs = {"runs_per_month": 1000, "seconds_per_run": "10"}
    linux, windows = VCPU + 2 * GB, WINDOWS_VCPU + WINDOWS_OS + 2 * WINDOWS_GB
    shows(cost(bill("FARGATE", service(runs))), Decimal(60_000) / 3600 * linux, naive=Decimal(10_000) / 3600 * linux)
    row = bill("FARGATE", service(runs, **WINDOWS))
    shows(cost(row), Decimal(300_000) / 3600 * windows, naive=Decimal(60_000) / 3600 * windows)


def test_pitfall_08_windows_has_a_licence_line() -> None:
    row = bill("FARGATE", service(cpu="2048", memory="4096", **WINDOWS))
    without = 730 * (2 * WINDOWS_VCPU + 4 * WINDOWS_GB)
    shows(cost(row), without + 730 * 2 * WINDOWS_OS, naive=without)
    assert len(row["line_items"]) == 3


def test_pitfall_09_neither_arm_nor_a_region_is_a_factor() -> None:
    arm = bill("FARGATE", service(**ARM), region="ap-south-1")
    x86 = bill("FARGATE", service(), region="ap-south-1")
    assert cost(arm) < Decimal("0.7") * cost(x86)  # Mumbai's ARM is about 0.56 of x86, not 0.8
    singapore = bill("FARGATE", service({"tasks": 100}, **ARM), region="ap-southeast-1")
    factor = 100 * 730 * Decimal("0.8") * (Decimal("0.05056") + 2 * Decimal("0.00553"))
    shows(cost(singapore), 100 * 730 * (Decimal("0.04045") + 2 * Decimal("0.00442")), naive=factor)
    brazil = bill("FARGATE", service(), region="sa-east-1")
    shows(
        cost(brazil), 730 * (Decimal("0.0696") + 2 * Decimal("0.0076")), naive=730 * Decimal("1.32") * (VCPU + 2 * GB)
    )


def test_pitfall_10_each_task_has_20_gb_of_its_own_for_nothing() -> None:
    row = bill("FARGATE", service({"tasks": 3}, ephemeralStorage={"sizeInGiB": 30}))
    price = Decimal("0.000111")
    shows(cost(row, "fargate_ephemeral_storage"), 3 * 10 * 730 * price, naive=3 * 30 * 730 * price)
    assert cost(row, "fargate_ephemeral_storage") != (3 * 30 - 20) * 730 * price  # 20 GB once for all


def test_pitfall_11_the_task_s_size_is_billed_not_its_containers_sum() -> None:
    containers = [container("app", cpu=256, memory=512), container("proxy", cpu=256, memory=512)]
    row = bill("FARGATE", service(cpu="1024", memory="4096", containerDefinitions=containers))
    shows(cost(row), 730 * (VCPU + 4 * GB), naive=730 * (VCPU / 2 + GB))


def test_pitfall_12_spot_is_no_fixed_share_of_on_demand() -> None:
    row = bill("FARGATE_SPOT", service())
    shows(
        cost(row),
        730 * (Decimal("0.01288561") + 2 * Decimal("0.00141493")),
        naive=730 * Decimal("0.3") * (VCPU + 2 * GB),
    )


def test_pitfall_13_arm_runs_on_fargate_spot() -> None:
    row = bill("FARGATE_SPOT", service(**ARM))
    assert row["available"]  # since September 2024
    shows(
        cost(row),
        730 * (Decimal("0.01030969") + 2 * Decimal("0.00113349")),
        naive=730 * (Decimal("0.03238") + 2 * Decimal("0.00356")),
    )


def test_pitfall_14_the_base_comes_before_the_weights() -> None:
    strategy = [
        {"capacityProvider": "FARGATE", "base": 2, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    row = bill("CAPACITY_PROVIDER_STRATEGY", service({"tasks": 10}, {"capacityProviderStrategy": strategy}))
    on_demand, spot = VCPU + 2 * GB, Decimal("0.01288561") + 2 * Decimal("0.00141493")
    # 2 of the base, then 8 as 1 : 3, so 4 and 6; by weights alone 2.5 and 7.5
    shows(cost(row), 730 * (4 * on_demand + 6 * spot), naive=730 * (Decimal("2.5") * on_demand + Decimal("7.5") * spot))


def test_pitfall_15_a_strategy_without_a_launch_type_is_not_free() -> None:
    strategy = {"capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]}
    row = bill("CAPACITY_PROVIDER_STRATEGY", service(definition=strategy))
    shows(cost(row), 730 * (VCPU + 2 * GB), naive=Decimal(0))
