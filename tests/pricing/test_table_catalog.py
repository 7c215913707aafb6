"""Looking up prices: one answer or an error in words, the same for every thread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from ecsquote.errors import AmbiguousPrice, CatalogError, InputError, PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.catalog.price_filter import PriceFilter
from ecsquote.pricing.catalog.region_rows import HeldRows
from ecsquote.pricing.catalog.table_catalog import TableCatalog
from ecsquote.pricing.store.manifest import CatalogManifest
from support_tables import Row, fargate, imported, instance_type, on_demand, spot, transfer

TABLES: dict[str, list[Row]] = {
    "fargate.csv": [fargate(), fargate("memory_gb", "0.004445"), fargate(region="us-east-1", usd="0.05")],
    "ec2_on_demand.csv": [
        on_demand("m5.large", "0.107"),
        on_demand("c5.large", "0.096"),
        on_demand("a1.large", "0.096"),
        on_demand("g2.2xlarge", "0.65"),
        on_demand("m5.large", "0.12", region="us-east-1-atl-1"),
    ],
    "ec2_spot.csv": [spot("m5.large", "0.04")],
    "instance_types.csv": [instance_type("m5.large"), instance_type("c5.large"), instance_type("a1.large")],
    "data_transfer.csv": [transfer("0", "10240"), transfer("10240", "Inf", usd="0.085")],
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> TableCatalog:
    return imported(tmp_path_factory.mktemp("catalog"), TABLES)


def test_a_meter_answers_by_region(catalog: TableCatalog) -> None:
    assert catalog.rate("eu-west-1", meters.FARGATE_VCPU).single.unit_price == Decimal("0.04048")
    assert catalog.rate("us-east-1", meters.FARGATE_VCPU).single.unit_price == Decimal("0.05")


def test_a_second_look_gives_the_very_same_rate(catalog: TableCatalog) -> None:
    assert catalog.rate("eu-west-1", meters.FARGATE_VCPU) is catalog.rate("eu-west-1", meters.FARGATE_VCPU)


def test_tiers_come_in_order(catalog: TableCatalog) -> None:
    tiers = catalog.rate("eu-west-1", meters.INTERNET_OUT_GB).tiers
    assert [(tier.begin_range, tier.end_range) for tier in tiers] == [
        (Decimal(0), Decimal(10240)),
        (Decimal(10240), None),
    ]


def test_a_missing_price_is_named(catalog: TableCatalog) -> None:
    with pytest.raises(PriceNotFound) as caught:
        catalog.rate("us-east-1", meters.load_balancer_hours("application"))
    expected = "no price for AWSELB LoadBalancerUsage (LoadBalancing:Application) in us-east-1 in catalog test"
    assert str(caught.value) == expected


UNKNOWN = [
    ("us-east-1-atl-1", "us-east-1-atl-1 is a Local Zone of us-east-1 (US East (Atlanta)), not a Region"),
    ("eu-west1", "unknown Region 'eu-west1'; did you mean eu-west-1"),
    ("", "unknown Region ''"),
    ("EU-WEST-1", "unknown Region 'EU-WEST-1'"),
]


@pytest.mark.parametrize(("code", "message"), UNKNOWN)
def test_what_is_no_region_is_refused_everywhere(catalog: TableCatalog, code: str, message: str) -> None:
    for ask in (
        lambda: catalog.rate(code, meters.FARGATE_VCPU),
        lambda: catalog.offers(code, "LINUX"),
        lambda: list(catalog.prices(code)),
    ):
        with pytest.raises(InputError) as caught:
            ask()
        assert str(caught.value).startswith(message)


def test_offers_are_cheapest_first_and_then_by_name(catalog: TableCatalog) -> None:
    offers = catalog.offers("eu-west-1", "LINUX")
    assert [(offer.instance_type.name, str(offer.price.unit_price.normalize())) for offer in offers] == [
        ("a1.large", "0.096"),
        ("c5.large", "0.096"),
        ("m5.large", "0.107"),
    ]  # g2.2xlarge has a price and no known capacity: nothing can be placed on it


def test_spot_offers_are_their_own(catalog: TableCatalog) -> None:
    (offer,) = catalog.offers("eu-west-1", "LINUX", spot=True)
    assert offer.price.unit_price == Decimal("0.04")
    assert catalog.offers("eu-west-1", "WINDOWS") == ()
    assert catalog.offers("us-east-1", "LINUX") == ()


def test_prices_are_listed_and_filtered(catalog: TableCatalog) -> None:
    services = [price.service_code for price in catalog.prices("eu-west-1")]
    assert services == ["AWSDataTransfer"] * 2 + ["AmazonEC2"] * 5 + ["AmazonECS"] * 2
    assert len(list(catalog.prices("eu-west-1", PriceFilter("AmazonECS")))) == 2
    assert len(list(catalog.prices("eu-west-1", PriceFilter("AmazonECS", "Fargate-GB-Hours")))) == 1
    assert len(list(catalog.prices("eu-west-1", PriceFilter(usage_type="EU-Fargate-GB-Hours")))) == 1
    assert list(catalog.prices("eu-west-1", PriceFilter("AmazonEC2", "Fargate-GB-Hours"))) == []


def test_many_threads_get_one_answer(tmp_path: Path) -> None:
    fresh = imported(tmp_path, TABLES)
    with ThreadPoolExecutor(16) as threads:
        built = list(threads.map(lambda _: fresh.offers("eu-west-1", "LINUX"), range(200)))
    assert all(offers == built[0] for offers in built)


def price_table(*rows: tuple[str, str, str | None]) -> pa.Table:
    """Rows of one meter in eu-west-1, as begin, price and end, put past the import's checks."""
    schema = table_schemas.SCHEMAS[table_schemas.PRICES]
    fixed = {
        "location": "eu-west-1",
        "service_code": "AmazonECS",
        "usage_type": "Fargate-GB-Hours",
        "variant": "",
        "usage_type_prefix": None,
        "unit": "GB-Hours",
        "currency": "USD",
        "sku": None,
        "rate_code": None,
        "effective_date": None,
        "observed_on": "2026-11-01",
        "source": "a test",
        "basis": "published",
        "note": None,
        "operation": None,
    }
    columns = {name: [value] * len(rows) for name, value in fixed.items()} | {
        "begin_range": [Decimal(begin) for begin, _, _ in rows],
        "unit_price": [Decimal(price) for _, price, _ in rows],
        "end_range": [None if end is None else Decimal(end) for _, _, end in rows],
    }
    return pa.table([pa.array(columns[field.name], type=field.type) for field in schema], schema=schema)


def catalog_of(prices: pa.Table) -> TableCatalog:
    tables = {name: schema.empty_table() for name, schema in table_schemas.SCHEMAS.items()}
    region = {"code": ["eu-west-1"], "name": ["Ireland"], "location_type": ["AWS Region"], "region": ["eu-west-1"]}
    tables[table_schemas.LOCATIONS] = pa.table(region)
    tables[table_schemas.PRICES] = prices
    manifest = CatalogManifest(
        version="v",
        published_at=datetime(2026, 11, 22, tzinfo=UTC),
        rows_by_service={},
        rows_by_region={},
        sources=(),
        left_out=(),
        warnings=(),
        files={},
    )
    plans = HeldRows(tables[table_schemas.SAVINGS_PLANS])
    return TableCatalog(manifest.version, manifest.published_at, manifest.warnings, tables, plans)


def test_two_rows_for_one_tier_are_ambiguous() -> None:
    doubled = catalog_of(price_table(("0", "0.004", None), ("0", "0.005", None)))
    with pytest.raises(AmbiguousPrice, match="2 prices answer for AmazonECS Fargate-GB-Hours in eu-west-1"):
        doubled.rate("eu-west-1", meters.FARGATE_GB)


def test_tiers_with_a_gap_are_no_rate() -> None:
    torn = catalog_of(price_table(("0", "0.004", "5"), ("6", "0.003", None)))
    with pytest.raises(CatalogError, match="do not join"):
        torn.rate("eu-west-1", meters.FARGATE_GB)


def test_a_usage_type_without_a_known_prefix_is_not_made_up() -> None:
    price = catalog_of(price_table(("0", "0.004", None))).rate("eu-west-1", meters.FARGATE_GB).single
    assert price.usage_type is None
