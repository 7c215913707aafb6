"""What AWS might refuse and what changes no price: warnings with the place and the words."""

import pytest

from ecsquote.workload.task_definition import parse_task_definition
from support_workload import Document, container, task_definition

FIRST = "/containerDefinitions/0"


@pytest.mark.parametrize(
    ("document", "pointer", "words"),
    [
        (task_definition(family=None), "/family", "is missing"),
        (task_definition(family=""), "/family", "is missing"),
        (task_definition(family="my web"), "/family", "hyphens and underscores"),
        (task_definition(family="${FAMILY}"), "/family", 'not "${FAMILY}"'),
        (task_definition(family="a" * 256), "/family", "255"),
        (task_definition(container(name=None)), f"{FIRST}/name", "is missing"),
        (task_definition(container(name="<NAME>")), f"{FIRST}/name", "hyphens"),
        (task_definition(container(image=None)), f"{FIRST}/image", "is missing"),
        (task_definition(container(image="a b")), f"{FIRST}/image", "repository:tag"),
        (task_definition(container(image="a" * 256)), f"{FIRST}/image", "255"),
        (task_definition(container(memory=5)), f"{FIRST}/memory", "6 MiB or more, not 5"),
        (task_definition(container(memory=512, memoryReservation=512)), f"{FIRST}/memory", "the same 512 MiB"),
        (task_definition(cpuu=2048, cpu=None), "/", "unknown member cpuu; is cpu meant?"),
    ],
)
def test_what_changes_no_price_is_a_warning(document: Document, pointer: str, words: str) -> None:
    (warning,) = parse_task_definition(document).warnings
    assert warning.startswith(f"{pointer}: ")
    assert words in warning


def test_a_definition_that_aws_takes_has_no_warning() -> None:
    assert parse_task_definition(task_definition(container(memory=6), image_note="mine")).warnings == ()
    assert parse_task_definition(task_definition(container(image="${IMAGE}"))).warnings == ()


def test_names_are_made_up_where_there_is_none() -> None:
    document = task_definition(container(name=None), container(name=None), family=None)
    assert parse_task_definition(document).family == "task"


@pytest.mark.parametrize(
    ("image", "platform", "asked"),
    [
        ("mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022", {}, True),
        ("shop/api:1.0-nanoserver-ltsc2022", {}, True),
        ("shop/api:1.0-nanoserver-ltsc2022", {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, False),
        ("mcr.microsoft.com/windowslike/tool:1", {}, False),
        ("nginx:1", {}, False),
    ],
)
def test_a_windows_image_without_its_family_is_asked_about(image: str, platform: dict[str, str], asked: bool) -> None:
    told = {"runtimePlatform": platform} if platform else {}
    found = parse_task_definition(task_definition(container(image=image, cpu=256, memory=512), **told)).warnings
    assert any("looks like a Windows image" in warning for warning in found) is asked
