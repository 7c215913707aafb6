"""Runs the real `ecsquote` command in a process of its own, away from the user's settings and catalogs."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
COMMAND = Path(sys.executable).with_name("ecsquote")
TIMEOUT_SECONDS = 120
_NOT_HANDED_ON = ("AWS_", "ECSQUOTE_", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "XDG_")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user who has set nothing up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_HANDED_ON)}
    return {**kept, "HOME": str(home), "ECSQUOTE_DATA_DIR": str(home / "data"), **more}


@dataclass(frozen=True)
class Ecsquote:
    """The command, run with a home folder of its own."""

    home: Path

    def __call__(
        self,
        *arguments: str | Path,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        stdout: IO[str] | int = subprocess.PIPE,
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; a traceback on standard error is a failure whatever the test is about."""
        done = subprocess.run(
            [COMMAND, *map(str, arguments)],
            input=stdin,
            env=environment(self.home, **(env or {})),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            cwd=ROOT,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done
