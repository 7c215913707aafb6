"""Placement constraints of tasks and services: kinds and lengths; expressions are read where tasks are placed.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html
"""

from collections.abc import Collection

from ecsquote.workload.ecs_object import EcsObject

MAX_CONSTRAINTS = 10
MAX_EXPRESSION = 2000


def read_placement_constraints(source: EcsObject, kinds: Collection[str]) -> tuple[bool, tuple[str, ...]]:
    """Whether each task requires a distinct instance, and the memberOf expressions."""
    distinct = False
    expressions: list[str] = []
    for entry in source.objects("placementConstraints", MAX_CONSTRAINTS):
        if entry.value.get("type") is None:
            entry.fault("type", f"is required: {' or '.join(kinds)}")
        kind = entry.choice("type", kinds)
        if kind == "distinctInstance":
            distinct = True
            if entry.has("expression"):
                entry.fault("expression", "must be left out with distinctInstance")
        elif kind == "memberOf":
            expression = _expression(entry)
            expressions += [expression] if expression else []
    return distinct, tuple(expressions)


def _expression(entry: EcsObject) -> str | None:
    if not entry.has("expression"):
        entry.fault("expression", "is required with memberOf, e.g. attribute:ecs.instance-type =~ m7g.*")
        return None
    expression = entry.text("expression")
    if expression is not None and len(expression) > MAX_EXPRESSION:
        entry.fault("expression", f"must have at most {MAX_EXPRESSION} characters, not {len(expression)}")
        return None
    return expression
