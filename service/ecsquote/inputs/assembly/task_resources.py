"""What task definitions refer to: log groups, secrets, parameters, file systems and repositories, by reference or name.

Source: logConfiguration, secrets and volumes of
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

import re
from collections.abc import Iterator, Sequence

from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.assembly.surroundings import USAGE, RegionSurroundings
from ecsquote.inputs.assembly.values import entries, member, text, whole
from ecsquote.inputs.estate.resources import Resource, references

LOG_GROUP, SECRET, PARAMETER = "AWS::Logs::LogGroup", "AWS::SecretsManager::Secret", "AWS::SSM::Parameter"
FILE_SYSTEM, REPOSITORY = "AWS::EFS::FileSystem", "AWS::ECR::Repository"
_NAMES = {LOG_GROUP: "LogGroupName", SECRET: "Name", PARAMETER: "Name", REPOSITORY: "RepositoryName"}
_SECRET_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
_INFREQUENT = "INFREQUENT_ACCESS"
_LOG_GROUP_OPTIONS = ("awslogs-group", "log_group_name", "log-group-name")


def read_task_resources(parts: Sequence[ServicePart], found: RegionSurroundings) -> None:
    """The sections for everything that the task definitions of these services use, each once."""
    used: set[str] = set()
    for definition in {
        part.task_definition.source: part.task_definition for part in parts if part.task_definition
    }.values():
        used |= {reference.source for reference in references(definition.properties)}
        used |= set(_named(definition, found))
    resources = [each for each in found.context.index.estate.resources if each.source in used]
    _logs([each for each in resources if each.kind == LOG_GROUP], found)
    _secrets([each for each in resources if each.kind == SECRET], found)
    _file_systems([each for each in resources if each.kind == FILE_SYSTEM], found)
    _repositories([each for each in resources if each.kind == REPOSITORY], found)


def _named(definition: Resource, found: RegionSurroundings) -> Iterator[str]:
    """The addresses of what a task definition calls by its name or ARN."""
    for container in entries(definition.properties.get("containerDefinitions")):
        options = member(container, "logConfiguration", "options")
        for option in _LOG_GROUP_OPTIONS:
            yield from _called(LOG_GROUP, text(member(options, option)), definition, found)
        image = text(member(container, "image"))
        if image and "/" in image:
            repository = image.partition("/")[2].partition("@")[0].rpartition(":")
            yield from _called(REPOSITORY, repository[0] or repository[2], definition, found)
        for secret in entries(member(container, "secrets")):
            yield from _called(SECRET, _secret_name(text(member(secret, "valueFrom"))), definition, found)


def _called(kind: str, name: str | None, definition: Resource, found: RegionSurroundings) -> Iterator[str]:
    if name is not None:
        for each in found.context.index.named(kind, (_NAMES[kind],), name, definition.region):
            yield each.source


def _secret_name(value: str | None) -> str | None:
    """The name of a secret in its ARN, with or without the suffix that Secrets Manager adds, and without JSON keys."""
    if value is None or ":secret:" not in value:
        return value
    name = value.split(":secret:", 1)[1].partition(":")[0]
    return _SECRET_SUFFIX.sub("", name)


def _logs(groups: Sequence[Resource], found: RegionSurroundings) -> None:
    if not groups:
        return
    classes = {text(each.properties.get("LogGroupClass")) or "STANDARD" for each in groups}
    section = found.section("logs")
    if classes == {_INFREQUENT}:
        section["log_class"] = _INFREQUENT
    elif _INFREQUENT in classes:
        what = "the log groups are of two classes; all are priced as STANDARD"
        found.notes.warn(groups[0].source, what, f"{USAGE}/logs")
    for group in groups:
        found.take(group.source)
        found.ask(group.source, "logs", "ingested_gb", "GB taken in during the month")
        kept = whole(group.properties.get("RetentionInDays"))
        days = f"kept for {kept} days" if kept else "kept for ever, so that they grow each month"
        found.ask(group.source, "logs", "stored_gb", f"GB stored, {days}")


def _secrets(secrets: Sequence[Resource], found: RegionSurroundings) -> None:
    if not secrets:
        return
    copies = sum(1 + len(entries(each.properties.get("ReplicaRegions"))) for each in secrets)
    found.section("secrets", count=copies)
    for secret in secrets:
        found.take(secret.source)


def _file_systems(systems: Sequence[Resource], found: RegionSurroundings) -> None:
    if not systems:
        return
    one_zone = all(each.properties.get("AvailabilityZoneName") is not None for each in systems)
    found.section("efs", stored_gb="0", **({"storage_class": "ONE_ZONE"} if one_zone else {}))
    for system in systems:
        found.take(system.source)
        found.ask(system.source, "efs", "stored_gb", "GB-months kept")


def _repositories(repositories: Sequence[Resource], found: RegionSurroundings) -> None:
    for repository in repositories:
        found.section("ecr")
        found.take(repository.source)
        found.ask(repository.source, "ecr", "stored_gb", "GB-months of images kept")
