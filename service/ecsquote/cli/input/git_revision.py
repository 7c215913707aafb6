"""Files as they were at a git revision: read by git itself, and never through a shell."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from ecsquote.errors import InputError, InputTooLarge
from ecsquote.inputs.files import MAX_BYTES

TIMEOUT_SECONDS = 60
_OID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\n")


def read_at_revision(revision: str, path: str | Path, folder: Path | None = None) -> bytes | None:
    """A file's bytes at a revision (a branch, tag or commit), None where it was not there then.

    `path` is relative to `folder` (default: the working directory) where it begins with "./", else to the repository's
    root, as git spells it. InputError where there is no git, no repository or no such revision.
    """
    repository = (folder or Path()).absolute()
    commit = commit_of(revision, repository)
    name = f"{commit}:{_checked(str(path), 'path')}"
    kind = run_git(repository, "cat-file", "-t", name)
    if kind.returncode != 0:
        return None
    if kind.stdout.strip() != b"blob":
        raise InputError(f"{path} at {revision} is a folder; name a JSON file in it")
    size = run_git(repository, "cat-file", "-s", name)
    if not size.stdout.strip().isdigit() or int(size.stdout) > MAX_BYTES:
        raise InputTooLarge(f"{path} at {revision} is larger than {MAX_BYTES:,} bytes")
    return run_git(repository, "cat-file", "blob", name).stdout


def file_at_revision(revision: str, file: Path) -> bytes | None:
    """`read_at_revision` for a file of the working tree, whichever repository it is in."""
    absolute = file.absolute()
    return read_at_revision(revision, f"./{absolute.name}", absolute.parent)


def commit_of(revision: str, repository: Path) -> str:
    """The commit that a revision names, in hexadecimal; InputError if it names none."""
    done = run_git(
        repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{_checked(revision)}^{{commit}}"
    )
    if done.returncode != 0 or not _OID.fullmatch(done.stdout):
        errors = done.stderr.decode(errors="replace").strip().splitlines()
        because = errors[-1].removeprefix("fatal: ") if errors else "name a branch, tag or commit of this repository"
        raise InputError(f"there is no git revision {revision!r} in {repository}: {because}")
    return done.stdout.decode().strip()


def _checked(text: str, what: str = "git revision") -> str:
    if not text or text.startswith("-") or not text.isprintable() or (what != "path" and ":" in text):
        raise InputError(f"{text!r} is not a valid {what}: it must not be empty, begin with - or contain :")
    return text


def run_git(repository: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """git, in a folder of a repository, to its end; InputError where there is none or it does not answer."""
    git = shutil.which("git")
    if git is None:
        raise InputError("git is not installed, so no revision can be read")
    if not repository.is_dir():
        raise InputError(f"there is no folder {repository}")
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, no shell; revisions and paths are checked above
            [git, "-C", str(repository), *arguments],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
            check=False,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"git has not answered within {TIMEOUT_SECONDS} seconds") from None
