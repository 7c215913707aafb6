"""A usage file to fill in: everything that a set of files leaves open, null, by the files' own addresses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from ecsquote.inputs.assembly import Assembled
from ecsquote.inputs.assembly.load_balancers import NOT_IN_FILE
from ecsquote.inputs.assembly.values import entries, member

_HEAD = (
    "# What the files do not say. Fill in what is known and leave the rest null: null is unknown, never 0.",
    "# Give it with --usage. GB and counts are for a month.",
)
_FOOT = (
    "",
    "# What no file shows has the sections of a quote request's usage, such as:",
    "# usage:",
    "#   data_transfer: {internet_out_gb: 500}",
    "#   nat_gateways: {count: 1, processed_gb: 100}",
)
_LOGS = (
    "  logs:",
    "    ingested_gb: null  # GB taken in during the month",
    "    stored_gb: null  # GB stored",
)
_BALANCER = "  # load_balancers: [{type: application, lcu_per_hour: 1}]  # it has one that is not in the files"


def usage_template(assembled: Assembled) -> str:
    """A usage file with every field that the files leave open, null, and a comment on each."""
    what = {(one.source, one.what.partition(":")[0]): one.what for one in assembled.reading.unknown}
    blocks: dict[str, list[str]] = {}
    for address, fields in assembled.usage_fields.items():
        names = list(dict.fromkeys(one.name for one in fields))
        blocks.setdefault(address, []).extend(_lines(address, names, what))
    for address, lines in _not_in_the_files(assembled):
        blocks.setdefault(address, []).extend(lines)
    written = [line for address, lines in blocks.items() if lines for line in ("", f"{_key(address)}:", *lines)]
    return "\n".join([*_HEAD, *written, *_FOOT]) + "\n"


def _lines(address: str, names: Sequence[str], what: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for name in names:
        words = next((said for (source, field), said in what.items() if source == address and name in said), "")
        comment = words.partition(":")[2].strip() or words
        yield f"  {name}: null" + (f"  # {comment}" if comment else "")


def _not_in_the_files(assembled: Assembled) -> Iterator[tuple[str, Sequence[str]]]:
    """What a service uses and no file describes: a log group, a load balancer."""
    for request in assembled.reading.requests:
        for service in request["services"]:
            if "logs" not in request.get("usage", {}) and _writes_logs(service):
                yield assembled.names[service["name"]], _LOGS
    for note in assembled.reading.assumed:
        if note.what == NOT_IN_FILE:
            yield note.source, (_BALANCER,)


def _writes_logs(service: Mapping[str, Any]) -> bool:
    containers = entries(member(service, "task_definition", "containerDefinitions"))
    return any(member(container, "logConfiguration", "logDriver") == "awslogs" for container in containers)


def _key(address: str) -> str:
    """An address as a YAML key, quoted where it must be."""
    return yaml.safe_dump({address: None}, width=10_000, allow_unicode=True).rpartition(":")[0]
