"""Every spelling of a size, and the look-alikes that ECS does not take."""

import pytest

from ecsquote.faults.quoted_value import shown
from ecsquote.workload.sizes import cpu_units, memory_mib, whole_number


@pytest.mark.parametrize(
    ("spelling", "units"),
    [
        (1024, 1024),
        (1024.0, 1024),
        ("1024", 1024),
        ("1 vCPU", 1024),
        ("1vCPU", 1024),
        ("1 vcpu", 1024),
        ("1 VCPU", 1024),
        ("1.0 vCPU", 1024),
        (".25 vCPU", 256),
        ("0.25 vCPU", 256),
        ("0.5 vcpu", 512),
        ("32 vCPU", 32 * 1024),
        ("0.125 vCPU", 128),
    ],
)
def test_cpu_spellings(spelling: object, units: int) -> None:
    assert cpu_units(spelling) == units


@pytest.mark.parametrize(
    ("spelling", "mib"),
    [
        (512, 512),
        ("512", 512),
        ("2048", 2048),
        ("2 GB", 2048),
        ("2GB", 2048),
        ("2 gb", 2048),
        ("0.5 GB", 512),
        (".5gb", 512),
        ("1.5 GB", 1536),
        ("244 GB", 244 * 1024),
    ],
)
def test_memory_spellings_count_1024_mib_a_gb(spelling: object, mib: int) -> None:
    assert memory_mib(spelling) == mib


NEITHER = [
    True,
    False,
    None,
    "",
    " ",
    "abc",
    -1,
    "-1",
    0,
    "0",
    256.5,
    "256.5",
    float("nan"),
    float("inf"),
    2**31,
    "99999999999999999999",
    10**400,
    "1_024",
    "1e3",
    "٤",
    "2²",
    [1024],
    {"value": 1024},
    "1" * 10_000,
]


@pytest.mark.parametrize(
    "spelling", [*NEITHER, "1 vCPUs", "1 cpu", "2 GB", "0 vCPU", "0.1 vCPU", "1,5 vCPU", "NaN vCPU"]
)
def test_cpu_refusals_say_what_is_right(spelling: object) -> None:
    with pytest.raises(ValueError, match="vCPU") as refused:
        cpu_units(spelling)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("spelling", [*NEITHER, "2 GiB", "2048 MiB", "2048 MB", "2 G", "1 vCPU", "0 GB", "0.0001 GB"])
def test_memory_refusals_say_what_is_right(spelling: object) -> None:
    with pytest.raises(ValueError, match='"2 GB"') as refused:
        memory_mib(spelling)
    assert len(str(refused.value)) < 200


def test_whole_number_bounds() -> None:
    assert whole_number(0) == 0
    assert whole_number(2**31 - 1) == 2**31 - 1
    with pytest.raises(ValueError, match="whole number"):
        whole_number(2**31)


def test_shown_is_short_and_printable() -> None:
    assert shown("a\nb\ud800") == '"a?b?"'
    assert len(shown("x" * 1000)) <= 41
    assert shown({"secret": "value"}) == "an object"
