"""The command for the tests of the command line."""

from pathlib import Path

import pytest

from support_cli import Ecsquote


@pytest.fixture
def ecsquote(tmp_path: Path) -> Ecsquote:
    """`ecsquote` as a new user has it."""
    return Ecsquote(tmp_path / "home")
