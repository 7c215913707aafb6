"""What each option says of what would have to change there, and of what is not priced or not certain."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from support_small_catalog import quote, row, service

MANAGED = "MANAGED_INSTANCES"
OPTIONS = ["FARGATE", "EC2_ON_DEMAND", MANAGED, "EXTERNAL"]
BRIDGED = {"networkMode": "bridge"}
VERSIONED = {"platformVersion": "1.4.0"}
MAPPED = {"name": "app", "image": "app:1", "portMappings": [{"containerPort": 80, "hostPort": 8080}]}
TWINS = [{"name": name, "image": "app:1", "portMappings": [{"containerPort": 80}]} for name in ("app", "side")]
SPREAD = {"placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]}
ON_M5 = {"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m5.*"}
STORAGE = "ephemeralStorage would be left out; tasks write to their instance's disk"


def told(
    definition: dict[str, Any], task: dict[str, Any], kind: str = "assumptions", options: Sequence[str] = OPTIONS
) -> dict[str, list[str]]:
    """What each available option says of the one service, its name left out."""
    asked = {**service(**task), **({"service_definition": definition} if definition else {})}
    document = quote({"services": [asked], "launch_options": list(options), "external": {"instances": 1}})
    rows = {option: row(document, option) for option in options}
    return {
        option: [text.removeprefix("web: ") for text in found[kind] if text.startswith("web: ")]
        for option, found in rows.items()
        if found["available"]
    }


BY_STRATEGY = "launchType {} would be replaced by a capacityProviderStrategy with {}"


@pytest.mark.parametrize(
    ("launch_type", "said"),
    [
        (
            "FARGATE",
            {
                "FARGATE_SPOT": BY_STRATEGY.format("FARGATE", "FARGATE_SPOT"),
                "EC2_ON_DEMAND": "launchType would be EC2 instead of FARGATE",
                "EC2_SPOT": "launchType would be EC2 instead of FARGATE",
                MANAGED: BY_STRATEGY.format("FARGATE", "a capacity provider of Managed Instances"),
            },
        ),
        (
            "EC2",
            {
                "FARGATE": "launchType would be FARGATE instead of EC2",
                "FARGATE_SPOT": BY_STRATEGY.format("EC2", "FARGATE_SPOT"),
                MANAGED: BY_STRATEGY.format("EC2", "a capacity provider of Managed Instances"),
            },
        ),
        (
            MANAGED,
            {
                "FARGATE": "launchType would be FARGATE instead of MANAGED_INSTANCES",
                "FARGATE_SPOT": BY_STRATEGY.format(MANAGED, "FARGATE_SPOT"),
                "EC2_ON_DEMAND": "launchType would be EC2 instead of MANAGED_INSTANCES",
                "EC2_SPOT": "launchType would be EC2 instead of MANAGED_INSTANCES",
            },
        ),
    ],
)
def test_another_launch_type(launch_type: str, said: dict[str, str]) -> None:
    found = told({"launchType": launch_type}, {}, options=[*OPTIONS, "FARGATE_SPOT", "EC2_SPOT"])
    assert {option: text for option, texts in found.items() for text in texts if "launchType" in text} == said
    assert set(said) < set(found)


def test_another_launch_type_outside_aws() -> None:
    assert told({"launchType": "EC2"}, BRIDGED)["EXTERNAL"] == ["launchType would be EXTERNAL instead of EC2"]
    assert told({"launchType": "EXTERNAL"}, BRIDGED)["EXTERNAL"] == []
    assert told(named("spot-group"), BRIDGED)["EXTERNAL"] == [
        "the capacityProviderStrategy would be replaced by launchType EXTERNAL"
    ]


def named(*providers: str) -> dict[str, Any]:
    return {"capacityProviderStrategy": [{"capacityProvider": provider, "weight": 1} for provider in providers]}


STRATEGY = "capacityProviderStrategy would name {} instead of {}"


@pytest.mark.parametrize(
    ("providers", "said"),
    [
        (
            ["FARGATE"],
            {
                "FARGATE_SPOT": STRATEGY.format("FARGATE_SPOT", "FARGATE"),
                "EC2_ON_DEMAND": STRATEGY.format("a capacity provider of an Auto Scaling group", "FARGATE"),
                MANAGED: STRATEGY.format("a capacity provider of Managed Instances", "FARGATE"),
            },
        ),
        (
            ["FARGATE", "FARGATE_SPOT"],
            {
                "EC2_ON_DEMAND": STRATEGY.format(
                    "a capacity provider of an Auto Scaling group", "FARGATE, FARGATE_SPOT"
                ),
                MANAGED: STRATEGY.format("a capacity provider of Managed Instances", "FARGATE, FARGATE_SPOT"),
            },
        ),
        (
            ["group"],  # of an Auto Scaling group or of Managed Instances: its name does not say
            {
                "FARGATE": STRATEGY.format("FARGATE", "group"),
                "FARGATE_SPOT": STRATEGY.format("FARGATE_SPOT", "group"),
            },
        ),
    ],
)
def test_another_capacity_provider(providers: list[str], said: dict[str, str]) -> None:
    options = [*OPTIONS, "FARGATE_SPOT", "CAPACITY_PROVIDER_STRATEGY"]
    found = told(named(*providers), {}, options=options)
    assert {option: text for option, texts in found.items() for text in texts if "Strategy" in text} == said
    assert "CAPACITY_PROVIDER_STRATEGY" in found


def test_two_services_are_told_apart_and_each_once() -> None:
    two = [{**service(name), "service_definition": {"launchType": "EC2"}} for name in ("web", "api")]
    texts = row(quote({"services": two, "launch_options": ["FARGATE"]}), "FARGATE")["assumptions"]
    assert texts == [f"{name}: launchType would be FARGATE instead of EC2" for name in ("web", "api")]


@pytest.mark.parametrize(
    ("definition", "task", "words", "options"),
    [
        ({"placementConstraints": [{"type": "distinctInstance"}]}, {}, "placementConstraints", ["FARGATE"]),
        ({"placementConstraints": [ON_M5]}, {}, "placementConstraints", ["FARGATE"]),
        (VERSIONED, {}, "platformVersion", ["EC2_ON_DEMAND", MANAGED]),
        (VERSIONED, BRIDGED, "platformVersion", ["EC2_ON_DEMAND", "EXTERNAL"]),
        (SPREAD, {}, "placementStrategy", ["FARGATE", MANAGED]),
        ({}, {**BRIDGED, "containerDefinitions": [MAPPED]}, "hostPort 8080 of container app", ["FARGATE"]),
        ({}, {"networkMode": None, "containerDefinitions": [MAPPED]}, "hostPort 8080 of", ["FARGATE", MANAGED]),
        ({}, {**BRIDGED, "containerDefinitions": TWINS}, "side would have another containerPort than 80", ["FARGATE"]),
        ({}, {"ephemeralStorage": {"sizeInGiB": 50}}, STORAGE, ["EC2_ON_DEMAND", MANAGED]),
        ({}, {**BRIDGED, "ephemeralStorage": {"sizeInGiB": 50}}, STORAGE, ["EC2_ON_DEMAND", "EXTERNAL"]),
    ],
)  # fmt: skip
def test_what_an_option_does_not_take_is_said_there_alone(
    definition: dict[str, Any], task: dict[str, Any], words: str, options: list[str]
) -> None:
    found = told(definition, task)
    assert [option for option, texts in found.items() if any(words in text for text in texts)] == options
    assert len(found) > len(options), "an option that takes it is compared"


def test_nothing_to_change_is_nothing_to_say() -> None:
    same = {"containerPort": 80, "hostPort": 80}
    other = {"containerPort": 80, "protocol": "udp"}
    container = {"name": "app", "image": "app:1", "portMappings": [same, {"containerPort": 81}]}
    side = {"name": "side", "image": "app:1", "portMappings": [other]}
    assert told(VERSIONED, {"containerDefinitions": [container]})["FARGATE"] == []
    assert told({}, {**BRIDGED, "containerDefinitions": [container, side]})["FARGATE"] == [
        "networkMode would be awsvpc instead of bridge"
    ]


def test_windows_tasks_on_fargate_say_that_their_storage_is_uncertain() -> None:
    windows = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
    storage = {"ephemeralStorage": {"sizeInGiB": 21}}
    said = [[text for text in told({}, task)["FARGATE"] if "disagree" in text] for task in (windows, storage)]
    assert said == [[], []]
    (text,) = (text for text in told({}, {**windows, **storage})["FARGATE"] if "disagree" in text)
    assert text.startswith("ephemeral storage is priced as for Linux")


@pytest.mark.parametrize("gib", [20, 50])
def test_a_plan_leaves_ephemeral_storage_out_and_says_so(gib: int) -> None:
    storage: dict[str, Any] = {} if gib == 20 else {"ephemeralStorage": {"sizeInGiB": gib}}
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
    document = quote({"services": [service(**storage)], "savings_plan": plan, "launch_options": ["FARGATE"]})
    options = row(document, "FARGATE"), row(document, "FARGATE", plan=True)
    for option in options:
        billed = [line["monthly"] for line in option["line_items"] if line["component"] == "fargate_ephemeral_storage"]
        # what is above the 20 GB that are included, all month, at the ordinary 0.0001
        assert sum(map(Decimal, billed)) == 730 * (gib - 20) * Decimal("0.0001")
    said = [any("no Savings Plans rate for it" in text for text in option["assumptions"]) for option in options]
    assert said == [False, gib > 20]


LAUNCHED = {"volumes": [{"name": "data", "configuredAtLaunch": True}]}


def volumes(**entry: Any) -> dict[str, Any]:
    return {"volumeConfigurations": [{"name": "data", **entry}]}


MADE = volumes(managedEBSVolume={"volumeType": "gp3", "sizeInGiB": 10})


@pytest.mark.parametrize(
    ("definition", "task", "warning"),
    [
        (MADE, LAUNCHED, None),
        (volumes(), LAUNCHED, "volume data is configured at launch"),  # which volume, but not what it is
        ({}, LAUNCHED, "volume data is configured at launch"),
        (MADE, {}, "volume data of volumeConfigurations is priced"),
        (MADE, {"volumes": [{"name": "data"}]}, "volume data of volumeConfigurations is priced"),
        ({}, {"volumes": [{"name": "data"}]}, None),
    ],
)
def test_a_volume_of_which_only_one_document_speaks_is_warned_of(
    definition: dict[str, Any], task: dict[str, Any], warning: str | None
) -> None:
    found = told(definition, task, "warnings")
    assert set(found) == {"EC2_ON_DEMAND", "FARGATE", MANAGED}
    for texts in found.values():
        assert len(texts) == (warning is not None)
        assert all(text.startswith(warning or "") for text in texts)
