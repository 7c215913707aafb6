"""Options that nobody asked for and that need what the request does not have: they take no space where people read."""

from collections.abc import Mapping
from typing import Any

from ecsquote.calculator.launch_options import LaunchOption


def is_left_out(request: Mapping[str, Any], launch_option: str) -> bool:
    """True for ECS Anywhere without instances, unless the request names it."""
    named = launch_option in (request.get("launch_options") or ())
    return launch_option == LaunchOption.EXTERNAL and not named and request.get("external") is None
