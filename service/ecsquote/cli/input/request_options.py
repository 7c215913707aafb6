"""The options that every command about a workload takes, spelt and described once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ecsquote.calculator.launch_options import LaunchOption

Command = TypeVar("Command", bound=Callable[..., None])

region_option = click.option(
    "--region", help="AWS Region; default: the request's own, for a task definition AWS_REGION."
)
tasks_option = click.option("--tasks", metavar="N", help="How many tasks of a bare task definition run; default 1.")
launch_options_option = click.option(
    "--launch-option",
    "launch_options",
    multiple=True,
    type=click.Choice([option.value for option in LaunchOption]),
    help="Only this option; may be repeated.",
)
output_option = click.option(
    "--output", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead."
)
budgets_option = click.option(
    "--budgets", "budgets_file", default="ecsquote-budgets.yml", show_default=True, help="The budgets, YAML or JSON."
)


def analysis_options(command: Command) -> Command:
    """FILE and the options of `ecsquote quote` that apply to one request."""
    for decorate in reversed(
        (
            click.argument("file"),
            region_option,
            tasks_option,
            click.option("--catalog-version", metavar="V", help="Price from this catalog version."),
            launch_options_option,
            click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True),
            output_option,
        )
    ):
        command = decorate(command)
    return command
