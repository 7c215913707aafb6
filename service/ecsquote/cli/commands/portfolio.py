"""`ecsquote portfolio`: every service of an estate on every option, from files of rows to a folder of results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ecsquote.portfolio.run import PortfolioOutcome

OPTIONS = ("FARGATE", "FARGATE_SPOT", "EC2_ON_DEMAND", "EC2_SPOT")


@click.command("portfolio")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|DIR…")
@click.option(
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("portfolio-results"),
    show_default=True,
    metavar="DIR",
    help="An empty folder, or one that does not exist.",
)
@click.option("--format", "form", type=click.Choice(("parquet", "csv", "ndjson")), default="parquet", show_default=True)
@click.option(
    "--request", type=click.Path(path_type=Path), metavar="FILE", help="What holds for all services, as JSON."
)
@click.option(
    "--launch-option", "options", multiple=True, type=click.Choice(OPTIONS), help="Repeatable; default: all four."
)
@click.option("--by", metavar="COLUMNS", default="", help="Totals by these columns, e.g. team,region.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped; the results are the same.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of an earlier run: changes.csv lists what changed.",
)
@click.option("--excel", is_flag=True, help="Also write totals.xlsx, without the rows.")
def command(
    files: tuple[Path, ...],
    folder: Path,
    form: Any,
    request: Path | None,
    options: tuple[str, ...],
    by: str,
    **asked: Any,
) -> None:
    """Price many services, one row each: CSV, Parquet, NDJSON, and folders of them.

    Columns: id, region, cpu, memory_mib, tasks, or runs_per_month and seconds_per_run; architecture, operating_system,
    ephemeral_storage_gib, public_ip, internet_out_gb and logs_ingested_gb may be missing. Further columns are carried
    through. The folder gets results-*, totals.*, savings.csv, most-expensive.csv, set-aside-* with each row that cannot
    be priced and why, and _manifest.json.

    Exit codes: 0 done, also with rows set aside; 2 a file cannot be read, a column is missing, the folder is not empty,
    or a run cannot be resumed.
    """
    from ecsquote.calculator.launch_options import LaunchOption
    from ecsquote.cli.input.catalogs import settings_quoter
    from ecsquote.cli.output.portfolio_progress import PortfolioProgress
    from ecsquote.portfolio.run import PortfolioOrder, PortfolioRun
    from ecsquote.portfolio.terms import portfolio_terms
    from ecsquote.settings import load_settings

    shared = _shared(request)
    catalog = settings_quoter(load_settings()).catalog(shared)
    terms = portfolio_terms(catalog, shared, [LaunchOption(option) for option in options])
    columns = tuple(dict.fromkeys(name.strip() for name in by.split(",") if name.strip()))
    order = PortfolioOrder(files, folder, form, columns, **asked)
    with PortfolioProgress() as progress:
        outcome = PortfolioRun(order, terms, progress).run()
    _report(outcome, folder)


def _shared(path: Path | None) -> Mapping[str, Any]:
    from ecsquote.documents import parse_object
    from ecsquote.errors import InputError
    from ecsquote.inputs.files import read_bytes

    if path is None:
        return {}
    try:
        return parse_object(read_bytes(str(path)))
    except InputError as error:
        raise type(error)(f"{path}: {error}", error.faults) from None


def _report(outcome: PortfolioOutcome, folder: Path) -> None:
    from ecsquote.counted import counted
    from ecsquote.units import dollars

    for option, (services, saved) in sorted(outcome.totals.savings.items(), key=lambda each: -each[1][1]):
        click.echo(f"{counted(services, 'service')} on {option} would save {dollars(saved)} a month")
    click.echo(f"Results in {folder}")
    click.echo(
        f"{outcome.rows} rows priced, {outcome.set_aside} set aside; "
        f"kernel {outcome.kernel_seconds:.2f} s of {outcome.seconds:.2f} s",
        err=True,
    )
