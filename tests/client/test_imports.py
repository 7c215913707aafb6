"""`import ecsquote.client` loads httpx, pydantic and little else: nothing of the server."""

import subprocess
import sys

LOADED = """
import sys
{statement}
names = {{name.partition(".")[0] for name in sys.modules if not name.startswith("_")}}
print(*sorted(names - sys.stdlib_module_names))
"""
ALLOWED = {"ecsquote", "httpx", "pydantic", "orjson", "tenacity"}
"""Packages that the client names; what httpx and pydantic load themselves comes on top."""
BASE = "import httpx, pydantic.main, pydantic.dataclasses"
ROOMS = {"client", "contract", "counted", "errors", "faults", "units"}
"""Rooms of ecsquote that the client may load."""


def loaded(statement: str) -> set[str]:
    """The top-level packages, beyond the standard library, that a fresh interpreter holds after a statement."""
    command = [sys.executable, "-c", LOADED.format(statement=statement)]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_the_client_loads_its_own_packages_alone() -> None:
    own = loaded("import ecsquote.client") - loaded(BASE)
    assert own == ALLOWED - {"httpx", "pydantic"}


def test_the_check_sees_a_package_of_the_server() -> None:
    assert "fastapi" in loaded("import ecsquote.client, fastapi") - loaded(BASE) - ALLOWED


def test_the_client_loads_no_room_of_the_server() -> None:
    code = "import sys, ecsquote.client; print(*(name for name in sys.modules if name.startswith('ecsquote.')))"
    names = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert {name.split(".")[1] for name in names} == ROOMS
