"""The right size: the measured maxima and room to spare on the smallest size, and what is not known stays so."""

from decimal import Decimal

import pytest

from ecsquote.account.right_size import FittingSize, Headroom, HourlyMaxima, TaskReservation, fitting_size

TODAY = TaskReservation(2048, 4096)


def of(
    cpu: list[Decimal | None], memory: list[Decimal | None] | None = None, headroom: Headroom | None = None
) -> FittingSize:
    values = HourlyMaxima(cpu, [None if each is None else Decimal(20) for each in cpu] if memory is None else memory)
    return fitting_size(TODAY, values, headroom or Headroom())


def hours(days: int, highest: str = "20") -> list[Decimal | None]:
    return [*[Decimal(5)] * (days * 24 - 1), Decimal(highest)]


@pytest.mark.parametrize(
    ("cpu", "memory", "size"),
    [
        # 2048 × 20 % × 1.2 = 491.52 CPU units; 4096 × 20 % × 1.25 = 1024 MiB
        ("20", "20", (512, 1024)),
        # 512 / 1.2 / 2048 = 20.8333 %: above it the next size, whose least memory is 2 GB
        ("20.83", "20", (512, 1024)),
        ("20.84", "20", (1024, 2048)),
        # 1024.1 MiB need 2 GB
        ("20", "20.002", (512, 2048)),
        # 8 × 256: 2048 × 10 % × 1.2 = 245.76; 4096 × 10 % × 1.25 = 512
        ("10", "10", (256, 512)),
        # an undersized task grows: 2048 × 90 % × 1.2 = 2211.84
        ("90", "20", (4096, 8192)),
        ("94.9", "97.9", (4096, 8192)),
    ],
)
def test_the_smallest_size_that_holds_the_maxima_and_the_headroom(cpu: str, memory: str, size: tuple[int, int]) -> None:
    assert of(hours(14, cpu), hours(14, memory)).size == size


def test_the_headroom_is_an_option() -> None:
    none = Headroom(Decimal(0), Decimal(0))
    # 2048 × 25 % = 512 and 4096 × 25 % = 1024, exactly
    assert of(hours(14, "25"), hours(14, "25"), none).size == (512, 1024)


@pytest.mark.parametrize(("cpu", "memory", "what"), [("95", "20", "CPU"), ("20", "98", "memory"), ("180", "20", "CPU")])
def test_at_the_limit_the_need_is_not_known(cpu: str, memory: str, what: str) -> None:
    found = of(hours(14, cpu), hours(14, memory))
    assert found.size is None
    assert found.reason.startswith(f"{what} reached {cpu if what == 'CPU' else memory} %")


def test_a_day_of_data_is_needed() -> None:
    assert of([Decimal(1)] * 24).size == (256, 1024)  # 4096 × 20 % × 1.25
    assert of([None] * 300 + [Decimal(1)] * 23) == FittingSize(None, "low", "23 hours of data; 24 are needed")


@pytest.mark.parametrize(
    ("cpu", "confidence"),
    [
        (hours(14), "high"),
        (hours(13), "high"),
        ([None] * 24 + hours(13), "high"),  # a service that is 13 days old
        (hours(13)[1:], "medium"),
        (hours(7), "medium"),
        (hours(7)[1:], "low"),
        (hours(13) + [None] * 16 + hours(1), "high"),  # 16 of 352 hours are 4.5 %
        (hours(13) + [None] * 18 + hours(1), "medium"),  # 18 of 354 are 5.1 %
        (hours(2) + [None] * 240 + hours(2), "medium"),
    ],
)
def test_confidence_follows_from_the_days_and_the_missing_hours(cpu: list[Decimal | None], confidence: str) -> None:
    assert of(cpu).confidence == confidence


def test_the_reason_says_what_was_measured_and_what_is_missing() -> None:
    found = of(hours(13) + [None] * 16 + hours(1))
    assert found.reason == (
        "CPU at most 20 %, memory at most 20 % in 336 hours of 14.7 days, 16 hours missing; with 20 % and 25 % to "
        "spare: 492 CPU units and 1024 MiB"
    )


def test_without_a_reservation_per_cent_mean_nothing() -> None:
    found = fitting_size(TaskReservation(0, 512), HourlyMaxima(hours(14), hours(14)), Headroom())
    assert found.size is None
    assert "reserves no CPU" in found.reason


def test_more_than_fargate_has_is_said() -> None:
    huge = TaskReservation(65536, 131072)
    found = fitting_size(huge, HourlyMaxima(hours(14, "80"), hours(14, "80")), Headroom())
    assert found.size is None
    assert "more than the largest size of Fargate" in found.reason
