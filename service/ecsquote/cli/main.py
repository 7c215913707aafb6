"""`ecsquote`: finds the command asked for, imports only that one, and turns errors into exit codes."""

import importlib
import sys
import traceback
from collections.abc import Sequence

import click

from ecsquote import __version__
from ecsquote.cli.failures import CRASHED, INTERRUPTED, OUTPUT_CLOSED, exit_code, report
from ecsquote.cli.output.output_file import leave_standard_output, written_whole


class LazyGroup(click.Group):
    """Commands that live in modules of their own, imported when they are asked for.

    `modules` maps a command's name to "module:attribute"; help needs all of them, a command only itself.
    """

    def __init__(self, *args: object, modules: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed through as click gives them
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """The commands in the order in which they are declared."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """The command of a name, imported now."""
        if cmd_name not in self._modules:
            return None
        module, attribute = self._modules[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(
    cls=LazyGroup,
    modules={
        "quote": "ecsquote.cli.commands.quote:command",
        "workload": "ecsquote.cli.commands.workload:command",
        "diff": "ecsquote.cli.commands.diff:command",
        "verify": "ecsquote.cli.commands.verify:command",
        "break-even": "ecsquote.cli.commands.break_even:command",
        "what-if": "ecsquote.cli.commands.what_if:command",
        "sensitivity": "ecsquote.cli.commands.sensitivity:command",
        "commitments": "ecsquote.cli.commands.commitments:command",
        "range": "ecsquote.cli.commands.range:command",
        "scan": "ecsquote.cli.commands.scan:command",
        "portfolio": "ecsquote.cli.commands.portfolio:command",
        "budget": "ecsquote.cli.main:budget",
        "bill": "ecsquote.cli.main:bill",
        "prices": "ecsquote.cli.main:prices",
        "usage": "ecsquote.cli.main:usage",
        "schema": "ecsquote.cli.commands.schema:command",
        "serve": "ecsquote.cli.commands.serve:command",
        "keys": "ecsquote.cli.main:keys",
        "mcp": "ecsquote.cli.commands.mcp:command",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="ecsquote")
def ecsquote() -> None:
    """What an Amazon ECS workload costs on every launch type, before it is deployed.

    Exit codes: 0 done and within budget; 1 a budget is exceeded, or a bill differs; 2 the input or the command is
    wrong; 3 prices are missing or out of reach.
    """


@click.group(
    cls=LazyGroup,
    modules={
        "refresh": "ecsquote.cli.commands.prices_refresh:command",
        "show": "ecsquote.cli.commands.prices_show:command",
        "import": "ecsquote.cli.commands.prices_import:command",
        "versions": "ecsquote.cli.commands.prices_versions:command",
        "diff": "ecsquote.cli.commands.prices_diff:command",
        "history": "ecsquote.cli.commands.prices_history:command",
        "prune": "ecsquote.cli.commands.prices_prune:command",
    },
)
def prices() -> None:
    """Refresh the price catalog from AWS, import your own prices, and inspect its versions."""


@click.group(
    cls=LazyGroup,
    modules={
        "check": "ecsquote.cli.commands.budget_check:command",
        "gate": "ecsquote.cli.commands.budget_gate:command",
        "schema": "ecsquote.cli.commands.budget_schema:command",
    },
)
def budget() -> None:
    """Check workloads against budgets: a gate for changes that cost too much."""


@click.group(
    cls=LazyGroup,
    modules={
        "check": "ecsquote.cli.commands.bill_check:command",
        "learn": "ecsquote.cli.commands.bill_learn:command",
    },
)
def bill() -> None:
    """Compare estimates with what AWS billed, and learn from it."""


@click.group(cls=LazyGroup, modules={"init": "ecsquote.cli.commands.usage_init:command"})
def usage() -> None:
    """Fill in what a file leaves open: averages, GB, seconds."""


@click.group(
    cls=LazyGroup,
    modules={
        "create": "ecsquote.cli.commands.keys_create:command",
        "list": "ecsquote.cli.commands.keys_list:command",
        "revoke": "ecsquote.cli.commands.keys_revoke:command",
    },
)
def keys() -> None:
    """Make, list and revoke the keys of a server, in its database.

    A change holds on every running server of that database within 10 seconds. Once there has been a key, every request
    needs one, also after the last one was revoked.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no sign for × or € shows a question mark rather than a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # both are text files outside of tests
    try:
        # click's own main leaves a closed pipe with 1, which here means that a budget is exceeded.
        words = list(sys.argv[1:] if arguments is None else arguments)
        with written_whole(), ecsquote.make_context("ecsquote", words) as context:
            ecsquote.invoke(context)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except BrokenPipeError:
        leave_standard_output()  # whoever read it has seen enough
        sys.exit(OUTPUT_CLOSED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last stop: what nobody foresaw is printed whole
        code = exit_code(error)
        if code is None:
            traceback.print_exc()
            sys.exit(CRASHED)
        report(error)
        sys.exit(code)
