"""Which services need room for a deployment, at the edges of ECS's percentages."""

import numpy as np
import pytest

from ecsquote.calculator.placement.production.headroom import needs_headroom, undominated
from support_production import service


@pytest.mark.parametrize(
    ("tasks", "maximum", "minimum", "expected"),
    [
        (1, 200, 100, True),  # 2 > 1, and 1 of 1 must stay
        (1, 199, 100, False),  # 1.99 rounds down to 1: no task may start
        (4, 125, 100, True),  # 5 > 4
        (4, 124, 100, False),  # 4.96 rounds down to 4
        (3, 133, 100, False),  # 3.99
        (3, 134, 100, True),  # 4.02
        (4, 200, 75, False),  # 3 may stay: one stops first
        (4, 200, 76, True),  # 3.04 rounds up to 4
        (1, 200, 1, True),  # 0.01 rounds up to 1
        (1, 200, 0, False),
        (0, 200, 100, False),
    ],
)
def test_a_deployment_needs_room_where_a_task_must_start_first(
    tasks: int, maximum: int, minimum: int, expected: bool
) -> None:
    each = service("s", 256, 512, maximum_percent=maximum, minimum_healthy_percent=minimum)
    assert needs_headroom(each, tasks) is expected


def test_daemons_and_runs_need_none() -> None:
    assert not needs_headroom(service("s", 256, 512, daemon=True), 2)
    assert not needs_headroom(service("s", 256, 512, runs=True), 2)


def test_only_the_largest_needs_are_looked_at() -> None:
    needs = np.array([[256.0, 512.0], [512.0, 512.0], [128.0, 1024.0], [512.0, 512.0]])
    flagged, apart = np.array([True, True, True, True]), np.array([False, False, False, False])
    assert undominated(needs, flagged, apart) == [1, 2]
    assert undominated(needs, np.array([True, False, False, False]), apart) == [0]
    assert undominated(needs, flagged, np.array([True, False, False, False])) == [0, 1, 2]
