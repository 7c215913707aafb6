"""Keys on the command line, and a server that would be open to others."""

import hashlib
import json
import os
import re
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from support_api import ADMIN_KEY, ADMIN_KEY_HASH
from support_cli import COMMAND, Ecsquote, environment

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what the tests are about


def test_a_key_is_printed_once_and_kept_as_its_hash(ecsquote: Ecsquote) -> None:
    made = ecsquote("keys", "create", "--name", "ci", "--scope", "quote", "--expires", "90d")
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"ecsq_[0-9a-f]{64}\n", made.stdout)
    key = made.stdout.strip()
    assert key not in made.stderr
    (row,) = json.loads(ecsquote("keys", "list", "--format", "json").stdout)
    assert (row["name"], row["scope"], row["revoked_at"], row["active"]) == ("ci", "quote", None, True)
    assert "ci" in ecsquote("keys", "list").stdout
    file = ecsquote.home / "data" / "quotes.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT key_hash FROM access_keys").fetchall() == [
            (hashlib.sha256(key.encode()).hexdigest(),)
        ]
    assert key.removeprefix("ecsq_").encode() not in file.read_bytes()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_key_is_revoked_by_name_or_id(ecsquote: Ecsquote) -> None:
    for name in ("a", "b"):
        assert ecsquote("keys", "create", "--name", name, "--scope", "read").returncode == 0
    ids = {row["name"]: row["id"] for row in json.loads(ecsquote("keys", "list", "--format", "json").stdout)}
    for one in ("a", ids["b"]):
        done = ecsquote("keys", "revoke", one)
        assert (done.returncode, done.stdout) == (0, "")
    assert [row["active"] for row in json.loads(ecsquote("keys", "list", "--format", "json").stdout)] == [False, False]
    assert ecsquote("keys", "list").stdout.count("revoked") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "--name", "x"), "--scope"),
        (("create", "--name", "x", "--scope", "write"), "--scope"),
        (("create", "--name", "a b", "--scope", "read"), "/name: must be"),
        (("create", "--name", "x", "--scope", "read", "--expires", "soon"), "soon is not a lifetime"),
        (("revoke", "x"), "there is no key x"),
    ],
)
def test_what_is_wrong_is_said_and_makes_no_key(ecsquote: Ecsquote, words: tuple[str, ...], said: str) -> None:
    done = ecsquote("keys", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert json.loads(ecsquote("keys", "list", "--format", "json").stdout) == []


def test_a_server_that_others_can_reach_refuses_to_start_without_a_key(ecsquote: Ecsquote) -> None:
    done = ecsquote("serve", "--host", EVERYWHERE, "--port", "0")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert all(word in line for word in ("--insecure-open", "ECSQUOTE_ADMIN_KEY_HASH", "ecsquote keys create"))


def test_a_database_that_is_away_is_one_line(ecsquote: Ecsquote) -> None:
    away = {"ECSQUOTE_DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    done = ecsquote("serve", env=away)
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1), done.stderr


@pytest.mark.parametrize("how", ["hash", "key", "flag"])
def test_a_server_that_others_can_reach_starts_with_a_key_or_on_purpose(ecsquote: Ecsquote, how: str) -> None:
    key = ADMIN_KEY
    if how == "key":
        key = ecsquote("keys", "create", "--name", "ci", "--scope", "admin").stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"ECSQUOTE_ADMIN_KEY_HASH": ADMIN_KEY_HASH} if how == "hash" else {}
    words = [str(COMMAND), "serve", "--host", EVERYWHERE, "--port", str(port)]
    log = ecsquote.home.parent / "log"
    with log.open("w") as file:
        server = subprocess.Popen(
            words + ["--insecure-open"] * (how == "flag"),
            env=environment(ecsquote.home, **more),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        found = answers(f"http://127.0.0.1:{port}", key, log)
    finally:
        server.terminate()
        server.wait(60)
    assert found == ((200, 200) if how == "flag" else (401, 200))
    assert key not in log.read_text()


def answers(url: str, key: str, log: Path) -> tuple[int, int]:
    """The status without and with a key, once the server has started."""
    deadline = time.monotonic() + 120
    with httpx.Client(base_url=url, trust_env=False) as client:
        while True:
            try:
                client.get("/healthz")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
        header = {"Authorization": f"Bearer {key}"}
        return client.get("/v1/quotes").status_code, client.get("/v1/quotes", headers=header).status_code


def test_the_default_data_folder_is_closed_to_others(ecsquote: Ecsquote, tmp_path: Path) -> None:
    folder = tmp_path / "share" / "ecsquote"
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    variables = {name: value for name, value in environment(ecsquote.home).items() if name != "ECSQUOTE_DATA_DIR"}
    variables["XDG_DATA_HOME"] = str(tmp_path / "share")
    made = subprocess.run([COMMAND, "keys", "list"], env=variables, check=True, capture_output=True, text=True)
    assert made.stderr == ""
    assert folder.stat().st_mode & 0o777 == 0o700
    assert os.listdir(folder) == ["quotes.sqlite3"]  # noqa: PTH208 - the names alone
