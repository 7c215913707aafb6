"""CloudFormation's functions on lists and texts, on values that are already evaluated.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import base64
import ipaddress
import json
from collections.abc import Mapping
from decimal import Decimal

from ecsquote.errors import InputTooLarge
from ecsquote.inputs.cloudformation.values import (
    MAX_TEXT,
    PartialText,
    Unknown,
    is_plain,
    join_parts,
    text_of,
    unknown_of,
    whole_of,
)
from ecsquote.inputs.estate.resources import Reference

MAX_BLOCKS = 256
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html"""


def join(delimiter: object, values: object) -> object:
    """Fn::Join: the text of a list."""
    if not isinstance(values, list):
        return unknown_of(values, "Fn::Join needs a list")
    between = text_of(delimiter)
    if between is None:
        return unknown_of(delimiter, "Fn::Join needs a delimiter that is text")
    parts = [part for value in values for part in (between, value)]
    return join_parts(parts[1:])


def split(delimiter: object, value: object) -> object:
    """Fn::Split: the texts between a delimiter; those of a text with unknown parts by what is known of it."""
    between = text_of(delimiter)
    if not between:
        return unknown_of(delimiter, "Fn::Split needs a delimiter")
    text = text_of(value)
    if text is not None:
        return list(text.split(between))
    if isinstance(value, Reference) and between == ",":
        return [value]  # ids and ARNs have no commas: a joined list of one
    if not isinstance(value, PartialText):
        return unknown_of(value, "Fn::Split needs a text")
    groups: list[list[object]] = [[]]
    for part in value.parts:
        pieces = part.split(between) if isinstance(part, str) else [part]
        groups[-1].append(pieces[0])
        groups.extend([piece] for piece in pieces[1:])
    return [join_parts(group) for group in groups]


def select(index: object, values: object) -> object:
    """Fn::Select: one entry of a list, from 0."""
    number = whole_of(index)
    if number is None:
        return unknown_of(index, "Fn::Select needs a number")
    if not isinstance(values, list):
        unknown = unknown_of(values, "Fn::Select needs a list")
        return Unknown(f"entry {number} of: {unknown.what}", unknown.placeholder, unknown.made_from)
    return values[number] if number < len(values) else Unknown(f"Fn::Select: the list has no entry {number}")


def length(values: object) -> object:
    """Fn::Length: the number of entries."""
    return len(values) if isinstance(values, list) else unknown_of(values, "Fn::Length needs a list")


def cidr(block: object, count: object, bits: object) -> object:
    """Fn::Cidr: the first `count` blocks inside one, each with 2 to the power of `bits` addresses."""
    network, number, size = text_of(block), whole_of(count), whole_of(bits)
    if network is None or number is None or size is None:
        return unknown_of([block, count, bits], "Fn::Cidr needs a block, a count and a number of bits")
    try:
        whole = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return Unknown("Fn::Cidr needs a block such as 10.0.0.0/16")
    prefix = whole.max_prefixlen - size
    if (
        not 1 <= number <= MAX_BLOCKS
        or prefix < whole.prefixlen
        or size == 0
        or number > 2 ** (prefix - whole.prefixlen)
    ):
        return Unknown("Fn::Cidr: the block cannot be divided as asked")
    first, step = int(whole.network_address), 2**size
    return [f"{ipaddress.ip_address(first + each * step)}/{prefix}" for each in range(number)]


def to_json(value: object) -> object:
    """Fn::ToJsonString: the value as JSON text."""
    if not is_plain(value):
        return unknown_of(value)
    text = json.dumps(_jsonable(value), separators=(",", ":"))
    if len(text) > MAX_TEXT:
        raise InputTooLarge(f"a function of the template makes a text of over {MAX_TEXT:,} characters")
    return text


def _jsonable(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def base64_text(value: object) -> object:
    """Fn::Base64: the text, encoded."""
    text = text_of(value)
    if text is None:
        return unknown_of(value, "Fn::Base64 needs a text")
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
