"""Git repositories for tests: real ones, away from the user's own git settings."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from support_cli import environment


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder as somebody."""
    named = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    subprocess.run(["git", *named, *arguments], cwd=folder, check=True, capture_output=True, env=environment(folder))


def begin_repository(folder: Path, files: Mapping[str, str], tag: str) -> None:
    """A new repository with these files in one commit of this tag, on the branch main."""
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "first")
    git(folder, "tag", tag)
