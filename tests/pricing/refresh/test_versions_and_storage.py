"""Several versions, shared in object storage, and a refresh that is watched from outside."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from ecsquote.contract.catalog_jobs import JobState
from ecsquote.errors import CatalogError, InputError, NotFound
from ecsquote.pricing import meters
from ecsquote.pricing.aws_clients import AwsClients
from ecsquote.pricing.refresh.job import start_job
from ecsquote.pricing.refresh.report import RefreshPlan, RefreshReport
from ecsquote.pricing.refresh.run import refresh
from ecsquote.pricing.sources.source import Progress, Step
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.object_storage import ObjectStorage
from ecsquote.pricing.store.pruning import prune_versions
from ecsquote.pricing.store.version_diff import diff_versions
from ecsquote.pricing.store.version_views import every_version, show_version
from played_aws.server import PlayedAws
from support_refresh import CLOCK, EVERYTHING, TODAY, put_small_version, refreshed, small_region, sources_of

IRELAND = "eu-west-1"
FIRST = "2026-01-01T000000Z"


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small version, and one refreshed from it: NAT 0.048 → 0.06, IPv4 0.005 → 0.004, one type gone."""
    root = tmp_path_factory.mktemp("versions")
    put_small_version(root, IRELAND)
    region = small_region(IRELAND)
    changed = {"NatGateway-Hours": Decimal("0.06"), "PublicIPv4:InUseAddress": Decimal("0.004")}
    prices = tuple(
        replace(price, unit_price=changed.get(price.usage_type, price.unit_price)) for price in region.prices
    )
    with PlayedAws({IRELAND: replace(region, prices=prices)}) as aws:
        report = refreshed(aws, root)
    assert report.version is not None
    return root, report.version


def test_a_diff_tells_what_rose_what_fell_and_which_types_went(two_versions: tuple[Path, str]) -> None:
    root, second = two_versions
    diff = diff_versions(CatalogStore(root), FIRST, second)
    assert [(move.meter, move.old, move.new, move.percent) for move in diff.rose] == [
        ("AmazonEC2 NatGateway-Hours", Decimal("0.048"), Decimal("0.06"), Decimal("25.0"))
    ]
    assert [(move.meter, move.percent) for move in diff.fell] == [
        ("AmazonVPC PublicIPv4:InUseAddress", Decimal("-20.0"))
    ]
    kept = {price.usage_type for price in small_region(IRELAND).prices}
    assert diff.types_came == {}
    assert diff.types_went[IRELAND]
    assert not {f"BoxUsage:{name}" for name in diff.types_went[IRELAND]} & kept
    back = diff_versions(CatalogStore(root), second, FIRST, service_code="AmazonVPC")
    assert [(move.meter, move.percent) for move in back.rose] == [
        ("AmazonVPC PublicIPv4:InUseAddress", Decimal("25.0"))
    ]
    assert back.types_came == {}
    with pytest.raises(InputError):
        diff_versions(CatalogStore(root), FIRST, "no-such-version")


def test_a_version_shows_where_it_comes_from_and_how_old_it_is(two_versions: tuple[Path, str]) -> None:
    root, second = two_versions
    view = show_version(CatalogStore(root), second)
    assert view.current
    sources = {"price-list", "savings-plans", "savings-plan-maps", "fargate-spot", "spot-advisor"}
    assert {part.source for part in view.parts} == sources
    assert view.ages_days(TODAY + timedelta(days=3))["AmazonECS"] == 3
    assert show_version(CatalogStore(root), FIRST).parts == ()


def test_an_old_version_gives_the_old_numbers(two_versions: tuple[Path, str]) -> None:
    root, second = two_versions
    found = [
        (catalog.version, catalog.rate(IRELAND, meters.NAT_GATEWAY_HOURS).single.unit_price)
        for catalog in every_version(CatalogStore(root))
        if catalog.version in (FIRST, second)
    ]
    assert found == [(FIRST, Decimal("0.048")), (second, Decimal("0.06"))]
    assert [catalog.version for catalog in every_version(CatalogStore(root), newest=1)] == [second]


def test_pruning_keeps_the_newest_the_current_and_the_pinned(tmp_path: Path) -> None:
    names = [f"2026-01-0{day}T000000Z" for day in range(1, 6)]
    for name in names:
        put_small_version(tmp_path, IRELAND, version=name)
    store = CatalogStore(tmp_path)
    assert prune_versions(tmp_path, store, keep=2, pinned=[names[0]], dry_run=True) == [names[2], names[1]]
    assert len(CatalogStore(tmp_path).versions()) == 6  # the five and the shipped one
    prune_versions(tmp_path, store, keep=2, pinned=[names[0]])
    left = {entry.name for entry in tmp_path.iterdir() if not entry.name.startswith(".")}
    assert left == {names[0], names[3], names[4]}
    with pytest.raises(CatalogError):
        prune_versions(tmp_path, store, keep=0)


@pytest.fixture(scope="module")
def moto_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def clients(moto_server: str) -> AwsClients:
    def make(service: str, region: str) -> object:
        return boto3.client(  # type: ignore[call-overload]  # any service
            service,
            region_name=region,
            endpoint_url=moto_server,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",  # noqa: S106 - moto's
        )

    return AwsClients(make)


def test_replicas_share_versions_in_object_storage(
    clients: AwsClients, two_versions: tuple[Path, str], tmp_path: Path
) -> None:
    root, second = two_versions
    clients.client("s3", "us-east-1").create_bucket(Bucket="catalogs")
    address = "s3://catalogs/ecsquote/prices"
    writer = ObjectStorage(address, root, clients)
    reader = ObjectStorage(address, tmp_path, clients)
    assert reader.pull() is None
    writer.push(FIRST)
    assert reader.pull() == FIRST
    assert CatalogStore(tmp_path).current_version() == FIRST
    writer.push(second)
    assert reader.versions() == [FIRST, second]
    assert reader.pull() == second
    store = CatalogStore(tmp_path)
    assert store.current().rate(IRELAND, meters.NAT_GATEWAY_HOURS).single.unit_price == Decimal("0.06")
    assert show_version(store, second).parts
    with pytest.raises(CatalogError, match="PreconditionFailed"):
        writer.push(second)
    with pytest.raises(NotFound):
        reader.pull("2020-01-01T000000Z")


def test_a_version_without_its_manifest_or_with_torn_files_is_not_taken(
    clients: AwsClients, two_versions: tuple[Path, str], tmp_path: Path
) -> None:
    root, _ = two_versions
    s3 = clients.client("s3", "us-east-1")
    s3.create_bucket(Bucket="torn")
    ObjectStorage("s3://torn", root, clients).push(FIRST)
    s3.put_object(Bucket="torn", Key="9999-half/prices.parquet", Body=b"half")
    reader = ObjectStorage("s3://torn", tmp_path, clients)
    assert reader.versions() == [FIRST]
    s3.put_object(Bucket="torn", Key=f"{FIRST}/prices.parquet", Body=b"torn")
    with pytest.raises(CatalogError, match="not the file"):
        reader.pull()
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("address", ["s3://", "s3://A_B", "http://bucket/x", "s3://bucket/pre fix", "s3://bucket/a?b"])
def test_an_odd_address_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="s3://bucket/prefix"):
        ObjectStorage(address, tmp_path)


def test_a_bucket_that_is_not_there_is_told(clients: AwsClients, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="NoSuchBucket"):
        ObjectStorage("s3://not-there-at-all", tmp_path, clients).versions()


def test_a_job_tells_how_far_it_is_and_what_came_of_it(tmp_path: Path) -> None:
    put_small_version(tmp_path, IRELAND)
    with PlayedAws({IRELAND: small_region(IRELAND)}) as aws:

        def work(progress: Progress, stop: threading.Event) -> RefreshReport:
            plan = RefreshPlan(services=("AmazonECS", "AWSELB"), accept=EVERYTHING)
            return refresh(
                plan, tmp_path, CatalogStore(tmp_path), sources_of(aws), progress=progress, clock=CLOCK, stop=stop
            )

        job = start_job(work)
        job.wait(30)
    seen = job.snapshot()
    assert (seen["state"], seen["error"]) == ("done", None)
    assert seen["progress"]["rows"] > 0
    assert seen["report"]["version"] == CatalogStore(tmp_path).current_version()


def test_a_stopped_job_changes_nothing(tmp_path: Path) -> None:
    put_small_version(tmp_path, IRELAND)
    begun = threading.Event()
    with PlayedAws({IRELAND: small_region(IRELAND)}) as aws:

        def work(progress: Progress, stop: threading.Event) -> RefreshReport:
            begun.set()
            stop.wait(30)
            plan = RefreshPlan(accept=EVERYTHING)
            return refresh(
                plan, tmp_path, CatalogStore(tmp_path), sources_of(aws), progress=progress, clock=CLOCK, stop=stop
            )

        job = start_job(work)
        assert begun.wait(5)
        job.stop()
        job.wait(30)
    assert job.state is JobState.STOPPED
    assert CatalogStore(tmp_path).current_version() == FIRST


def test_a_failed_job_keeps_the_cause_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def work(progress: Progress, _stop: threading.Event) -> RefreshReport:
        progress(Step("x", 1))
        raise ZeroDivisionError("secret")

    job = start_job(work)
    job.wait(5)
    assert job.state is JobState.FAILED
    assert "secret" not in (job.error or "")
    assert "secret" in caplog.text
