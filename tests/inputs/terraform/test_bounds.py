"""Plans that would take unbounded time are read in bounded time, and say what is missing."""

import pytest

from ecsquote.inputs.estate.resources import Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.terraform import references
from ecsquote.inputs.terraform.plan import plan_estate
from ecsquote.inputs.terraform.references import MAX_TARGETS

BLOCKS = [
    {"mode": "managed", "type": "aws_ecs_cluster", "name": "c", "expressions": {}},
    {
        "mode": "managed",
        "type": "aws_ecs_service",
        "name": "s",
        "expressions": {"cluster": {"references": ["aws_ecs_cluster.c"]}},
    },
]


def plan(clusters: int) -> dict[str, object]:
    """A plan of some clusters, and a service that may mean any of them."""
    resources: list[dict[str, object]] = [
        {"address": f"aws_ecs_cluster.c[{index}]", "type": "aws_ecs_cluster", "name": "c", "index": index, "values": {}}
        for index in range(clusters)
    ]
    resources.append({"address": "aws_ecs_service.s", "type": "aws_ecs_service", "name": "s", "values": {}})
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": resources}},
        "configuration": {"root_module": {"resources": BLOCKS}},
    }


@pytest.mark.parametrize(("clusters", "shown"), [(2, 2), (MAX_TARGETS, MAX_TARGETS), (MAX_TARGETS + 1, 0)])
def test_expression_that_may_mean_too_much_means_nothing(clusters: int, shown: int) -> None:
    service = plan_estate(plan(clusters), ReadingParameters()).resources[-1]
    cluster = service.properties["cluster"]
    assert isinstance(cluster, Unresolved)
    assert len(cluster.made_from) == shown


def test_plan_with_too_many_references_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan_estate(plan(1), ReadingParameters()).unknown == ()
    monkeypatch.setattr(references, "MAX_STEPS_OF_A_PLAN", 1)
    (note,) = plan_estate(plan(1), ReadingParameters()).unknown
    assert note.message == "has more references than can be followed"


def test_deep_modules_and_deep_values_are_no_obstacle() -> None:
    module: dict[str, object] = {}
    for depth in range(500):
        module = {"address": "module.m" + ".module.m" * (499 - depth), "child_modules": [module]}
    values: object = None
    for _ in range(300):
        values = [{"setting": values}]
    entry = {"address": "aws_ecs_cluster.c", "type": "aws_ecs_cluster", "name": "c", "values": {"setting": values}}
    root = {"resources": [entry], "child_modules": [module]}
    document = {"format_version": "1.2", "planned_values": {"root_module": root}}
    assert [each.source for each in plan_estate(document, ReadingParameters()).resources] == ["aws_ecs_cluster.c"]
