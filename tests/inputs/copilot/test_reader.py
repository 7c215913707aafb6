"""Copilot manifests and what Copilot makes of them."""

from typing import Any

import pytest

from ecsquote.errors import InputError
from ecsquote.inputs.copilot.job_schedule import expression_of
from ecsquote.inputs.copilot.reader import copilot_estate
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.estate.resources import Estate, Reference
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile

WEB = "name: api\ntype: Load Balanced Web Service\n"
BACKEND = "name: api\ntype: Backend Service\n"
JOB = "name: report\ntype: Scheduled Job\n"


def estate_of(text: str, environment: str | None = None) -> Estate:
    return copilot_estate(
        decoded(SourceFile("manifest.yml", text.encode())), ReadingParameters(environment=environment)
    )


def service_of(text: str, environment: str | None = None) -> dict[str, Any]:
    (service,) = estate_of(text, environment).of_kind("AWS::ECS::Service")
    return dict(service.properties)


def definition_of(text: str, environment: str | None = None) -> dict[str, Any]:
    (definition,) = estate_of(text, environment).of_kind("AWS::ECS::TaskDefinition")
    return dict(definition.properties)


@pytest.mark.parametrize(
    ("given", "cpu", "memory"),
    [
        ("", "256", "512"),
        ("cpu: 1024\nmemory: 2048\n", "1024", "2048"),
        ("platform: windows/amd64\n", "1024", "2048"),
        ("platform: {osfamily: windows_server_2022_core, architecture: x86_64}\n", "1024", "2048"),
        ("platform: linux/arm64\n", "256", "512"),
    ],
)
def test_the_size_is_the_manifest_s_or_copilot_s_own(given: str, cpu: str, memory: str) -> None:
    definition = definition_of(BACKEND + given)
    assert (definition["cpu"], definition["memory"]) == (cpu, memory)


@pytest.mark.parametrize(
    ("platform", "family", "architecture"),
    [
        ("linux/amd64", "LINUX", "X86_64"),
        ("linux/arm64", "LINUX", "ARM64"),
        ("windows/amd64", "WINDOWS_SERVER_2019_CORE", "X86_64"),
    ],
)
def test_the_platform_is_read(platform: str, family: str, architecture: str) -> None:
    runtime = definition_of(f"{BACKEND}platform: {platform}\n")["runtimePlatform"]
    assert runtime == {"operatingSystemFamily": family, "cpuArchitecture": architecture}


def test_a_fixed_count_runs_on_fargate() -> None:
    service = service_of(BACKEND + "count: 3\n")
    assert (service["desiredCount"], service["launchType"]) == (3, "FARGATE")


def test_spot_takes_every_task() -> None:
    service = service_of(BACKEND + "count: {spot: 5}\n")
    assert service["desiredCount"] == 5
    assert service["capacityProviderStrategy"] == [{"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 1}]


@pytest.mark.parametrize(
    ("spot_from", "base"),
    [(1, None), (2, 1), (6, 5)],
)
def test_spot_from_leaves_the_tasks_before_it_on_fargate(spot_from: int, base: int | None) -> None:
    text = f"{BACKEND}count: {{range: {{min: 2, max: 10, spot_from: {spot_from}}}}}\n"
    strategy = {one["capacityProvider"]: one for one in service_of(text)["capacityProviderStrategy"]}
    assert strategy["FARGATE_SPOT"]["weight"] == 1
    assert (strategy["FARGATE"]["base"] if base else strategy.get("FARGATE")) == base
    (target,) = estate_of(text).of_kind("AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target.properties["MinCapacity"], target.properties["MaxCapacity"]) == (2, 10)


@pytest.mark.parametrize("given", ["count: 2-20", "count: {range: 2-20, cpu_percentage: 70}"])
def test_a_range_is_a_scalable_target(given: str) -> None:
    (target,) = estate_of(f"{BACKEND}{given}\n").of_kind("AWS::ApplicationAutoScaling::ScalableTarget")
    assert target.properties == {"ResourceId": Reference("api"), "MinCapacity": 2, "MaxCapacity": 20}


@pytest.mark.parametrize("count", ["{spot: {}}", "{spot: some}", "{spot: true}", "[1]", "{range: {min: 1}}", "1-x"])
def test_a_count_that_copilot_does_not_take_is_a_fault(count: str) -> None:
    estate = estate_of(f"{BACKEND}count: {count}\n")
    assert [fault.source for fault in estate.faults] == ["api"]
    assert "must" in estate.faults[0].message


def test_an_environment_is_merged_deeply() -> None:
    text = (
        BACKEND
        + "cpu: 256\ncount: {range: {min: 1, max: 4}}\nenvironments: {prod: {cpu: 1024, count: {range: {max: 9}}}}\n"
    )
    assert definition_of(text, "prod")["cpu"] == "1024"
    (target,) = estate_of(text, "prod").of_kind("AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target.properties["MinCapacity"], target.properties["MaxCapacity"]) == (1, 9)
    assert [note.message for note in estate_of(text).assumed] == [
        "no environment is named: the manifest's own values are taken; --environment names one"
    ]
    with pytest.raises(InputError, match="names no environment 'test'; it names prod"):
        estate_of(text, "test")


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        ("", ["application"]),
        ("http: false\n", []),
        ("http: {path: /}\nnlb: {port: 443/tls}\n", ["application", "network"]),
    ],
)
def test_a_web_service_has_the_load_balancers_of_its_manifest(given: str, kinds: list[str]) -> None:
    estate = estate_of(WEB + given)
    balancers = list(estate.of_kind("AWS::ElasticLoadBalancingV2::LoadBalancer"))
    assert [one.properties["Type"] for one in balancers] == kinds
    assert all(len(one.properties["Subnets"]) == 2 for one in balancers)
    assert len(service_of(WEB + given)["loadBalancers"]) == len(kinds)


@pytest.mark.parametrize(("placement", "address"), [("", "ENABLED"), ("public", "ENABLED"), ("private", "DISABLED")])
def test_tasks_have_addresses_in_public_subnets(placement: str, address: str) -> None:
    text = BACKEND + (f"network: {{vpc: {{placement: {placement}}}}}\n" if placement else "")
    assert service_of(text)["networkConfiguration"] == {"awsvpcConfiguration": {"assignPublicIp": address}}
    assert bool(estate_of(text).warnings) is (placement == "private")


def test_sidecars_storage_and_tracing_are_read() -> None:
    text = BACKEND + (
        "sidecars: {proxy: {image: proxy}}\nobservability: {tracing: awsxray}\n"
        "storage: {ephemeral: 40, volumes: {data: {efs: {id: fs-1}}}}\n"
    )
    definition = definition_of(text)
    assert [one["name"] for one in definition["containerDefinitions"]] == ["api", "proxy", "aws-otel-collector"]
    assert definition["ephemeralStorage"] == {"sizeInGiB": 40}
    assert definition["volumes"] == [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]


@pytest.mark.parametrize(
    ("schedule", "expression"),
    [
        ("@daily", "cron(0 0 * * ? *)"),
        ("@hourly", "cron(0 * * * ? *)"),
        ("@weekly", "cron(0 0 ? * 1 *)"),
        ("@every 1h30m", "rate(90 minutes)"),
        ("0 8 * * 1-5", "cron(0 8 ? * 2-6 *)"),  # Monday to Friday: 1-5 from Sunday 0, 2-6 from Sunday 1
        ("*/5 * * * *", "cron(*/5 * * * ? *)"),
        ("rate(5 minutes)", "rate(5 minutes)"),
        ("none", None),
    ],
)
def test_schedules_become_expressions_of_eventbridge(schedule: str, expression: str | None) -> None:
    assert expression_of(schedule) == expression


@pytest.mark.parametrize("schedule", ["@every 10s", "@sometimes", "1 2 3 * 5", "0 8 * *"])
def test_schedules_that_copilot_does_not_take_are_refused(schedule: str) -> None:
    with pytest.raises(ValueError, match=r"on\.schedule must"):
        expression_of(schedule)


def test_a_job_runs_by_its_schedule() -> None:
    (rule,) = estate_of(JOB + 'on: {schedule: "@daily"}\n').of_kind("AWS::Events::Rule")
    assert (rule.properties["ScheduleExpression"], rule.properties["State"]) == ("cron(0 0 * * ? *)", "ENABLED")
    (stopped,) = estate_of(JOB + "on: {schedule: none}\n").of_kind("AWS::Events::Rule")
    assert stopped.properties["State"] == "DISABLED"
    assert [fault.source for fault in estate_of(JOB).faults] == ["report"]
    assert [resource.source for resource in estate_of(JOB).resources] == ["report"]  # not one task all month


@pytest.mark.parametrize("kind", ["Request-Driven Web Service", "Static Site"])
def test_what_does_not_run_on_ecs_is_listed(kind: str) -> None:
    (resource,) = estate_of(f"name: page\ntype: {kind}\n").resources
    assert resource.type == kind
    assert "runs on" in resource.kind
