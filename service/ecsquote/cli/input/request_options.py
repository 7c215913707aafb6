"""The options that every command about a workload takes, spelt and described once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ecsquote.calculator.fleet_profile import FleetProfile
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.cli.input.reading_options import reading_options

Command = TypeVar("Command", bound=Callable[..., None])

region_option = click.option(
    "--region", help="AWS Region; default: the file's own, else AWS_REGION. Of several Regions it selects one."
)
tasks_option = click.option("--tasks", metavar="N", help="How many tasks run where the file does not say.")
launch_options_option = click.option(
    "--launch-option",
    "launch_options",
    multiple=True,
    type=click.Choice([option.value for option in LaunchOption]),
    help="Only this option; may be repeated.",
)
current_option = click.option(
    "--current",
    type=click.Choice([*(option.value for option in LaunchOption), "none"]),
    help="What runs today; default: what the documents say.",
)
no_spot_option = click.option("--no-spot", is_flag=True, help="Leave every Spot option out.")
fleet_profile_option = click.option(
    "--fleet-profile",
    type=click.Choice([profile.value for profile in FleetProfile]),
    help="How instances are planned: as teams run them, or perfect packing.",
)
instance_types_option = click.option(
    "--instance-types", multiple=True, metavar="PATTERN", help="Only these instance types, as m7g.*; may be repeated."
)
output_option = click.option(
    "--output", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead."
)
budgets_option = click.option(
    "--budgets", "budgets_file", default="ecsquote-budgets.yml", show_default=True, help="The budgets, YAML or JSON."
)


def request_options(command: Command) -> Command:
    """The options that change the request, whatever is done with it: `request_overrides` reads them."""
    for decorate in reversed(
        (region_option, tasks_option, current_option, no_spot_option, fleet_profile_option, instance_types_option)
    ):
        command = decorate(command)
    return reading_options(command)


def workload_options(command: Command) -> Command:
    """`request_options`, and which launch options are priced."""
    return request_options(launch_options_option(command))


def analysis_options(command: Command) -> Command:
    """FILE and the options of `ecsquote quote` that apply to one request."""
    for decorate in reversed(
        (
            click.argument("file"),
            workload_options,
            click.option("--catalog-version", metavar="V", help="Price from this catalog version."),
            click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True),
            output_option,
        )
    ):
        command = decorate(command)
    return command
