"""`ecsquote prices import`: price tables of one's own become a catalog version."""

from pathlib import Path

import click


@click.command("import")
@click.argument(
    "folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--into", metavar="FOLDER", type=click.Path(path_type=Path), help="Keep the version in this folder.")
@click.option("--version", metavar="V", help="Name of the new version; default: the time.")
def command(folders: tuple[Path, ...], into: Path | None, version: str | None) -> None:
    """Import the price tables in each DIR as one new catalog version, all or nothing.

    A row that cannot be read is named by its file and line, and then nothing is written.
    pricing_data/README.md describes the tables.
    """
    from ecsquote.cli.prices_import import run

    run(folders=folders, into=into, version=version)
