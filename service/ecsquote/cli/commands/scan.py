"""`ecsquote scan`: what an account runs today, read once and quoted."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.commands.scan_permissions import command as permissions
from ecsquote.cli.failures import PRICES_MISSING
from ecsquote.cli.input.request_options import no_spot_option, output_option
from ecsquote.cli.output.account_output import ACCOUNT_FORMATS, check_account_format

if TYPE_CHECKING:
    from decimal import Decimal

    from ecsquote.account.account_scan import AccountAsked, AccountRead
    from ecsquote.account.right_size import Headroom
    from ecsquote.account.saved_scan import SavedScan

_LIVE = ("all_regions", "profile", "role_arns", "keep_tags", "dry_run", "save")
"""Options that say how an account is read, which nobody does with --from."""


@click.group("scan", invoke_without_command=True)
@click.option(
    "--region", "regions", multiple=True, metavar="R", help="Read this Region; may be repeated; default: AWS_REGION."
)
@click.option("--all-regions", is_flag=True, help="Read every Region that the account has enabled.")
@click.option("--cluster", "clusters", multiple=True, metavar="C", help="Only this cluster; may be repeated.")
@click.option("--profile", metavar="P", help="The AWS profile whose credentials are used.")
@click.option(
    "--role-arn", "role_arns", multiple=True, metavar="ARN", help="Read the account of this role; may be repeated."
)
@click.option(
    "--days",
    type=click.IntRange(1, 42),
    metavar="N",
    help="How far metrics and steps of scaling are read back, 1 to 42; default: 14.",
)
@no_spot_option
@click.option("--cpu-headroom", metavar="PERCENT", default="20", show_default=True, help="Above the CPU maximum.")
@click.option("--memory-headroom", metavar="PERCENT", default="25", show_default=True, help="Above the memory maximum.")
@click.option("--keep-tag", "keep_tags", multiple=True, metavar="KEY", help="Keep this tag's values; may be repeated.")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Also save what was read, in mode 0600.")
@click.option("--from", "saved", type=click.Path(path_type=Path, dir_okay=False), help="Quote a saved scan, offline.")
@click.option("--dry-run", is_flag=True, help="Make free calls only, and print all calls with their price.")
@click.option("--format", "form", type=click.Choice(ACCOUNT_FORMATS), default="table", show_default=True)
@output_option
@click.pass_context
def command(context: click.Context, /, **asked: Any) -> None:
    """Read an AWS account and quote what runs on ECS today.

    Every call only reads. All of them are free but GetMetricData: --dry-run shows the price first. At most ten calls a
    second are made. `ecsquote scan permissions` prints the IAM policy. A saved scan holds no environment values,
    commands, labels, log options, overrides, user data or credentials, and of tags only the keys.

    Exit codes: 0 done; 2 the input or the command is wrong, or a --cluster does not exist; 3 a part could not be read,
    there are no credentials, or a price is missing. The report names each part that was not read.
    """
    if context.invoked_subcommand is None:
        _scan(asked)


command.add_command(permissions)


def _scan(asked: dict[str, Any]) -> None:
    choices = _Choices(**asked)
    choices.check()
    choices.headroom()
    if not choices.dry_run:
        check_account_format(choices.form, choices.path)
    if choices.dry_run:
        _dry_run(choices)
        return
    scan = choices.saved_scan() if choices.saved else _read(choices).scan
    if choices.save:
        _save(scan, choices.save)
    _report(scan, choices)
    if scan.not_read:
        raise click.exceptions.Exit(PRICES_MISSING)


@dataclass(frozen=True)
class _Choices:
    """The options as they were given."""

    regions: tuple[str, ...]
    all_regions: bool
    clusters: tuple[str, ...]
    profile: str | None
    role_arns: tuple[str, ...]
    days: int | None
    no_spot: bool
    cpu_headroom: str
    memory_headroom: str
    keep_tags: tuple[str, ...]
    save: Path | None
    saved: Path | None
    dry_run: bool
    form: str
    path: Path | None

    def check(self) -> None:
        """Raise UsageError for options that exclude each other."""
        if self.dry_run and (self.save or self.form not in ("table", "json")):
            raise click.UsageError("--dry-run prints its calls as a table or JSON, and has nothing to save")
        if self.saved is None:
            return
        for name in _LIVE:
            if getattr(self, name):
                spelled = name.removesuffix("s") if name.endswith(("arns", "tags")) else name
                raise click.UsageError(f"--from quotes a saved scan: --{spelled.replace('_', '-')} reads an account")
        if self.days is not None:
            raise click.UsageError("--from quotes a saved scan, whose days are those that were read: leave --days out")

    def account_asked(self) -> AccountAsked:
        """What is read of the account."""
        from ecsquote.account.account_scan import AccountAsked
        from ecsquote.account.saved_scan import DAYS

        return AccountAsked(
            regions=self.regions,
            all_regions=self.all_regions,
            clusters=self.clusters,
            profile=self.profile,
            role_arns=self.role_arns,
            days=DAYS if self.days is None else self.days,
            keep_tags=frozenset(self.keep_tags),
            metrics=not self.dry_run,
        )

    def saved_scan(self) -> SavedScan:
        """The scan of --from; its faults name the file."""
        from ecsquote.account.saved_scan import MAX_BYTES, read_saved_scan
        from ecsquote.errors import InputError
        from ecsquote.inputs.files import read_bytes

        try:
            return read_saved_scan(read_bytes(str(self.saved), MAX_BYTES))
        except InputError as error:
            raise type(error)(f"{self.saved}: {error}", error.faults) from None

    def headroom(self) -> Headroom:
        """The room above the measured maxima."""
        from ecsquote.account.right_size import Headroom

        return Headroom(
            _percent(self.cpu_headroom, "--cpu-headroom"), _percent(self.memory_headroom, "--memory-headroom")
        )


def _percent(given: str, option: str) -> Decimal:
    from ecsquote.account.right_size import MOST_HEADROOM_PERCENT, headroom_percent

    percent = headroom_percent(given.removesuffix("%"))
    if percent is None:
        raise click.UsageError(f"{option} must be from 0 to {MOST_HEADROOM_PERCENT} percent, not {given}")
    return percent


def _read(choices: _Choices) -> AccountRead:
    """The account as it is now; each Region is named on standard error when it has been read."""
    from ecsquote.account.account_scan import scan_accounts
    from ecsquote.account.region_reading import RegionRead
    from ecsquote.counted import counted

    def read(region: RegionRead) -> None:
        clusters, services = len(region.saved.clusters), len(region.saved.services)
        what = f"{counted(clusters, 'cluster')}, {counted(services, 'service')}"
        click.echo(f"ecsquote: {region.saved.account} {region.saved.region}: {what}", err=True)

    return scan_accounts(choices.account_asked(), progress=read)


def _dry_run(choices: _Choices) -> None:
    """Read what is free, and print every call with its number and price."""
    import json

    from ecsquote.account.planned_calls import scan_plan, scan_plan_document
    from ecsquote.cli.input.catalogs import settings_quoter
    from ecsquote.cli.output.output_file import output
    from ecsquote.cli.output.scan_plan_table import scan_plan_table
    from ecsquote.cli.output.terminal import show
    from ecsquote.settings import load_settings

    catalog = settings_quoter(load_settings()).catalog({})
    read = _read(choices)
    plan = scan_plan(read, catalog)
    with output(choices.path) as file:
        if choices.form == "json":
            json.dump(scan_plan_document(plan), file, ensure_ascii=False, indent=2)
            file.write("\n")
        else:
            show(scan_plan_table(plan), file)
    for each in read.scan.not_read:
        click.echo(f"ecsquote: {each.region}: {each.action}: {each.why}", err=True)
    if read.scan.not_read or plan.price is None:
        raise click.exceptions.Exit(PRICES_MISSING)


def _save(scan: SavedScan, path: Path) -> None:
    """Write the scan so that only its owner can read it; a file of that name is replaced whole."""
    from ecsquote.errors import InputError

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(scan.text())
        Path(name).replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None


def _report(scan: SavedScan, choices: _Choices) -> None:
    from datetime import UTC, datetime

    from ecsquote.account.report import ReportOptions, report
    from ecsquote.cli.input.catalogs import settings_quoter
    from ecsquote.cli.output.account_output import write_account_report
    from ecsquote.settings import load_settings

    options = ReportOptions(
        spot=not choices.no_spot,
        headroom=choices.headroom(),
        clusters=frozenset(name.rpartition("/")[2] for name in choices.clusters),
        regions=frozenset(choices.regions),
    )
    made = report(scan, options, settings_quoter(load_settings()), datetime.now(UTC))
    write_account_report(made, choices.form, choices.path)
