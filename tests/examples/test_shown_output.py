"""README and docs/ show what the commands print: every block of `$ command` lines is run and compared to the letter.

`make golden` writes the outputs anew; read the diff before you commit it.
"""

import doctest
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from ecsquote.api.app import create_app
from ecsquote.cli.failures import INPUT_WRONG
from ecsquote.settings import Settings
from played_aws.pricing_calculator import PlayedCalculator
from played_aws.server import Fault, PlayedAws
from support_api import running
from support_cli import EXAMPLES, ROOT, Ecsquote
from support_played import dearer, played_environment
from support_refresh import small_region
from support_verify import FARGATE_GB, calculator_variables, shipped_rows

UPDATE = os.environ.get("UPDATE_GOLDEN_BILLS") == "1"
BLOCK = re.compile(r"(?<=^```\n)(\$ .*?\n)(?=```$)", re.MULTILINE | re.DOTALL)
CUT = "…\n"
"""A shown output that ends so leaves out the notes, some of which depend on the day."""
SHOWN_VERSION, SHOWN_DAY = "2026-11-30T060000Z", "2026-11-30"
"""What a version made today is called on the pages."""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WITH_OUTPUT = {
    "README.md": 4,
    "analyses.md": 1,
    "bill.md": 2,
    "budgets.md": 1,
    "verify.md": 1,
    "inputs.md": 13,
    "prices.md": 2,
    "quotes.md": 1,
    "scan.md": 1,
    "serving.md": 1,
}
"""How many blocks with an output each page has, so that none is passed over."""


@dataclass
class Reader:
    """Somebody who types what a page shows, in a folder with the examples."""

    folder: Path
    aws: Mapping[Sequence[str], Mapping[str, str]]
    """The variables of the commands that ask AWS."""
    ecsquote: Ecsquote = field(init=False)
    left: int = 0

    def __post_init__(self) -> None:
        """Starts without settings and with the catalog that ships."""
        self.ecsquote = Ecsquote(self.folder / "home")

    def type(self, command: str) -> str:
        """What one command prints."""
        words = shlex.split(command.replace(SHOWN_VERSION, self.newest_version()))
        if words[0] == "ecsquote":
            asking = (env for name, env in self.aws.items() if words[1 : 1 + len(name)] == [*name])
            env = next(asking, {})
            done = self.ecsquote(*words[1:], cwd=self.folder, env=env)
            self.left = done.returncode
            if done.returncode == INPUT_WRONG:
                return done.stdout + done.stderr
            return done.stdout.replace(self.newest_version(), SHOWN_VERSION)
        if words[0] == "curl":
            return self.post() if "-d" in words else self.read(words)
        assert words[0] in {"sed", "echo"}, command
        shell = f"(exit {self.left}); {command}"
        return subprocess.run(["bash", "-c", shell], cwd=self.folder, capture_output=True, text=True, check=True).stdout

    def newest_version(self) -> str:
        """The version that this reader's last refresh made."""
        kept = self.folder / "home" / "data" / "catalog"
        names = sorted(entry.name for entry in kept.iterdir() if entry.name[0].isdigit()) if kept.exists() else []
        return names[-1] if names else SHOWN_VERSION

    def post(self) -> str:
        """The options of the web service's quote, as the page's curl and jq print them."""
        with running(create_app(Settings(data_dir=self.folder / "served"))) as client:
            body = (EXAMPLES / "web-service.json").read_bytes()
            headers = {"content-type": "application/json"}
            answer: httpx.Response = client.post("/v1/quotes", content=body, headers=headers)
        assert answer.status_code == 201, answer.text
        options = answer.json()["options"]
        return "".join(f"{option['launch_option']}\t{option['monthly'] or ''}\n" for option in options)

    def read(self, words: Sequence[str]) -> str:
        """What `curl ADDRESS --data-binary @FILE | jq -c PATH`, or with `-F NAME=VALUE` for each part, prints."""
        address = next(word for word in words if word.startswith("localhost:8000"))
        given = [after for word, after in pairwise(words) if word in ("-F", "--data-binary")]
        parts = [text.partition("=")[::2] for text in given if not text.startswith("@")]
        files = [(name, (value[1:], self.bytes_of(value))) for name, value in parts if value.startswith("@")]
        fields = {name: value for name, value in parts if not value.startswith("@")}
        whole = next((self.bytes_of(text) for text in given if text.startswith("@")), None)
        with running(create_app(Settings(data_dir=self.folder / "served"))) as client:
            answer = client.post(address.removeprefix("localhost:8000"), content=whole, files=files, data=fields)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        for step in re.findall(r"\w+", words[-1]):
            found = found[int(step) if step.isdecimal() else step]
        return json.dumps(found, separators=(",", ":")) + "\n"

    def bytes_of(self, text: str) -> bytes:
        """The file that @NAME means."""
        return (self.folder / text.removeprefix("@")).read_bytes()


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with the output that is shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def comparable(printed: str) -> str:
    """An output without what differs from day to day and machine to machine."""
    printed = printed.replace(datetime.now(UTC).date().isoformat(), SHOWN_DAY)
    printed = re.sub(r"127\.0\.0\.1:\d{5}", "127.0.0.1:36903", printed)
    if "old prices kept" in printed:
        printed = re.sub(r"\d{3}(?= days old)|(?<=   )\d{3}$", "383", printed, flags=re.MULTILINE)
    return printed


def cut(printed: str) -> str:
    """An output up to its notes."""
    shown = re.split(r"^(?=Note$|Notes \(|Worth a look$|Perfect packing )", printed, flags=re.MULTILINE)[0]
    return shown.rstrip("\n") + "\n\n" + CUT


@pytest.fixture(scope="module")
def aws() -> Iterator[PlayedAws]:
    """AWS with load balancers that cost a cent more."""
    raised = dearer(small_region("eu-west-1"), "LoadBalancerUsage", Decimal("0.001"))
    with PlayedAws({"eu-west-1": raised}) as aws:
        yield aws


@pytest.fixture(scope="module")
def calculator() -> Iterator[PlayedCalculator]:
    """AWS's calculator with Fargate memory that costs 2 % more."""
    with PlayedCalculator(shipped_rows("eu-west-1")) as calculator:
        calculator.perturbed["AmazonECS", FARGATE_GB, ""] = Decimal("1.02")
        yield calculator


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_shows_what_the_commands_print(
    page: Path, aws: PlayedAws, calculator: PlayedCalculator, tmp_path: Path
) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLES)
    aws.faults.append(Fault("/AmazonVPC/", times=100, status=403))
    asking: dict[Sequence[str], Mapping[str, str]] = {
        ("prices", "refresh"): played_environment(aws),
        ("verify",): calculator_variables(calculator),
    }
    reader = Reader(tmp_path, asking)
    text = page.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    assert len(blocks) == WITH_OUTPUT.get(page.name, 0)
    for block in blocks:
        printed = ""
        for command, output in commands(block):
            real = comparable(reader.type(command))
            printed += f"$ {command}\n" + (cut(real) if output.endswith(CUT) else real)
        text = text.replace(block, printed, 1)
        assert UPDATE or printed == block
    if UPDATE:
        page.write_text(text, encoding="utf-8")


def test_the_readme_shows_what_python_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECSQUOTE_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"```python\n(>>> .*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    session = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    assert len(session.examples) >= 3
    told: list[str] = []
    doctest.DocTestRunner().run(session, out=told.append)
    assert told == []
