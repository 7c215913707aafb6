"""The project keeps its own rules: files that explain themselves, a lock with hashes, a Makefile that lists itself."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAX_LINES = 300


NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist", "node_modules"}


def files(folder: Path = ROOT) -> Iterator[Path]:
    """The project's own files, without what tools leave behind; needs no git, which an unpacked archive lacks."""
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or path.name.endswith(("_cache", ".egg-info")) or path.name == ".hypothesis":
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


PYTHON_FILES = [path for path in files() if path.suffix == ".py"]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_files_to_judge() -> None:
    assert len(PYTHON_FILES) > 50


@pytest.mark.parametrize("path", PYTHON_FILES, ids=relative)
def test_python_file_says_why_it_exists_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{relative(path)} has no docstring that says why it exists"
    assert text.startswith(('"""', "#!")), f"{relative(path)} does not begin with its docstring"
    assert text.count("\n") <= MAX_LINES, f"{relative(path)} is over {MAX_LINES} lines: divide it along a seam"


def test_every_class_name_means_one_thing() -> None:
    """A private class must not take the name of another one either: readers search for the name alone."""
    found: dict[str, list[str]] = {}
    for path in files(ROOT / "service"):
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name.lstrip("_"), []).append(f"{relative(path)}:{node.lineno} {node.name}")
    assert len(found) > 300, "the classes of the service are read"
    assert [places for places in found.values() if len(places) > 1] == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    words = (
        r"pythonhosted\.org",
        r"pypi\.org",
        r"registry\.npmjs",
        r"extra-index[-]url",
        r"file:///(?:opt|root)",
        r"/opt/wheels",
    )
    found = re.compile("|".join(words))
    this = Path(__file__)
    for path in files():
        if path == this or path.suffix == ".parquet":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            assert not found.search(line), f"{relative(path)}:{number} names a registry or a machine: {line}"


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Each requirement of a lock: its version and how many hashes it has."""
    requirements: dict[str, tuple[str, int]] = {}
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith(("#", " ")):
            match = re.match(r"([a-z0-9._-]+)==(\S+)( ; [^-]+)?(( +--hash=sha256:[0-9a-f]{64})*) *$", line)
            assert match, f"{name}: not a pinned requirement: {line[:80]}"
            requirements[match[1]] = (match[2], match[4].count("--hash"))
    return requirements


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-runtime.lock"])
def test_every_locked_requirement_has_hashes(name: str) -> None:
    requirements = locked(name)
    assert requirements
    assert [requirement for requirement, (_, hashes) in requirements.items() if hashes == 0] == []


def test_the_runtime_lock_pins_what_the_whole_lock_pins() -> None:
    whole = locked("requirements.lock")
    assert {name: pin for name, pin in locked("requirements-runtime.lock").items() if whole.get(name) != pin} == {}


def test_everything_that_the_project_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = [*project["dependencies"], *project["optional-dependencies"]["postgresql"]]
    everything = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    for lock, requirements in (("requirements-runtime.lock", runtime), ("requirements.lock", everything)):
        names = {re.split(r"[\[<>=~! ]", requirement)[0].lower().replace("_", "-") for requirement in requirements}
        assert names - locked(lock).keys() == set(), f"run make lock: {lock} lacks these"


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    helped = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert {line.split()[0] for line in helped.stdout.splitlines()} == targets
    assert targets >= {"install", "quote", "serve", "test", "lint", "golden", "bench", "refresh", "help"}
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets


def test_the_image_runs_as_nobody_special_and_says_when_it_is_well() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    stages = [index for index, line in enumerate(lines) if line.startswith("FROM ")]
    assert len(stages) == 2
    final = lines[stages[-1] :]
    assert [line for line in final if re.match(r"USER (?!0\b|root\b)\S+$", line)]
    assert [line for line in final if line.startswith("HEALTHCHECK") and "/healthz" in line]
    assert any("ECSQUOTE_HOST=0.0.0.0" in line for line in final)
    assert any("COPY pricing_data " in line for line in lines[: stages[-1]]), "the catalog goes into the wheel"
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    copied = {
        name for line in lines if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    }
    assert copied <= kept, "what the image is built from must reach the builder"
