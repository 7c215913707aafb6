"""Where a change starts from, and which files it is about: those that match now, and those that it removes."""

import re
from collections.abc import Sequence
from pathlib import Path

from ecsquote.cli.input.git_revision import commit_of, run_git
from ecsquote.errors import InputError

_OBJECT_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


def start_of_change(revision: str, folder: Path | None = None) -> str:
    """The commit where HEAD parted from a revision; the revision itself where the history does not reach so far.

    A revision that a shallow clone lacks is fetched from origin, once. InputError if there is none.
    """
    here = (folder or Path()).absolute()
    try:
        commit = commit_of(revision, here)
    except InputError:
        if not _OBJECT_ID.fullmatch(revision):
            raise
        run_git(here, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", revision)
        commit = commit_of(revision, here)
    common = run_git(here, "merge-base", commit, "HEAD")
    return common.stdout.decode().strip() if common.returncode == 0 else commit


def matching_files(patterns: Sequence[str], base: str, folder: Path | None = None) -> list[str]:
    """The files below a folder that match git's patterns, now or at `base`, each once and in order."""
    here = (folder or Path()).absolute()
    paths = [pattern if pattern.startswith(":") else f":(glob){pattern}" for pattern in patterns]
    now = run_git(here, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths)
    removed = run_git(
        here, "diff", "-z", "--name-only", "--relative", "--no-renames", "--diff-filter=D", base, "--", *paths
    )
    for done in (now, removed):
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
            raise InputError(f"git finds no files: {words}")
    names = {name for done in (now, removed) for name in done.stdout.decode(errors="surrogateescape").split("\0")}
    return sorted(names - {""})
