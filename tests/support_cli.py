"""Runs the real `ecsquote` command in a process of its own, away from the user's settings and catalogs.

Most calls are forked from one process that has imported the command already: the installed script runs in each, with
its own arguments, environment, folder and pipes, but the second that importing takes is spent once. What only a
start from nothing shows is held on the installed command: `INSTALLED` in tests/cli/test_installed.py, terminals,
closed pipes, signals, and whatever sets a variable that the interpreter reads.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from support_fork import can_be_forked, fork_server

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
COMMAND = Path(sys.executable).with_name("ecsquote")
TIMEOUT_SECONDS = 120
_NOT_HANDED_ON = ("AWS_", "ECSQUOTE_", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "XDG_")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user who has set nothing up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_HANDED_ON)}
    return {**kept, "HOME": str(home), "ECSQUOTE_DATA_DIR": str(home / "data"), **more}


@dataclass(frozen=True)
class Ecsquote:
    """The command, run with a home folder of its own; `installed`: started from nothing, as a user does."""

    home: Path
    installed: bool = False

    def __call__(
        self,
        *arguments: str | Path,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        stdout: IO[str] | int = subprocess.PIPE,
        cwd: Path = ROOT,
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; a traceback on standard error is a failure whatever the test is about."""
        told = env or {}
        words = [str(COMMAND), *map(str, arguments)]
        variables = environment(self.home, **told)
        if self.installed or not can_be_forked(told):
            done = subprocess.run(
                words,
                input=stdin,
                env=variables,
                stdout=stdout,
                stderr=subprocess.PIPE,
                text=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
                cwd=cwd,
            )
        else:
            done = fork_server().run(words, variables, cwd, stdin, stdout, TIMEOUT_SECONDS)
        assert "Traceback" not in done.stderr, done.stderr
        return done
