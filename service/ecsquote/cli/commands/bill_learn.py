"""`ecsquote bill learn`: the usage file that makes the next estimate meet the bill."""

from __future__ import annotations

from pathlib import Path

import click

from ecsquote.cli.input.bill_options import bill_options
from ecsquote.cli.input.request_options import output_option


@click.command("learn")
@bill_options
@output_option
def command(bills: tuple[Path, ...], path: Path | None, **asked: str | None) -> None:
    """Write a usage file from the bill of a month: average tasks by service, and the usage around them.

    Give the file to any command with --usage. Services are known by the tag aws:ecs:serviceName; a load balancer, a
    gateway or a log group that no tag names is learned for the whole workload, and only without a filter.
    """
    from ecsquote.bills.learn import learn_bill, usage_yaml
    from ecsquote.bills.questions import question_of
    from ecsquote.cli.output.output_file import output

    question = question_of(asked)
    text = usage_yaml(learn_bill(bills, question.month, question.only))
    with output(path) as file:
        file.write(text)
