"""A forked command is the installed one: the same answers, exit codes and signals, and nothing of an earlier call."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support_cli import COMMAND, EXAMPLES, ROOT, TIMEOUT_SECONDS, Ecsquote, environment
from support_fork import READ_WHEN_CALLED, SERVER, fork_server

QUOTE = ("quote", str(EXAMPLES / "my-task.json"), "--region", "us-east-1")
NAMES_READ = """
import os, sys, traceback
sys.path.insert(0, sys.argv[1])
read = set()
OF_NO_CALL = ("wsgiref/handlers.py", "sysconfig.py")  # both keep copies that no command looks at
class Watched(type(os.environ)):
    def __getitem__(self, name):
        files = [frame.filename for frame in traceback.extract_stack()]
        home_of_botocore = name == "HOME" and any("/botocore/" in file for file in files)
        if not home_of_botocore and not any(file.endswith(OF_NO_CALL) for file in files):
            read.add(name)
        return super().__getitem__(name)
os.environ.__class__ = Watched
import fork_server
fork_server.import_all()
print("\\n".join(sorted(read)))
"""


@pytest.mark.parametrize(
    "arguments",
    [QUOTE, (*QUOTE, "--format", "xml"), ("quote", "none.json"), ("prices", "show", "--region", "eu-moon-1")],
    ids=["quote", "usage", "file", "price"],
)
def test_both_say_the_same(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    forked, installed = (Ecsquote(tmp_path / "home", installed)(*arguments) for installed in (False, True))
    assert (forked.returncode, forked.stdout, forked.stderr) == (
        installed.returncode,
        installed.stdout,
        installed.stderr,
    )


def test_each_call_has_its_own_environment_folder_and_input(ecsquote: Ecsquote, tmp_path: Path) -> None:
    task = (EXAMPLES / "my-task.json").read_text()
    (tmp_path / "here.json").write_text(task)
    for region in ("us-east-1", "eu-west-1"):
        wide = ecsquote("quote", "here.json", env={"AWS_REGION": region, "COLUMNS": "200"}, cwd=tmp_path)
        assert region in wide.stdout, wide.stderr
        read = ecsquote("quote", "-", stdin=task, env={"AWS_DEFAULT_REGION": region})
        assert region in read.stdout, read.stderr
    told = ecsquote("quote", "-", stdin=task)
    assert (told.returncode, told.stdout) == (2, "")
    assert "names no Region" in told.stderr


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux tells who waits")
def test_a_signal_that_kills_it_is_its_exit_code(tmp_path: Path) -> None:
    killer = tmp_path / "killer.py"
    killer.write_text(f"import os\nos.kill(os.getpid(), {signal.SIGTERM:d})\n")
    done = fork_server().run([str(killer)], environment(tmp_path), ROOT, "", subprocess.PIPE, TIMEOUT_SECONDS)
    assert done.returncode == -signal.SIGTERM


def test_one_that_never_ends_is_killed(tmp_path: Path) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time\nprint('so far', flush=True)\ntime.sleep(600)\n")
    with pytest.raises(subprocess.TimeoutExpired):
        fork_server().run([str(sleeper)], environment(tmp_path), ROOT, "", subprocess.PIPE, 1)
    assert Ecsquote(tmp_path)("--version").returncode == 0


def test_no_import_reads_what_a_call_may_set(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NAMES_READ, SERVER.parent],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=TIMEOUT_SECONDS,
    )
    names = done.stdout.splitlines()
    assert names, "something is always read, or nothing was watched"
    assert [name for name in names if name.startswith(READ_WHEN_CALLED)] == []


def test_a_call_runs_the_installed_script(tmp_path: Path) -> None:
    shown = tmp_path / "shown.py"
    shown.write_text("import json, os, sys\njson.dump([sys.argv[0], __name__, os.getcwd()], sys.stdout)\n")
    done = fork_server().run([str(shown)], environment(tmp_path), tmp_path, "", subprocess.PIPE, TIMEOUT_SECONDS)
    assert json.loads(done.stdout) == [str(shown), "__main__", os.fspath(tmp_path)]
    assert COMMAND.is_file()
