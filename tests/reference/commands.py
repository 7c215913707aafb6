"""docs/cli.md: every command, argument and option, read from the click commands."""

import inspect
import re
from collections.abc import Iterator

import click

from ecsquote.cli.main import ecsquote
from reference.markdown import page, sentence, table

INTRODUCTION = """
# Commands

`ecsquote --help` and `ecsquote COMMAND --help` print the same. In a checkout, `ecsquote` is `.venv/bin/ecsquote`.
"""
NOTES = """
## Files, output and exit codes

- A FILE has any of the [forms](inputs.md): ECS documents, a Terraform plan or folder, a template, `cdk.out`, a Compose
  file, a Copilot manifest, or a [quote request](request.md). `-` is standard input.
- Several files are several quotes, except files that belong together. All files are checked before the first one is
  priced.
- Results go to standard output. Errors go to standard error, one line per fault, with the place in the document.
  Warnings that CSV, FOCUS and Markdown have no place for also go to standard error.
- Exit codes: 0 success; 1 a budget is exceeded; 2 the input or the command is wrong; 3 prices are missing or AWS
  cannot be reached.
- `NO_COLOR` and `COLUMNS` are honoured. Output to a pipe has no colour.
"""


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, with the words that call it."""
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield path, command
    if not isinstance(command, click.Group):
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from commands(below, f"{path} {name}")


def commands_page() -> str:
    """The page, whole."""
    return page(INTRODUCTION, NOTES, *(section(path, command) for path, command in commands(ecsquote, "ecsquote")))


def section(path: str, command: click.Command) -> str:
    """One command: how it is called, what it does, its options."""
    context = click.Context(command, info_name=path)
    arguments = [one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    parts = [
        f"## `{' '.join([path, *arguments])}`",
        as_markdown(command.help or ""),
        table(("Option", "Default", "Meaning"), [row(option, context) for option in options]),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def as_markdown(text: str) -> str:
    """A help text without click's own marks."""
    return inspect.cleandoc(text).replace("\b\n", "")


def row(option: click.Option, context: click.Context) -> tuple[str, str, str]:
    """An option as it is spelt, its default, and its help; choices are listed in the meaning."""
    choices = option.type.choices if isinstance(option.type, click.Choice) else ()
    metavar = (
        "" if option.is_flag else " " + (option.metavar or ("CHOICE" if choices else option.make_metavar(context)))
    )
    name = f"`{option.opts[-1]}{metavar}`"
    spelt = ", ".join([name, *(f"`{one}`" for one in option.secondary_opts)])
    help_text, _, default = (option.help or "").rstrip(".").partition("; default: ")
    if not default and (plain := re.match(r"(.*); default (\S+)$", help_text)):
        help_text, default = plain[1], f"`{plain[2]}`"
    if not default and isinstance(option.default, str | int) and not isinstance(option.default, bool):
        default = f"`{option.default}`"
    if option.required:
        default = "required"
    meaning = " ".join(
        [sentence(help_text), *(["One of " + ", ".join(f"`{one}`" for one in choices) + "."] if choices else [])]
    )
    return spelt, default, meaning
