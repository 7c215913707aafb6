"""Evaluates a Terraform folder with tfparse, in a process of its own and a folder of its own.

tfparse takes path.cwd from the process, so it has to run inside the folder; it is not made for hostile texts, so it
gets neither the environment nor unbounded time, memory or output.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ecsquote.errors import ExtraMissing, InputError, InputTooLarge
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.terraform.folder_texts import harmless, variable_files

MAX_SECONDS = 60
MAX_OUTPUT_BYTES = 64 * 1024 * 1024
MAX_MEMORY_BYTES = 4 * 1024**3
GIVEN_VARIABLES = "zz-given.tfvars.json"
_CHILD = f"""
import json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, ({MAX_SECONDS}, {MAX_SECONDS}))
    resource.setrlimit(resource.RLIMIT_AS, ({MAX_MEMORY_BYTES}, {MAX_MEMORY_BYTES}))
    resource.setrlimit(resource.RLIMIT_FSIZE, ({MAX_OUTPUT_BYTES}, {MAX_OUTPUT_BYTES}))
except ImportError:
    pass
import tfparse
found = tfparse.load_from_path(".", stop_on_hcl_error=True, allow_downloads=False, vars_paths=sys.argv[1:])
json.dump(found, sys.stdout)
"""


def evaluated(files: Sequence[SourceFile], root: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """What tfparse makes of the files: by block type, a list of blocks.

    `variables` are the values that the caller gives. Raises ExtraMissing without tfparse, InputError where the folder
    cannot be evaluated, InputTooLarge over a bound.
    """
    if importlib.util.find_spec("tfparse") is None:
        raise ExtraMissing(
            "a Terraform folder is read with the extra terraform: pip install 'ecsquote[terraform]'; "
            "a plan needs none: terraform show -json PLAN"
        )
    with tempfile.TemporaryDirectory(prefix="ecsquote-") as scratch:
        top = Path(scratch) / "files"
        for file in files:
            path = top / file.name
            if not path.resolve().is_relative_to(top.resolve()):
                raise InputError(f"{file.name[:200]!r} is not a path inside the folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(harmless(file, root))
        names = variable_files(files, root)
        if variables:
            (top / root / GIVEN_VARIABLES).write_text(json.dumps(_typed(variables)), encoding="utf-8")
            names.append(GIVEN_VARIABLES)
        return _run(top / root, names, Path(scratch) / "output.json")


def _run(folder: Path, variables: Sequence[str], output: Path) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if name == "SYSTEMROOT"}  # Windows starts nothing without
    command = [sys.executable, "-I", "-c", _CHILD, *variables]
    try:
        with output.open("wb") as out:
            process = subprocess.run(  # noqa: S603 - the interpreter itself, with a constant program
                command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
                timeout=MAX_SECONDS, check=False,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise InputTooLarge(f"the Terraform folder takes more than {MAX_SECONDS} seconds to evaluate") from None
    if process.returncode != 0:
        raise InputError(f"the Terraform folder cannot be evaluated: {_reason(process.stderr)}")
    found = json.loads(output.read_bytes(), parse_float=Decimal)
    return found if isinstance(found, dict) else {}


def _reason(stderr: bytes) -> str:
    """The last line of what the process said, without the names of its own classes."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines() or ["the process ended"]
    return lines[-1].rsplit("ParseError: ", 1)[-1].removeprefix("unable to create TerraformConverter: ")[:500]


def _typed(variables: Mapping[str, str]) -> dict[str, Any]:
    """Values as Terraform's -var takes them: numbers, booleans, lists and objects in JSON's spelling, else text."""
    typed: dict[str, Any] = {}
    for name, text in variables.items():
        try:
            typed[name] = json.loads(text)
        except ValueError:
            typed[name] = text
    return typed
