"""One catalog in object storage for many replicas: refreshed by one, read by the others, never replaced by another."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from ecsquote.pricing.store.object_storage import ObjectStorage
from ecsquote.pricing.store.opening import open_store
from ecsquote.settings import Settings
from played_aws.server import PlayedAws
from support_api import quote_request, serving
from support_cli import EXAMPLES, Ecsquote
from support_played import played_environment
from support_refresh import put_small_version, small_world

IRELAND = "eu-west-1"
FIRST = "2026-01-01T000000Z"
BUCKET = "catalogs"
ADDRESS = f"s3://{BUCKET}/prices"
QUOTE = ("quote", EXAMPLES / "my-task.json", "--region", IRELAND, "--launch-option", "FARGATE", "--format", "json")


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """An empty bucket, and the environment that leads to it, for this process too."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_MAX_ATTEMPTS": "1",
        "ECSQUOTE_CATALOG": ADDRESS,
    }
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # moto keeps buckets for the process, whichever of its servers made them
    httpx.post(f"http://{host}:{port}/moto-api/reset", trust_env=False)
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
    yield environment
    server.stop()


def put_first(folder: Path) -> None:
    """Somebody puts a small version into the bucket."""
    put_small_version(folder, IRELAND)
    ObjectStorage(ADDRESS, folder).push(FIRST)


def test_an_empty_bucket_is_not_the_shipped_catalog(tmp_path: Path, storage: dict[str, str]) -> None:
    done = Ecsquote(tmp_path)(*QUOTE, env=storage)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{ADDRESS} holds no catalog version yet" in done.stderr


def test_a_bucket_out_of_reach_is_not_the_shipped_catalog(tmp_path: Path, storage: dict[str, str]) -> None:
    done = Ecsquote(tmp_path)(*QUOTE, env={**storage, "ECSQUOTE_CATALOG": "s3://not-there-at-all"})
    assert (done.returncode, done.stdout) == (3, "")
    assert "NoSuchBucket" in done.stderr


def test_what_one_refreshes_another_quotes(tmp_path: Path, storage: dict[str, str]) -> None:
    put_first(tmp_path / "somebody")
    with PlayedAws(small_world(IRELAND)) as aws:
        environment = {**played_environment(aws), **storage}
        done = Ecsquote(tmp_path / "one")("prices", "refresh", "--service", "AWSELB", "--json", env=environment)
    assert done.returncode == 0, done.stderr
    version = json.loads(done.stdout)["version"]
    other = Ecsquote(tmp_path / "other")
    assert json.loads(other(*QUOTE, env=storage).stdout)["catalog"]["version"] == version
    pinned = json.loads(other(*QUOTE, "--catalog-version", FIRST, env=storage).stdout)
    assert pinned["catalog"]["version"] == FIRST
    listed = json.loads(other("prices", "versions", "--format", "json", env=storage).stdout)
    assert {FIRST, version} <= {each["version"] for each in listed}
    gone = other("prices", "prune", "--keep", "1", env=storage)
    assert gone.stdout.split() == [FIRST], gone.stderr
    assert ObjectStorage(ADDRESS, tmp_path / "any").versions() == [version]


def test_a_replica_takes_up_what_is_put_there_and_outlives_the_storage(
    tmp_path: Path, storage: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert storage
    put_first(tmp_path / "somebody")
    monkeypatch.setattr("ecsquote.pricing.store.shared_store.LISTED_SECONDS", 0.0)
    monkeypatch.setattr("ecsquote.pricing.store.shared_store.TROUBLED_SECONDS", 0.0)
    store = open_store(Settings(data_dir=tmp_path / "replica", catalog=ADDRESS))
    with serving(tmp_path / "replica", store) as client:
        request = quote_request(region=IRELAND)
        assert client.post("/v1/quotes", json=request).json()["catalog"]["version"] == FIRST
        second = "2026-02-01T000000Z"
        put_small_version(tmp_path / "somebody", IRELAND, version=second)
        ObjectStorage(ADDRESS, tmp_path / "somebody").push(second)
        store.look_again()
        assert store.current_version() == second
        bucket = boto3.resource("s3", region_name="us-east-1").Bucket(BUCKET)
        bucket.objects.delete()
        bucket.delete()
        assert store.current_version() == second
        answer = client.post("/v1/quotes", json=request)
        assert answer.status_code == 201
        assert any("NoSuchBucket" in warning for warning in answer.json()["catalog"]["warnings"])


def test_a_version_that_is_there_is_never_written_over(tmp_path: Path, storage: dict[str, str]) -> None:
    assert storage
    put_first(tmp_path / "somebody")
    put_small_version(tmp_path / "other", "us-east-1")
    with pytest.raises(Exception, match="PreconditionFailed"):
        ObjectStorage(ADDRESS, tmp_path / "other").push(FIRST)
    reader = ObjectStorage(ADDRESS, tmp_path / "reader")
    assert reader.pull(FIRST) == FIRST  # whole, by its checksums
