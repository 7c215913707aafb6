"""Variables in a Compose file: ${NAME}, ${NAME:-default}, ${NAME-default}, ${NAME:?error}, ${NAME:+other}, $NAME, $$.

Source: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
"""

import re
from collections.abc import Mapping
from typing import Any

from ecsquote.inputs.estate.resources import Unresolved

_VARIABLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<bare>[A-Za-z_][A-Za-z0-9_]*)"
    r"|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?P<sign>:?[-?+])(?P<rest>[^{}$]*))?\})"
)


def interpolated(value: Any, values: Mapping[str, str]) -> Any:
    """The value with its variables replaced; a text with a variable that nobody gives is Unresolved."""
    if isinstance(value, str):
        return _text(value, values) if "$" in value else value
    if isinstance(value, Mapping):
        return {key: interpolated(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolated(item, values) for item in value]
    return value


def _text(text: str, values: Mapping[str, str]) -> str | Unresolved:
    missing: list[str] = []

    def replace(found: re.Match[str]) -> str:
        if found["escaped"]:
            return "$"
        name = found["name"] or found["bare"]
        given, sign, rest = values.get(name), found["sign"] or "", found["rest"] or ""
        if sign.startswith(":") and not given:
            given = None
        if sign.endswith("+"):
            return "" if given is None else rest
        if given is None and sign.endswith("-"):
            return rest
        if given is None:
            missing.append(name)
            return ""
        return given

    text = _VARIABLE.sub(replace, text)
    if not missing:
        return text
    return Unresolved(f"variable {missing[0]} has no default; give --param {missing[0]}=…")
