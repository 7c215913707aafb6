"""Container definitions, which Terraform holds as JSON text: decoded exactly, without what may be secret."""

from collections.abc import Mapping
from typing import Any

from ecsquote.documents import parse_object
from ecsquote.errors import InputError
from ecsquote.inputs.terraform.lenient import entries, members, text

MAX_LENGTH = 1024 * 1024
"""Sixteen times the 64 KiB that AWS takes for a whole task definition."""

NOT_KEPT = {
    "command",
    "dockerLabels",
    "entryPoint",
    "environment",
    "environmentFiles",
    "healthCheck",
}
"""Members that hold a program's own values and decide no price."""
KEPT_OF_SENSITIVE = {
    "cpu",
    "essential",
    "memory",
    "memoryReservation",
    "name",
    "portMappings",
    "privileged",
    "resourceRequirements",
    "linuxParameters",
}
"""Members of a sensitive text that cannot hold the secret which made Terraform mark the text as a whole."""
LOG_OPTIONS = ("awslogs-",)
"""Beginnings of the names of log options that may be kept; others hold tokens (splunk-token)."""


def container_definitions(value: object) -> list[Any]:
    """The containers of a task definition; raises ValueError where the text is not a JSON list of them."""
    return [_kept(container) for container in _decoded(value)]


def sensitive_container_definitions(value: object) -> list[Any]:
    """The sizes, ports, log group and secrets' ARNs of a text that is marked as sensitive; raises ValueError."""
    return [_kept_of_sensitive(container) for container in _decoded(value) if isinstance(container, Mapping)]


def _kept_of_sensitive(container: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: member for name, member in container.items() if name in KEPT_OF_SENSITIVE}
    arns = [members(entry).get("valueFrom") for entry in entries(container.get("secrets"))]
    if secrets := [{"valueFrom": arn} for arn in arns if text(arn).startswith("arn:")]:
        kept["secrets"] = secrets
    logs = members(container.get("logConfiguration"))
    group = text(members(logs.get("options")).get("awslogs-group"))
    if logs.get("logDriver") == "awslogs" and group:
        kept["logConfiguration"] = {"logDriver": "awslogs", "options": {"awslogs-group": group}}
    return kept


def _decoded(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, str):
        raise ValueError("must be JSON text")
    if len(value) > MAX_LENGTH:
        raise ValueError(f"is longer than {MAX_LENGTH:,} characters")
    try:
        decoded = parse_object(b'{"containers":' + value.encode("utf-8", "replace") + b"}")
    except InputError as error:
        raise ValueError("; ".join([str(error), *(fault.message for fault in error.faults[:1])])) from None
    containers = decoded["containers"]
    if len(decoded) != 1 or not isinstance(containers, list):
        raise ValueError("must be a JSON list of container definitions")
    return containers


def _kept(container: object) -> object:
    if not isinstance(container, Mapping):
        return container
    kept = {name: member for name, member in container.items() if name not in NOT_KEPT}
    logs = kept.get("logConfiguration")
    if isinstance(logs, Mapping) and isinstance(logs.get("options"), Mapping):
        options = {name: option for name, option in logs["options"].items() if name.startswith(LOG_OPTIONS)}
        kept["logConfiguration"] = {**logs, "options": options}
    return kept
