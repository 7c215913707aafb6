"""The options that every command about a workload takes, spelt and described once."""

from pathlib import Path

import click

from ecsquote.calculator.launch_options import LaunchOption

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
