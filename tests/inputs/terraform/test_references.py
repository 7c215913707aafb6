"""Joins by the configuration: through variables, outputs, count, for_each, and where the plan hides the expression."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.terraform.addresses import ModuleStep, ReferenceStep, module_path, most_specific, steps
from ecsquote.inputs.terraform.plan import plan_estate
from support_terraform import short

CLUSTER, SERVICE = "aws_ecs_cluster", "aws_ecs_service"


def refers_to(*references: str) -> dict[str, Any]:
    return {"references": list(references)}


def block(address: str, expressions: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    kind, name = address.split(".")
    return {"address": address, "mode": "managed", "type": kind, "name": name, "expressions": expressions, **more}


def planned(address: str, **more: Any) -> dict[str, Any]:
    """An entry of planned_values of which nothing is known."""
    kind, name = address.split(".")[-2:]
    return {"address": address, "mode": "managed", "type": kind, "name": name.split("[")[0], "values": {}, **more}


def module(address: str, *resources: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"address": address, "resources": list(resources), **more}


def properties_in(
    configuration: Mapping[str, Any], resources: Sequence[Mapping[str, Any]], *modules: Mapping[str, Any]
) -> dict[str, Any]:
    """The short properties of each resource of a plan of which nothing is known before apply."""
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": resources, "child_modules": list(modules)}},
        "configuration": {"root_module": configuration},
    }
    estate = plan_estate(plan, ReadingParameters())
    return {each.source: short(each.properties) for each in estate.resources}


def cluster_of(expression: Mapping[str, Any], *clusters: str, **more: Any) -> Any:
    """The cluster of aws_ecs_service.web, whose expression is given, next to some clusters of the root module."""
    names = {cluster.split("[")[0] for cluster in clusters}
    configuration = {
        "resources": [block(name, {}) for name in names] + [block("aws_ecs_service.web", {"cluster": expression})],
        **more,
    }
    resources = [planned(cluster, index=_index(cluster)) for cluster in clusters] + [planned("aws_ecs_service.web")]
    return properties_in(configuration, resources)["aws_ecs_service.web"].get("cluster")


def _index(address: str) -> Any:
    key = address.partition("[")[2].rstrip("]")
    return key.strip('"') if '"' in key else int(key) if key else None


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("var.zones", (ReferenceStep("var"), ReferenceStep("zones"))),
        (
            "aws_lb.this[0].arn",
            (ReferenceStep("aws_lb"), ReferenceStep("this"), ReferenceStep(index=0), ReferenceStep("arn")),
        ),
        (
            'module.a["x.y[1]"].out',
            (ReferenceStep("module"), ReferenceStep("a"), ReferenceStep(index="x.y[1]"), ReferenceStep("out")),
        ),
        (r'module.a["say \"hi\""]', (ReferenceStep("module"), ReferenceStep("a"), ReferenceStep(index='say "hi"'))),
        ("aws_lb.this[each.key].arn", (ReferenceStep("aws_lb"), ReferenceStep("this"), ReferenceStep("arn"))),
        ("", ()),
    ],
)
def test_reference_is_taken_apart(reference: str, parts: tuple[ReferenceStep, ...]) -> None:
    assert steps(reference) == parts


def test_modules_of_an_address_are_found_with_their_keys() -> None:
    address = 'module.a["x.module.y"].module.b[2].module.c.aws_lb.this[0]'
    assert module_path(address) == (ModuleStep("a", "x.module.y"), ModuleStep("b", 2), ModuleStep("c"))
    assert module_path("aws_lb.module") == ()


def test_shorter_forms_of_a_reference_are_left_out() -> None:
    listed = ("module.a[0].out.id", "module.a[0].out", "module.a[0]", "module.a", "module.ab", "var.x")
    assert most_specific(listed) == ("module.a[0].out.id", "module.ab", "var.x")


def test_reference_joins_without_regard_to_names() -> None:
    expression = refers_to("aws_ecs_cluster.b.id", "aws_ecs_cluster.b")
    assert cluster_of(expression, "aws_ecs_cluster.a", "aws_ecs_cluster.b") == "→ aws_ecs_cluster.b"


def test_index_of_a_reference_chooses_the_instance() -> None:
    clusters = ('aws_ecs_cluster.x["a"]', 'aws_ecs_cluster.x["b"]')
    assert cluster_of(refers_to('aws_ecs_cluster.x["b"].arn'), *clusters) == '→ aws_ecs_cluster.x["b"]'


def test_the_only_instance_is_meant_without_an_index() -> None:
    assert cluster_of(refers_to("aws_ecs_cluster.x"), "aws_ecs_cluster.x[0]") == "→ aws_ecs_cluster.x[0]"


def test_one_of_several_instances_stays_unknown_and_shows_all_of_them() -> None:
    found = cluster_of(refers_to("aws_ecs_cluster.x"), "aws_ecs_cluster.x[0]", "aws_ecs_cluster.x[1]")
    assert found == {
        "?": "cluster is known only after apply",
        "from": ["→ aws_ecs_cluster.x[0]", "→ aws_ecs_cluster.x[1]"],
    }


def test_choice_of_an_instance_that_does_not_exist_leaves_the_other() -> None:
    expression = refers_to("var.shared", "aws_ecs_cluster.own[0].arn", "aws_ecs_cluster.shared[0].arn")
    assert cluster_of(expression, "aws_ecs_cluster.shared[0]") == "→ aws_ecs_cluster.shared[0]"


def test_cluster_behind_a_local_is_assumed_where_it_is_the_only_one() -> None:
    assert cluster_of(refers_to("local.cluster"), "aws_ecs_cluster.x") == "→ aws_ecs_cluster.x"
    several = cluster_of(refers_to("local.cluster"), "aws_ecs_cluster.x", "aws_ecs_cluster.y")
    assert several["from"] == ["→ aws_ecs_cluster.x", "→ aws_ecs_cluster.y"]


def test_cluster_behind_a_local_is_the_one_of_the_same_name_among_several() -> None:
    assert cluster_of(refers_to("local.cluster"), "aws_ecs_cluster.x", "aws_ecs_cluster.web") == (
        "→ aws_ecs_cluster.web"
    )


def test_cluster_of_a_root_variable_or_remote_state_is_not_guessed() -> None:
    unknown = "? cluster is known only after apply"
    assert cluster_of(refers_to("var.cluster"), "aws_ecs_cluster.x") == unknown
    assert cluster_of(refers_to("data.terraform_remote_state.net.outputs.id"), "aws_ecs_cluster.x") == unknown


@pytest.mark.parametrize(
    ("reference", "for_each"),
    [
        (["aws_subnet.s", "each.key"], None),
        (["each.value.id", "each.value"], ["aws_subnet.s"]),
    ],
)
def test_each_key_and_each_value_choose_the_instance_with_the_same_key(
    reference: list[str], for_each: list[str] | None
) -> None:
    table = block("aws_route_table_association.t", {"subnet_id": refers_to(*reference)})
    table["for_each_expression"] = {"references": for_each} if for_each else {"constant_value": ["a", "b"]}
    keys = [{"index": key} for key in ("a", "b")]
    resources = [
        *(planned(f'aws_subnet.s["{key["index"]}"]', **key) for key in keys),
        *(planned(f'aws_route_table_association.t["{key["index"]}"]', **key) for key in keys),
    ]
    found = properties_in({"resources": [block("aws_subnet.s", {}), table]}, resources)
    for key in "ab":
        assert found[f'aws_route_table_association.t["{key}"]'] == {"SubnetId": f'→ aws_subnet.s["{key}"]'}


def test_constant_each_value_is_an_index() -> None:
    nat = block("aws_nat_gateway.n", {"subnet_id": refers_to("aws_subnet.s", "each.value")})
    nat["for_each_expression"] = {"constant_value": {"first": 1, "second": 0}}
    resources = [planned(f"aws_subnet.s[{number}]", index=number) for number in (0, 1)]
    resources += [planned(f'aws_nat_gateway.n["{key}"]', index=key) for key in ("first", "second")]
    found = properties_in({"resources": [block("aws_subnet.s", {}), nat]}, resources)
    assert found['aws_nat_gateway.n["first"]'] == {"SubnetId": "→ aws_subnet.s[1]"}
    assert found['aws_nat_gateway.n["second"]'] == {"SubnetId": "→ aws_subnet.s[0]"}


def test_element_begins_again_at_the_end_of_a_shorter_list() -> None:
    route = block("aws_route.r", {"nat_gateway_id": refers_to("aws_nat_gateway.n", "count.index")})
    resources = [planned(f"aws_nat_gateway.n[{number}]", index=number) for number in (0, 1)]
    resources += [planned(f"aws_route.r[{number}]", index=number) for number in range(3)]
    found = properties_in({"resources": [block("aws_nat_gateway.n", {}), route]}, resources)
    assert [found[f"aws_route.r[{number}]"]["NatGatewayId"] for number in range(3)] == [
        "→ aws_nat_gateway.n[0]",
        "→ aws_nat_gateway.n[1]",
        "→ aws_nat_gateway.n[0]",
    ]


SHARED = {
    "outputs": {"arn": {"expression": refers_to("aws_ecs_cluster.this[0].arn", "aws_ecs_cluster.this[0]")}},
    "resources": [block("aws_ecs_cluster.this", {})],
}
APP = {"resources": [block("aws_ecs_service.this", {"cluster": refers_to("var.settings.cluster", "var.settings")})]}


def call(source: Mapping[str, Any], **expressions: Any) -> dict[str, Any]:
    return {"source": "./x", "expressions": expressions, "module": source}


def test_variable_and_output_lead_from_module_to_module() -> None:
    app = call(APP, settings=refers_to("module.shared.arn", "module.shared"))
    found = properties_in(
        {"module_calls": {"shared": call(SHARED), "app": app}},
        [],
        module("module.shared", planned("module.shared.aws_ecs_cluster.this[0]", index=0)),
        module("module.app", planned("module.app.aws_ecs_service.this")),
    )
    assert found["module.app.aws_ecs_service.this"] == {"cluster": "→ module.shared.aws_ecs_cluster.this[0]"}


def test_instances_of_modules_are_joined_by_their_keys() -> None:
    app = call(APP, settings=refers_to("module.shared", "each.key"))
    app["for_each_expression"] = refers_to("var.teams")
    shared = {**call(SHARED), "for_each_expression": refers_to("var.teams")}
    modules = []
    for team in ("a.b", "c"):
        cluster = planned(f'module.shared["{team}"].aws_ecs_cluster.this[0]', index=0, name="this")
        modules.append(module(f'module.shared["{team}"]', cluster | {"type": CLUSTER}))
        service = planned(f'module.app["{team}"].aws_ecs_service.this', name="this")
        modules.append(module(f'module.app["{team}"]', service | {"type": SERVICE}))
    found = properties_in({"module_calls": {"shared": shared, "app": app}}, [], *modules)
    for team in ("a.b", "c"):
        assert found[f'module.app["{team}"].aws_ecs_service.this'] == {
            "cluster": f'→ module.shared["{team}"].aws_ecs_cluster.this[0]'
        }


def test_attribute_of_another_resource_is_followed_to_the_resource_behind_it() -> None:
    action = block(
        "aws_appautoscaling_scheduled_action.a", {"resource_id": refers_to("aws_appautoscaling_target.t.resource_id")}
    )
    target = block("aws_appautoscaling_target.t", {"resource_id": refers_to("aws_ecs_service.web.name")})
    resources = [planned(each) for each in (action["address"], target["address"], "aws_ecs_service.web")]
    found = properties_in({"resources": [action, target, block("aws_ecs_service.web", {})]}, resources)
    assert found[action["address"]] == {"ResourceId": "→ aws_ecs_service.web"}


def test_references_that_lead_in_a_circle_end() -> None:
    circle = {
        "outputs": {"arn": {"expression": refers_to("var.settings")}},
        "resources": [block("aws_ecs_service.this", {"cluster": refers_to("var.settings")})],
    }
    found = properties_in(
        {"module_calls": {"app": call(circle, settings=refers_to("module.app.arn"))}},
        [],
        module("module.app", planned("module.app.aws_ecs_service.this")),
    )
    assert found["module.app.aws_ecs_service.this"] == {"cluster": "? cluster is known only after apply"}


def test_blocks_that_stand_in_another_order_are_told_apart_by_their_constants() -> None:
    written = [
        {"container_name": {"constant_value": name}, "target_group_arn": refers_to(f"aws_lb_target_group.{name}.arn")}
        for name in ("b", "a")
    ]
    service = block("aws_ecs_service.web", {"load_balancer": written})
    values = {"load_balancer": [{"container_name": "a"}, {"container_name": "b"}]}
    groups = [f"aws_lb_target_group.{name}" for name in "ab"]
    resources = [planned(group) for group in groups] + [planned("aws_ecs_service.web") | {"values": values}]
    found = properties_in({"resources": [service, *(block(group, {}) for group in groups)]}, resources)
    assert found["aws_ecs_service.web"]["loadBalancers"] == [
        {"targetGroupArn": f"→ aws_lb_target_group.{name}", "containerName": name} for name in "ab"
    ]


def test_subnets_that_exist_and_those_that_are_new_are_joined_in_one_list() -> None:
    network = [{"subnets": refers_to("aws_subnet.new.id", "var.old_subnet")}]
    service = block("aws_ecs_service.web", {"network_configuration": network})
    entry = planned("aws_ecs_service.web") | {"values": {"network_configuration": [{"subnets": ["subnet-1", None]}]}}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [planned("aws_subnet.new"), entry]}},
        "resource_changes": [
            {
                "address": "aws_ecs_service.web",
                "change": {"after_unknown": {"network_configuration": [{"subnets": [False, True]}]}},
            }
        ],
        "configuration": {"root_module": {"resources": [block("aws_subnet.new", {}), service]}},
    }
    service_found = plan_estate(plan, ReadingParameters()).resources[1]
    assert short(service_found.properties)["networkConfiguration"] == {
        "awsvpcConfiguration": {"subnets": ["subnet-1", "→ aws_subnet.new"]}
    }
