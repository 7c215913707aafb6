"""What an import keeps: every row as it stood, derived rows with their note, and the same bytes every time."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.errors import CatalogError, InputError, PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.catalog import SavingsPlanTerms
from ecsquote.pricing.price import Basis
from ecsquote.pricing.tables import import_tables
from ecsquote.pricing.tables.known_meters import known_meter
from support_tables import (
    PUBLISHED_AT,
    READ,
    REGIONS,
    Row,
    card,
    fargate,
    imported,
    instance_type,
    on_demand,
    spot,
    transfer,
    write_tables,
)


def test_a_row_is_kept_as_it_stood(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"fargate.csv": [fargate(usd="0.0404800001")]})
    price = catalog.rate("eu-west-1", meters.FARGATE_VCPU).single
    assert price.unit_price == Decimal("0.0404800001")
    assert (price.service_code, price.usage_type) == ("AmazonECS", "EU-Fargate-vCPU-Hours:perCPU")
    assert (price.region, price.unit, price.currency) == ("eu-west-1", "vCPU-Hours", "USD")
    assert price.begin_range == 0
    assert price.end_range is None
    assert (price.source, price.observed_on, price.effective_date) == ("a test", "2026-11-01", None)
    assert (price.basis, price.note, price.sku, price.rate_code) == (Basis.PUBLISHED, None, None, None)


def test_a_private_rate_keeps_all_that_it_states(tmp_path: Path) -> None:
    stated = card(sku="ABC", rate_code="ABC.1.2", effective_date="2026-10-01", source="contract 7", note="minus 11 %")
    price = imported(tmp_path, {"prices.csv": [stated]}).rate("eu-west-1", meters.FARGATE_GB).single
    assert price == replace(
        price,
        sku="ABC",
        rate_code="ABC.1.2",
        effective_date="2026-10-01",
        source="contract 7",
        note="minus 11 %",
        basis=Basis.CUSTOM,
        unit_price=Decimal("0.004"),
    )


def test_a_private_savings_plan_rate(tmp_path: Path) -> None:
    plan = {"plan_type": "EC2_INSTANCE", "term_years": "3", "payment_option": "ALL_UPFRONT", "family": "m5"}
    hours = {"service_code": "AmazonEC2", "usage_type": "BoxUsage:m5.large", "variant": "RunInstances", "unit": "Hrs"}
    catalog = imported(tmp_path, {"prices.csv": [card(), card(**hours, **plan, price="0.05")]})
    terms, meter = SavingsPlanTerms("EC2_INSTANCE", 3, "ALL_UPFRONT"), meters.instance_hours("m5.large", "LINUX")
    assert catalog.savings_plan_price("eu-west-1", terms, meter, "m5").unit_price == Decimal("0.05")
    for other, family in [
        (terms, "m6i"),
        (terms, None),
        (replace(terms, term_years=1), "m5"),
        (replace(terms, payment_option="NO_UPFRONT"), "m5"),
        (replace(terms, plan_type="COMPUTE"), "m5"),
    ]:
        with pytest.raises(PriceNotFound, match=r"Savings Plan.*BoxUsage:m5\.large"):
            catalog.savings_plan_price("eu-west-1", other, meter, family)


def test_the_newest_of_several_spot_prices_answers_and_the_others_are_counted(tmp_path: Path) -> None:
    rows = [
        spot(usd="0.05", as_of="2025-08-08T01:21:09Z"),
        spot(usd="0.04", as_of="2026-08-03"),
        spot(usd="0.06", as_of="2024-11-14"),
    ]
    catalog = imported(tmp_path, {"ec2_spot.csv": rows})
    price = catalog.rate("eu-west-1", meters.spot_instance_hours("m5.large", "LINUX")).single
    assert (price.unit_price, price.observed_on) == (Decimal("0.04"), "2026-08-03")
    (left_out,) = catalog.manifest.left_out
    assert (left_out.file, left_out.rows) == ("ec2_spot.csv", 2)


def test_an_average_over_zones_is_derived(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"ec2_spot.csv": [spot(method="AZ-average daily close (x)")]})
    price = catalog.rate("eu-west-1", meters.spot_instance_hours("m5.large", "LINUX")).single
    assert price.basis is Basis.DERIVED
    assert "Availability Zones" in (price.note or "")


def test_a_source_that_says_derived_makes_a_derived_row(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"fargate.csv": [fargate(source="a bill (derived: cost ÷ hours)")]})
    price = catalog.rate("eu-west-1", meters.FARGATE_VCPU).single
    assert (price.basis, price.note) == (Basis.DERIVED, "cost ÷ hours")


WINDOWS_METHOD = "derived: Linux on-demand + 0.046 USD x vCPU; confirmed=yes where a list (of 2025-03-02) has it"


@pytest.mark.parametrize(
    ("confirmed", "basis", "source", "day", "note"),
    [
        ("yes", Basis.PUBLISHED, "a list (of 2025-03-02)", "2025-03-02", None),
        ("no", Basis.DERIVED, "a test", "2026-11-01", "Linux on-demand + 0.046 USD x vCPU"),
    ],
)
def test_windows_hours_are_derived_unless_confirmed(
    tmp_path: Path, confirmed: str, basis: Basis, source: str, day: str, note: str | None
) -> None:
    linux = on_demand()
    windows = {key: value for key, value in linux.items() if key not in READ} | {
        "operating_system": "Windows",
        "usd": "0.199",
        "confirmed_by_libcloud": confirmed,
        "method": WINDOWS_METHOD,
    }
    catalog = imported(tmp_path, {"ec2_on_demand.csv": [linux], "ec2_windows_on_demand_derived.csv": [windows]})
    price = catalog.rate("eu-west-1", meters.instance_hours("m5.large", "WINDOWS")).single
    assert price.unit_price == Decimal("0.199")  # 0.107 + 2 vCPU × 0.046
    assert (price.basis, price.source, price.observed_on, price.note) == (basis, source, day, note)


def test_rows_left_out_are_counted_with_their_reason(tmp_path: Path) -> None:
    free = transfer("0", "Inf", usd="0", transfer_type="internet_in")
    to_service = transfer("0", "Inf", usd="0", transfer_type="inter_region_out", to_region="Amazon CloudFront")
    to_zone = transfer("0", "Inf", usd="0", transfer_type="inter_region_out", to_region="us-east-1-atl-1")
    catalog = imported(tmp_path, {"data_transfer.csv": [transfer("0", "Inf"), free, free, to_service, to_zone]})
    assert {(each.file, each.reason.split()[0], each.rows) for each in catalog.manifest.left_out} == {
        ("data_transfer.csv", "data", 2),  # from the internet
        ("data_transfer.csv", "a", 1),  # service's name
        ("data_transfer.csv", "transfer", 1),  # to a zone
    }
    assert catalog.manifest.rows_by_service == {"AWSDataTransfer": 1}


def test_a_zone_written_as_a_region_is_kept_as_a_zone(tmp_path: Path) -> None:
    mistyped = {"region": "us-east-1-mci-1", "location": "Kansas City", "location_type": "AWS Region"}
    catalog = imported(tmp_path, {"regions.csv": [*REGIONS, mistyped], "fargate.csv": [fargate()]})
    assert [region.code for region in catalog.regions()] == ["eu-west-1", "us-east-1"]
    assert catalog.zones["us-east-1-mci-1"].location_type == "AWS Local Zone"
    assert [(each.file, each.rows) for each in catalog.manifest.left_out] == [("regions.csv", 1)]


TRUNKING = [
    # name, changes, ECS's own table, tasks with trunking, whether published or derived
    ("m5.large", {}, ("2", "10"), 10, Basis.PUBLISHED),
    ("m7i.large", {}, None, 10, Basis.DERIVED),  # 9 branch interfaces + 3 interfaces − 2
    ("m7i.8xlarge", {"branch_enis": "84", "max_enis": "8"}, None, 90, Basis.DERIVED),
    ("g7e.48xlarge", {"branch_enis": "120", "max_enis": "40"}, None, 120, Basis.DERIVED),  # 158, and never above 120
    ("t3.large", {"burstable": "True", "trunking_compatible": "false", "branch_enis": "0"}, None, None, None),
    ("t9.large", {"burstable": "True"}, None, None, None),
    ("g4dn.xlarge", {}, None, None, None),  # AWS names the family as unsupported
    ("c5.metal", {}, None, None, None),  # AWS names the type
    ("c4.large", {"trunking_compatible": "false", "branch_enis": "0"}, None, None, None),
    ("x9.large", {"trunking_compatible": "", "branch_enis": ""}, None, None, None),
]


@pytest.mark.parametrize(("name", "changes", "own_table", "tasks", "basis"), TRUNKING)
def test_awsvpc_tasks_with_trunking(
    tmp_path: Path,
    name: str,
    changes: Mapping[str, str],
    own_table: tuple[str, str] | None,
    tasks: int | None,
    basis: Basis | None,
) -> None:
    tables: dict[str, list[Row]] = {"instance_types.csv": [instance_type(name, **changes)], "fargate.csv": [fargate()]}
    if own_table:
        row = {"instance_type": name, "tasks_without_trunking": own_table[0], "tasks_with_trunking": own_table[1]}
        tables["ecs_eni_trunking.csv"] = [row]
    kept = imported(tmp_path, tables).instance_types[name]
    assert (kept.awsvpc_tasks_trunking, kept.trunking_basis) == (tasks, basis)
    assert kept.awsvpc_tasks == int(changes.get("max_enis", "3")) - 1


def test_instance_types_that_ecs_cannot_use_are_left_out(tmp_path: Path) -> None:
    rows = [
        instance_type("m5.large"),
        instance_type("t2.micro", architectures="i386|x86_64"),
        instance_type("mac2.metal", architectures="arm64_mac"),
        instance_type("p3.2xlarge", vcpus="", memory_mib=""),
    ]
    catalog = imported(tmp_path, {"instance_types.csv": rows, "fargate.csv": [fargate()]})
    assert {name: each.architectures for name, each in catalog.instance_types.items()} == {
        "m5.large": ("X86_64",),
        "t2.micro": ("X86_64",),
    }
    assert [each.rows for each in catalog.manifest.left_out] == [1, 1]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a version."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_tables_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [fargate(), fargate("memory_gb", "0.004445"), fargate(region="us-east-1")]
    hours = [on_demand("m5.large"), on_demand("c5.large", "0.096")]
    for number, (first, second) in enumerate([(rows, hours), (rows[::-1], hours[::-1])]):
        source = write_tables(tmp_path / f"tables{number}", {"fargate.csv": first, "ec2_on_demand.csv": second})
        import_tables(source, tmp_path / f"versions{number}", version="v", published_at=PUBLISHED_AT)
    assert contents(tmp_path / "versions0" / "v") == contents(tmp_path / "versions1" / "v")


def test_the_manifest_describes_every_file(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"fargate.csv": [fargate(), fargate(region="us-east-1-atl-1", usd="0.05")]})
    manifest = json.loads((tmp_path / "versions" / "test" / "manifest.json").read_text())
    assert set(manifest["files"]) | {"manifest.json"} == set(contents(tmp_path / "versions" / "test"))
    assert manifest["rows_by_region"] == {"eu-west-1": 1}
    assert manifest["files"]["zone_prices.parquet"]["rows"] == 1
    assert manifest["sources"] == [{"source": "a test", "rows": 2, "oldest": "2026-11-01", "newest": "2026-11-01"}]
    assert catalog.version == "test"
    assert catalog.published_at == PUBLISHED_AT


def test_a_version_is_named_by_its_time_unless_told(tmp_path: Path) -> None:
    source = write_tables(tmp_path / "tables", {"fargate.csv": [fargate()]})
    manifest = import_tables(source, tmp_path / "v", published_at=datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC))
    assert manifest.version == "2026-11-22T010203Z"


def test_a_version_is_never_written_over(tmp_path: Path) -> None:
    imported(tmp_path, {"fargate.csv": [fargate()]})
    before = contents(tmp_path / "versions" / "test")
    with pytest.raises(InputError, match="exists already"):
        imported(tmp_path, {"fargate.csv": [fargate(usd="0.05")]})
    assert contents(tmp_path / "versions" / "test") == before
    assert [path.name for path in (tmp_path / "versions").iterdir()] == ["test"]


def test_nothing_is_left_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_tables(tmp_path / "tables", {"fargate.csv": [fargate()]})

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(CatalogError, match="No space left on device"):
        import_tables(source, tmp_path / "versions", version="v", published_at=PUBLISHED_AT)
    assert list((tmp_path / "versions").iterdir()) == []


AGES = [
    ("2025-11-22", True),  # exactly a year before 2026-11-22
    ("2025-11-21", False),
]


@pytest.mark.parametrize(("day", "young"), AGES)
def test_a_catalog_warns_of_list_prices_older_than_a_year(tmp_path: Path, day: str, young: bool) -> None:
    warnings = imported(tmp_path, {"fargate.csv": [fargate(as_of=day)]}).warnings
    assert warnings == (() if young else ("Read more than a year before this catalog was made: AmazonECS (2025-11)",))


def test_a_catalog_warns_of_spot_prices_older_than_thirty_days(tmp_path: Path) -> None:
    rows = [spot(as_of="2026-10-22"), spot(as_of="2026-10-23", region="us-east-1")]  # 31 and 30 days
    assert imported(tmp_path, {"ec2_spot.csv": rows}).warnings == (
        "Spot prices move within days; these were read earlier: EC2 Spot (2026-10 in 1 Region)",
    )


METERS = [
    meters.FARGATE_VCPU,
    meters.INTERNET_OUT_GB,
    meters.load_balancer_hours("network"),
    meters.inter_region_gb("us-east-1"),
    meters.EFS_STORED_GB["ONE_ZONE"],
    meters.instance_hours("m7g.large", "WINDOWS"),
    meters.managed_instances_fee("c6a.2xlarge"),
    meters.cpu_credits("t3"),
    meters.ebs_volume_iops("io1"),
]


@pytest.mark.parametrize("meter", METERS, ids=str)
def test_every_kind_of_meter_can_stand_in_a_rate_card(meter: meters.Meter) -> None:
    assert known_meter(meter.service_code, meter.usage_type, meter.variant) == meter


@pytest.mark.parametrize(
    "names",
    [
        ("AmazonEC2", "BoxUsage:m5.large", ""),
        ("AmazonECS", "BoxUsage:m5.large", "RunInstances"),
        ("AWSELB", "LoadBalancerUsage", ""),
        ("AmazonECS", "EU-Fargate-GB-Hours", ""),
    ],
)
def test_a_near_miss_is_no_meter(names: tuple[str, str, str]) -> None:
    assert known_meter(*names) is None


money = st.decimals(min_value="0.0000000001", max_value="99999999", places=10)
bounds = st.lists(st.decimals(min_value="0.000001", max_value="1000000000", places=6), unique=True, max_size=4)


@settings(max_examples=40, deadline=None)
@given(
    table=st.dictionaries(
        st.tuples(st.sampled_from(["eu-west-1", "us-east-1"]), st.sampled_from(METERS)),
        bounds.flatmap(
            lambda ends: st.tuples(
                st.just(sorted(ends)), st.lists(money, min_size=len(ends) + 1, max_size=len(ends) + 1)
            )
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_goes_in_comes_out_row_for_row(
    table: dict[tuple[str, meters.Meter], tuple[list[Decimal], list[Decimal]]],
) -> None:
    rows = []
    for (region, meter), (ends, prices) in table.items():
        edges = ["0", *(f"{end:f}" for end in ends), "Inf"]
        names = {"service_code": meter.service_code, "usage_type": meter.usage_type, "variant": meter.variant}
        rows += [
            card(region=region, unit=meter.unit, begin_range=low, end_range=high, price=f"{price:f}", **names)
            for low, high, price in zip(edges, edges[1:], prices, strict=False)
        ]
    with TemporaryDirectory() as folder:
        catalog = imported(Path(folder), {"prices.csv": rows})
        assert sum(len(list(catalog.prices(region.code))) for region in catalog.regions()) == len(rows)
    for (region, meter), (ends, prices) in table.items():
        tiers = catalog.rate(region, meter).tiers
        assert [tier.unit_price for tier in tiers] == prices
        assert [tier.begin_range for tier in tiers] == [0, *ends]
        assert [tier.end_range for tier in tiers] == [*ends, None]
        assert {(tier.region, tier.unit, tier.service_code) for tier in tiers} == {
            (region, meter.unit, meter.service_code)
        }
