"""The options that say what a file leaves open: parameters, sizes, usage, a service of its own, single fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ecsquote.inputs.parameters import ReadingParameters, TaskSize

Command = TypeVar("Command", bound=Callable[..., None])
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)

_OPTIONS = (
    click.option(
        "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a template; repeatable."
    ),
    click.option(
        "--parameters", "parameters_file", type=_FILE, help="Parameters of a template, as the AWS CLI takes them."
    ),
    click.option("--environment", metavar="E", help="The environment of a Copilot manifest."),
    click.option("--nested", multiple=True, metavar="PREFIX=DIR", help="Where nested templates of an address are."),
    click.option(
        "--default-size", metavar="CPU/MEMORY", help="For services without a size, as 512/1024 or 0.5 vCPU/1 GB."
    ),
    click.option("--usage", "usage_file", type=_FILE, help="What `ecsquote usage init` wrote, filled in."),
    click.option("--service-file", type=_FILE, help="The ECS service of a bare task definition."),
    click.option("--runs", metavar="N", help="A bare task definition runs N times a month; needs --seconds."),
    click.option("--seconds", metavar="S", help="How long each run takes, from image pull to stop."),
    click.option(
        "--set", "fields", multiple=True, metavar="FIELD=VALUE", help="Set a field of the request; repeatable."
    ),
    click.option("--strict", is_flag=True, help="Exit with 2 where a file leaves anything unknown or has a fault."),
)


def reading_options(command: Command) -> Command:
    """The options that say how files are read: `reading_parameters` and `fields_set` read them."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


def reading_parameters(options: Mapping[str, Any]) -> ReadingParameters:
    """The parameters of a reading in the options as click hands them over; UsageError for malformed ones."""
    from ecsquote.inputs.files import read_bytes  # noqa: PLC0415 - only where files are read
    from ecsquote.inputs.parameters import ReadingParameters  # noqa: PLC0415 - likewise
    from ecsquote.inputs.quote_requests import environment_region  # noqa: PLC0415 - likewise
    from ecsquote.inputs.source_file import SourceFile  # noqa: PLC0415 - likewise
    from ecsquote.inputs.template_parameters import read_parameters  # noqa: PLC0415 - likewise

    file = options.get("parameters_file")
    from_file = {} if file is None else read_parameters(SourceFile(str(file), read_bytes(str(file))))
    return ReadingParameters(
        fallback_region=environment_region(),
        values={**from_file, **dict(_pairs(options.get("params", ()), "--param"))},
        environment=options.get("environment"),
        nested=dict(_pairs(options.get("nested", ()), "--nested")),
        default_size=_size(options.get("default_size")),
        runs=_runs(options.get("runs"), options.get("seconds")),
    )


def fields_set(options: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The fields of `--set`, in their order."""
    return tuple(_pairs(options.get("fields", ()), "--set"))


def _pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in given]
    for name, sign, _ in pairs:
        if not name or not sign:
            raise click.UsageError(f"{option} takes NAME=VALUE, not {name!r}")
    return [(name, value) for name, _, value in pairs]


def _size(given: str | None) -> TaskSize | None:
    from ecsquote.inputs.parameters import task_size  # noqa: PLC0415 - only where files are read

    try:
        return None if given is None else task_size(given)
    except ValueError as error:
        raise click.UsageError(f"--default-size {error}") from None


def _runs(runs: str | None, seconds: str | None) -> Mapping[str, str] | None:
    if runs is None and seconds is None:
        return None
    if runs is None or seconds is None:
        raise click.UsageError("--runs and --seconds go together")
    return {"runs_per_month": runs, "seconds_per_run": seconds}
