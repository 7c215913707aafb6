"""The value of a YAML text, without the lines that readers of files keep with it."""

from typing import Any

from ecsquote.inputs.yaml_text import parse_yaml_with_lines


def parse_yaml(text: str, **options: Any) -> object:
    return parse_yaml_with_lines(text, **options).value
