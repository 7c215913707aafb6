"""What each option says of what would have to change, and of volumes that do not belong together."""

from typing import Any

import pytest

from support_small_catalog import quote, row, service

MANAGED = "MANAGED_INSTANCES"
OPTIONS = {"FARGATE": "FARGATE", "EC2_ON_DEMAND": "EC2", MANAGED: MANAGED, "EXTERNAL": "EXTERNAL"}
BRIDGED = {"networkMode": "bridge"}
MAPPED = {"name": "app", "image": "app:1", "portMappings": [{"containerPort": 80, "hostPort": 8080}]}
SPREAD = {"placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]}
ON_M5 = {"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m5.*"}
STORAGE = "ephemeralStorage would be left out; tasks write to their instance's disk"


def told(definition: dict[str, Any], task: dict[str, Any], kind: str = "assumptions") -> dict[str, list[str]]:
    """What each available option says of the one service, its name left out."""
    asked = {**service(**task), "service_definition": definition}
    document = quote({"services": [asked], "launch_options": list(OPTIONS), "external": {"instances": 1}})
    rows = {option: row(document, option) for option in OPTIONS}
    return {
        option: [text.removeprefix("web: ") for text in found[kind] if text.startswith("web: ")]
        for option, found in rows.items()
        if found["available"]
    }


@pytest.mark.parametrize("launch_type", OPTIONS.values())
def test_another_launch_type(launch_type: str) -> None:
    found = told({"launchType": launch_type}, {})
    assert found, "at least Fargate and EC2 run it"
    for option, texts in found.items():
        would = f"launchType would be {OPTIONS[option]} instead of {launch_type}"
        assert (would in texts) is (OPTIONS[option] != launch_type)
        assert len([text for text in texts if "launchType" in text]) == (OPTIONS[option] != launch_type)


@pytest.mark.parametrize(
    ("definition", "task", "words", "options"),
    [
        ({"placementConstraints": [{"type": "distinctInstance"}]}, {}, "placementConstraints", ["FARGATE"]),
        ({"placementConstraints": [ON_M5]}, {}, "placementConstraints", ["FARGATE"]),
        (SPREAD, {}, "placementStrategy", ["FARGATE", MANAGED]),
        ({}, {**BRIDGED, "containerDefinitions": [MAPPED]}, "hostPort 8080 of container app", ["FARGATE"]),
        ({}, {"networkMode": None, "containerDefinitions": [MAPPED]}, "hostPort 8080 of", ["FARGATE", MANAGED]),
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
    container = {"name": "app", "image": "app:1", "portMappings": [same, {"containerPort": 81}]}
    assert told({}, {"containerDefinitions": [container]})["FARGATE"] == []


def volumes(name: str) -> dict[str, Any]:
    return {"volumeConfigurations": [{"name": name, "managedEBSVolume": {"volumeType": "gp3", "sizeInGiB": 10}}]}


LAUNCHED = {"volumes": [{"name": "data", "configuredAtLaunch": True}]}


@pytest.mark.parametrize(
    ("definition", "task", "words"),
    [
        (volumes("data"), LAUNCHED, []),
        ({}, LAUNCHED, ["volume data is configured at launch"]),
        (volumes("other"), LAUNCHED, ["volume data is configured at launch", "volume other of volumeConfigurations"]),
        (volumes("data"), {}, ["volume data of volumeConfigurations"]),
        (volumes("data"), {"volumes": [{"name": "data"}]}, ["volume data of volumeConfigurations"]),
    ],
)
def test_volumes_that_do_not_belong_together_are_warned_of(
    definition: dict[str, Any], task: dict[str, Any], words: list[str]
) -> None:
    for option, texts in told(definition, task, "warnings").items():
        assert option != "EXTERNAL"
        assert len(texts) == len(words)
        assert all(text.startswith(begin) for text, begin in zip(texts, words, strict=True))
