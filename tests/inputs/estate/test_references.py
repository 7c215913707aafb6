"""References are found wherever they stand in a value."""

from ecsquote.inputs.estate.resources import Reference, Unresolved, references

WEB = Reference("aws_ecs_service.web", "name")
SHOP = Reference("aws_ecs_cluster.shop", "name")


def test_references_inside_objects_lists_and_unresolved_values_come_in_order() -> None:
    value = {"a": [WEB, "text", 3, None], "b": Unresolved("known after apply", (SHOP, WEB)), "c": Unresolved("?")}
    assert list(references(value)) == [WEB, SHOP, WEB]
