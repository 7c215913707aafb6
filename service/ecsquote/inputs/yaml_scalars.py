"""What an unquoted YAML word means: null, true, false, an exact number, or text.

As YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema), except that what AWS means as text stays text:
numbers with leading zeros (account ids), octal and hexadecimal numbers, infinities. Timestamps are text in it anyway.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,2})?")
"""Longer numbers than any price or quantity stay text."""

_WORDS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_YAML_1_1_WORDS: Mapping[str, object] = {
    **_WORDS,
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF"), False),
}


def plain_scalar(text: str, *, yaml_1_1: bool = False) -> object:
    """The value of an unquoted scalar; with `yaml_1_1` also yes, no, on and off are booleans, as in CloudFormation."""
    words = _YAML_1_1_WORDS if yaml_1_1 else _WORDS
    if text in words:
        return words[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _NUMBER.fullmatch(text) else text
