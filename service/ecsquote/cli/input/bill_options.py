"""The options of commands about bills: the files, the month, whose rows count."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., None])

_OPTIONS = (
    click.option(
        "--bill",
        "bills",
        multiple=True,
        required=True,
        metavar="EXPORT",
        type=click.Path(path_type=Path),
        help="A FOCUS or CUR export: CSV, gzip, Parquet, or a folder of parts; may be repeated.",
    ),
    click.option("--month", required=True, metavar="YYYY-MM", help="The month of the bill, UTC."),
    click.option("--cluster", metavar="C", help="Only this ECS cluster."),
    click.option("--service", metavar="S", help="Only this ECS service, by the tag aws:ecs:serviceName."),
    click.option("--tag", metavar="KEY=VALUE", help="Only rows with this cost allocation tag."),
)


def bill_options(command: Command) -> Command:
    """The options that name a bill and its rows: `bills.questions.question_of` reads them."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command
