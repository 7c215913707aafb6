"""--chart: an answer drawn to a file, whose suffix says how."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from ecsquote.cli.output.output_file import write_file

Command = TypeVar("Command", bound=Callable[..., None])
FORMATS = {".svg": "svg", ".png": "png", ".json": "vega-lite"}
"""What is written for each suffix, in the API's words."""


def _with_a_suffix(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower() not in FORMATS:
        raise click.BadParameter(f"{path} must end in .svg, .png or .json, a Vega-Lite spec")
    return path


def chart_option(command: Command) -> Command:
    """The option --chart, refused at once for a file that no chart is written to."""
    return click.option(
        "--chart",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_with_a_suffix,
        metavar="FILE",
        help="Draw a chart to FILE.svg, FILE.png or FILE.json (Vega-Lite).",
    )(command)


def write_chart(name: str, document: Callable[[], Mapping[str, Any]], path: Path | None) -> None:
    """Draw an answer to the file of --chart; nothing without one. InputError, ExtraMissing."""
    if path is None:
        return
    from ecsquote.charts.chart import Wish
    from ecsquote.charts.drawing import ChartFormat, draw_chart

    write_file(path, draw_chart(name, document(), ChartFormat(FORMATS[path.suffix.lower()]), Wish()))
