"""`ecsquote usage init`: a usage file to fill in, with everything that a file leaves open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ecsquote.cli.input.reading_options import reading_options
from ecsquote.cli.input.request_options import output_option, region_option, tasks_option


@click.command("init")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@region_option
@tasks_option
@reading_options
@output_option
def command(files: tuple[str, ...], path: Path | None, **asked: Any) -> None:
    """Write a usage file for the FILEs: their own addresses, and null for each value that they leave open.

    Fill in what is known and give the file to any command with --usage.
    """
    from ecsquote.cli.input.workload_files import asked_of, usage_template_of
    from ecsquote.cli.output.output_file import output

    text = usage_template_of(files, asked_of(asked))
    with output(path) as file:
        file.write(text)
