"""Placeholders of templates that are filled in before AWS reads them: ${CPU}, {{ must_env `CPU` }}, <CPU>.

In a name they decide no price. In a member that does, what stands there is not known. ecspresso, GitHub Actions and
sed templates of task definitions have them, also where JSON has no quotes: "desiredCount": {{ env `COUNT` `2` }}.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from ecsquote.inputs.estate.resources import Unresolved

_PLACEHOLDER = re.compile(r"\$\{[^{}\n]{1,300}\}|\{\{[^{}\n]{0,300}\}\}|<%[^%\n]{0,300}%>|<[A-Z][A-Z0-9_-]{0,60}>")
_SHOWN = 60
_DECIDING = frozenset(
    {
        "cpu", "memory", "memoryReservation", "desiredCount", "count", "sizeInGiB", "weight", "base", "cpuArchitecture",
        "operatingSystemFamily", "networkMode", "launchType", "schedulingStrategy", "assignPublicIp",
        "requiresCompatibilities", "value", "minimumHealthyPercent", "maximumPercent",
    }
)  # fmt: skip
"""Members of ECS documents that decide a price; in all others a placeholder stays as it is."""
_TOKEN = re.compile(
    r'"(?:[^"\\{\n]|\\.|\{(?!\{)|\{\{[^{}\n]{0,300}\}\})*+"' + f"|{_PLACEHOLDER.pattern}",
)
"""A text in quotes, with what a template says inside it, quotes and all; or a placeholder that stands alone."""


def is_placeholder(value: object) -> bool:
    """Whether a value is a text with a placeholder in it."""
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def or_unknown(value: Any) -> Any:
    """The value; where it is a text with a placeholder, the reason why it is not known."""
    if not is_placeholder(value):
        return value
    return Unresolved(f"{value[:_SHOWN]} is a placeholder that is not filled in")


def with_unknown(value: Any) -> Any:
    """A document in which members that decide a price are unknown where they hold placeholders."""
    if isinstance(value, Mapping):
        return {name: _of_member(str(name), item) for name, item in value.items()}
    return [with_unknown(item) for item in value] if isinstance(value, list) else value


def _of_member(name: str, value: Any) -> Any:
    if name not in _DECIDING or isinstance(value, Mapping):
        return with_unknown(value)
    return [or_unknown(item) for item in value] if isinstance(value, list) else or_unknown(value)


def in_quotes(text: str) -> str:
    """The text of a template as JSON, as far as quotes make it so; the same text where it has no placeholder."""
    return _TOKEN.sub(_quoted, text) if _PLACEHOLDER.search(text) else text


def _quoted(found: re.Match[str]) -> str:
    token = found[0]
    if not token.startswith('"'):
        return json.dumps(token)
    inside = token[1:-1]
    return '"' + _PLACEHOLDER.sub(lambda each: each[0].replace('\\"', '"').replace('"', "'"), inside) + '"'
