"""Whatever ends a refresh early, the last good version loads and quotes, and the next refresh succeeds."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecsquote.errors import CatalogError
from ecsquote.pricing import meters
from ecsquote.pricing.refresh.report import PartOutcome
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.locking import WORK_PREFIX
from played_aws.retold import Retold
from played_aws.server import Fault, PlayedAws
from support_refresh import EVERYTHING, put_small_version, refreshed, small_world, sources_of

IRELAND = "eu-west-1"
KILLS = 50 if "ECSQUOTE_SOAK" in os.environ else 8
"""Fifty in `make soak`."""
IN_A_ROW = 4
SERVICES = ("AmazonECS", "AWSELB")


class NeverTheSame(PlayedAws):
    """Each Region index names a version that nobody has read yet."""

    def body(self, path: str) -> bytes | Retold | None:
        """What is at a path, in ever new versions."""
        if path.endswith("region_index.json"):
            self.version = str(int(self.version) + 1)
            self._cache.pop(path, None)
        pieces = path.strip("/").split("/")
        if len(pieces) == 7:
            # The rows are the same in every version: written once, served often.
            path = "/".join(["", *pieces[:4], "20260925123456", *pieces[5:]])
        return super().body(path)


@pytest.fixture(scope="module")
def aws() -> Iterator[PlayedAws]:
    with NeverTheSame(small_world(IRELAND), SERVICES) as played:
        yield played


def assert_quotes(root: Path) -> str:
    """The current version is whole: its checksums hold and every meter of Fargate and load balancers has a price."""
    store = CatalogStore(root)
    catalog = store.current()
    assert all(manifest.files for manifest in store.versions())
    assert catalog.rate(IRELAND, meters.FARGATE_VCPU).single.unit_price > 0
    assert catalog.rate(IRELAND, meters.load_balancer_hours("application")).single.unit_price > 0
    return catalog.version


def seconds_until_a_version(root: Path) -> float:
    """Until the first refresh of a child is in place."""
    began = time.monotonic()
    while len([entry for entry in root.iterdir() if not entry.name.startswith(".")]) < 2:
        assert time.monotonic() - began < 60, "a refresh of one small Region takes more than a minute"
        time.sleep(0.005)
    return time.monotonic() - began


@pytest.mark.long
def test_kills_at_random_moments(aws: PlayedAws, tmp_path: Path) -> None:
    put_small_version(tmp_path, IRELAND)
    chance = random.Random(20260925)  # noqa: S311 - moments, not secrets
    moments = [1.3 * (number + chance.random()) / KILLS for number in range(KILLS)]
    chance.shuffle(moments)
    command = [sys.executable, str(Path(__file__).with_name("refresh_process.py")), str(tmp_path), aws.url, IRELAND]
    seen: list[str] = []
    unfinished = 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for number in range(KILLS):
            nursery.stdin.write("next\n")
            child = int(nursery.stdout.readline())
            if number == 0:
                # How long one refresh takes on this machine: the kills are spread over a little more, and over more
                # and more where the machine has become busier and none came to its end.
                lasts = seconds_until_a_version(tmp_path)
            else:
                time.sleep(moments[number] * lasts)
            os.kill(child, signal.SIGKILL)
            assert nursery.stdout.readline() == "gone\n"
            unfinished += bool(list(tmp_path.glob(f"{WORK_PREFIX}*")))
            seen.append(assert_quotes(tmp_path))
            if len(set(seen[-IN_A_ROW:])) == 1 and len(seen) % IN_A_ROW == 0:
                lasts *= 2
        nursery.stdin.close()
    assert unfinished > KILLS // 4, "hardly a kill met a refresh at work"
    assert len(set(seen)) > 2, "no refresh ever came to its end between two kills"
    report = refreshed(aws, tmp_path, services=SERVICES)
    assert report.version is not None
    assert not list(tmp_path.glob(f"{WORK_PREFIX}*"))
    assert assert_quotes(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    mount = tmp_path / "disk"
    mount.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(mount)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip("mounting a small file system needs root")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_a_full_disk_leaves_the_last_version_in_use(aws: PlayedAws, small_disk: Path) -> None:
    put_small_version(small_disk, IRELAND)
    first = refreshed(aws, small_disk, services=SERVICES)
    assert first.version is not None
    filler = small_disk / ".filler"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    for left in (0, 4_096, 65_536):
        filler.write_bytes(b"\0" * (free - left))
        with pytest.raises(CatalogError, match="No space left"):
            refreshed(aws, small_disk, services=SERVICES, version=f"full-{left}")
        assert assert_quotes(small_disk) == first.version
        filler.unlink()
    after = refreshed(aws, small_disk, services=SERVICES, version="after")
    assert after.version == "after"
    assert assert_quotes(small_disk)


def test_a_limit_on_file_sizes_is_told_plainly(aws: PlayedAws, tmp_path: Path) -> None:
    put_small_version(tmp_path, IRELAND)
    first = refreshed(aws, tmp_path, services=SERVICES)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(CatalogError, match=r"cannot be written.*File too large"):
            refreshed(aws, tmp_path, services=SERVICES, version="limited")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert assert_quotes(tmp_path) == first.version


def torn_gzip(packed: bytes) -> bytes:
    return packed[: len(packed) // 2]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("/AmazonECS/", status=404), "404"),
        (Fault("/AmazonECS/", status=302, headers={"Location": "http://elsewhere.example/"}), "302"),
        (Fault("/AmazonECS/", packed=torn_gzip), "is incomplete"),
        (Fault("/AmazonECS/", packed=lambda packed: packed[:-6] + b"\0\0\0\0\0\0"), "is incomplete"),
        (Fault("/AmazonECS/", packed=lambda packed: packed + b"more"), "is incomplete"),
        (Fault("/AmazonECS/", headers={"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}), "MD5 checksum"),
        (Fault("/AmazonECS/", headers={"x-amz-checksum-sha256": "AAAA"}), "SHA256 checksum"),
        (Fault("/AmazonECS/", body=lambda body: body[: len(body) // 2]), "in the middle of the offer"),
        (Fault("/AmazonECS/", body=lambda _body: b"<html>We are sorry</html>"), "in the middle of the offer"),
        (Fault("/AmazonECS/", body=lambda _body: b'{"products": []}'), "not an offer file"),
        (Fault("/AmazonECS/", body=lambda body: body.replace(b"AmazonECS", b"AmazonXYZ", 1)), "holds the offer"),
        (Fault("/AmazonECS/", body=lambda body: body.replace(b'"version"', b'"vision"', 1)), "names no version"),
        (Fault("/AmazonECS/", length=50), "is incomplete"),
    ],
)
def test_an_offer_that_is_not_what_it_should_be_is_left_and_said(
    aws: PlayedAws, tmp_path: Path, fault: Fault, words: str
) -> None:
    fault = Fault(
        f"{fault.path}2026", 99, fault.status, fault.headers, fault.cut_after, fault.body, fault.packed, fault.length
    )
    put_small_version(tmp_path, IRELAND)
    aws.faults[:] = [fault]
    try:
        report = refreshed(aws, tmp_path, services=SERVICES)
    finally:
        aws.faults.clear()
    kept = [part for part in report.parts if part.outcome is PartOutcome.KEPT_OLD and part.source == "price-list"]
    assert [part.service_code for part in kept] == ["AmazonECS"]
    assert words in (kept[0].reason or "")
    assert report.version is not None
    assert_quotes(tmp_path)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/AmazonECS/2026", times=2, cut_after=700),
        Fault("/AmazonECS/2026", times=3, status=429, headers={"Retry-After": "2"}),
        Fault("/AmazonECS/2026", times=1, length=10_000_000),
    ],
)
def test_what_passes_by_itself_is_waited_for(aws: PlayedAws, tmp_path: Path, fault: Fault) -> None:
    put_small_version(tmp_path, IRELAND)
    aws.faults[:] = [fault]
    report = refreshed(aws, tmp_path, services=SERVICES, sources=sources_of(aws), accept=EVERYTHING)
    assert fault.times == 0
    assert report.counts()["kept-old"] == 0, report.parts
