"""Reading charts: the rows that a spec holds, the texts and size of a picture."""

import struct
from typing import Any
from xml.etree import ElementTree


def rows(spec: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Every row of every layer's data that has a field."""
    return [row for values in _data(spec) for row in values if field in row]


def _data(node: Any) -> list[list[dict[str, Any]]]:
    if isinstance(node, list):
        return [values for each in node for values in _data(each)]
    if not isinstance(node, dict):
        return []
    own = [values for values in node.get("datasets", {}).values() if values]
    if isinstance(data := node.get("data"), dict) and "values" in data:
        own.append(data["values"])
    return own + [values for name in ("layer", "vconcat") for values in _data(node.get(name))]


def texts(svg: bytes) -> set[str]:
    """What is written on a picture."""
    found = ElementTree.fromstring(svg).iter()  # noqa: S314 - drawn a moment ago by ourselves
    return {text for node in found if node.tag.endswith(("text", "tspan")) and (text := "".join(node.itertext()))}


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels; the signature must be there."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height
