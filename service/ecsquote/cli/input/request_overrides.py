"""What the command line's options say of the files they stand next to, for every command that takes them."""

from collections.abc import Mapping
from typing import Any

from ecsquote.cli.input.reading_options import fields_set
from ecsquote.inputs.overrides import Overrides


def request_overrides(
    asked: Mapping[str, Any], catalog_version: str | None = None, *, advice: bool = False
) -> Overrides:
    """The overrides in the options as click hands them over; an option that the command does not take is not set."""
    return Overrides(
        region=asked["region"],
        tasks=asked.get("tasks"),
        launch_options=asked.get("launch_options", ()),
        catalog_version=catalog_version,
        advice=advice,
        current=asked.get("current"),
        spot=not asked.get("no_spot", False),
        fleet_profile=asked.get("fleet_profile"),
        instance_types=asked.get("instance_types", ()),
        fields=fields_set(asked),
    )
