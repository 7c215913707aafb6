"""What an import makes of Reserved Instances and of plan rates: which are kept, which are derived, and how."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import ImportRefused, PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import SavingsPlanTerms
from ecsquote.pricing.catalog.table_catalog import TableCatalog
from ecsquote.pricing.catalog.table_schemas import OPTIONAL_SCHEMAS, RESERVED_INSTANCES
from ecsquote.pricing.price import Price
from ecsquote.pricing.store.catalog_files import read_manifest, read_table
from support_tables import READ, Row, imported, imported_manifest, on_demand

IRELAND = "eu-west-1"
NO, PARTIAL, ALL = "NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT"


def reserved(usd: str, offering_class: str = "convertible", term: str = "1yr", **changes: str) -> Row:
    """A row of ec2_reserved_instances.csv: m5.large in eu-west-1, No Upfront."""
    row = {"region": IRELAND, "instance_type": "m5.large", "operating_system": "Linux", "tenancy": "Shared"}
    terms = {"offering_class": offering_class, "term": term, "payment_option": "No Upfront", "usd": usd, "unit": "Hrs"}
    return {**row, **terms, "on_demand_usd_then": "0.107", "sku": "ABC", **READ, **changes}


def plan(usd: str, plan_type: str = "ComputeSavingsPlans", key: str = "m5.large", **changes: str) -> Row:
    """A row of savings_plans.csv: one year, All Upfront."""
    row = {"region": IRELAND, "plan_type": plan_type, "term": "1yr", "payment_option": "All Upfront"}
    unit = "Hrs (effective)" if plan_type.startswith("Reserved") else "Hrs"
    return {**row, "service": "AmazonEC2", "key": key, "usd": usd, "unit": unit, **READ, **changes}


def windows(usd: str) -> Row:
    """A row of ec2_windows_on_demand.csv: m5.large in eu-west-1."""
    return {**on_demand(usd=usd, operating_system="Windows"), "licence_per_vcpu": "0.0460"}


def catalog_of(folder: Path, **tables: list[Row]) -> TableCatalog:
    """An import of these tables and m5.large at 0.107 an hour."""
    return imported(
        folder, {"ec2_on_demand.csv": [on_demand()], **{f"{name}.csv": rows for name, rows in tables.items()}}
    )


def rate(catalog: TableCatalog, plan_type: str, years: int, payment: str, system: str = "LINUX") -> Price:
    """What a plan pays for m5.large in eu-west-1."""
    terms, meter = SavingsPlanTerms(plan_type, years, payment), meters.instance_hours("m5.large", system)
    return catalog.savings_plan_price(IRELAND, terms, meter, "m5")


@pytest.mark.parametrize(
    ("offering_class", "plan_type", "term", "no_upfront", "partial", "everything"),
    [
        ("convertible", "COMPUTE", "1yr", "0.105", "0.1", "0.098"),  # 1.05 : 1 : 0.98
        ("standard", "EC2_INSTANCE", "1yr", "0.105", "0.1", "0.098"),
        ("convertible", "COMPUTE", "3yr", "0.108", "0.1", "0.098"),  # 1.08 : 1 : 0.98
        ("standard", "EC2_INSTANCE", "3yr", "0.108", "0.1", "0.094"),  # 1.08 : 1 : 0.94
        ("convertible", "COMPUTE", "1yr", "0.1", "0.09524", "0.09333"),  # 0.0952380…, 0.0933333…
        ("standard", "EC2_INSTANCE", "3yr", "0.1", "0.09259", "0.08704"),  # 0.0925925…, 0.0870370…
        ("convertible", "COMPUTE", "1yr", "0.0026005", "0.0024767", "0.0024271"),  # 0.00247666…, 0.002427133…: 7 places
    ],
)
def test_a_plan_pays_what_the_reserved_instance_costs(
    tmp_path: Path, offering_class: str, plan_type: str, term: str, no_upfront: str, partial: str, everything: str
) -> None:
    catalog = catalog_of(tmp_path, ec2_reserved_instances=[reserved(no_upfront, offering_class, term)])
    years = int(term[0])
    for payment, due in ((NO, no_upfront), (PARTIAL, partial), (ALL, everything)):
        price = rate(catalog, plan_type, years, payment)
        assert price.unit_price == Decimal(due), payment
        assert (price.basis, price.sku, price.source) == (Basis.DERIVED, None, "a test")
        assert f"{offering_class.capitalize()} Reserved Instance" in (price.note or "")
    other = "EC2_INSTANCE" if plan_type == "COMPUTE" else "COMPUTE"
    with pytest.raises(PriceNotFound):
        rate(catalog, other, years, NO)


def test_a_published_all_upfront_rate_comes_before_the_ratio(tmp_path: Path) -> None:
    catalog = catalog_of(
        tmp_path,
        ec2_reserved_instances=[reserved("0.105", "standard"), reserved("0.105", "convertible")],
        savings_plans=[plan("0.0977", "ReservedInstanceStandard")],
    )
    assert rate(catalog, "EC2_INSTANCE", 1, ALL).unit_price == Decimal("0.0977")
    assert rate(catalog, "EC2_INSTANCE", 1, PARTIAL).unit_price == Decimal("0.1")
    assert rate(catalog, "COMPUTE", 1, ALL).unit_price == Decimal("0.098")  # it is the Standard class's


@pytest.mark.parametrize(
    ("exactness", "basis", "note"),
    [("exact", Basis.PUBLISHED, None), ("scaled within the family, +-0.001", Basis.DERIVED, "at most 0.001 USD off")],
)
def test_a_plans_own_rate_comes_first(tmp_path: Path, exactness: str, basis: Basis, note: str | None) -> None:
    catalog = catalog_of(
        tmp_path,
        ec2_reserved_instances=[reserved("0.105")],
        savings_plans_ec2_published=[{**plan("0.0971"), "exactness": exactness}],
    )
    price = rate(catalog, "COMPUTE", 1, ALL)
    assert (price.unit_price, price.basis) == (Decimal("0.0971"), basis)
    assert note is None or note in (price.note or "")
    assert rate(catalog, "COMPUTE", 1, PARTIAL).unit_price == Decimal("0.1")


def test_a_single_instance_plan_of_the_table_of_plans(tmp_path: Path) -> None:
    rows = [plan("0.07", "EC2InstanceSavingsPlans"), plan("0.08", as_of="c. 2025-06")]
    catalog = catalog_of(tmp_path, savings_plans=rows)
    assert rate(catalog, "EC2_INSTANCE", 1, ALL).unit_price == Decimal("0.07")
    with pytest.raises(PriceNotFound):
        rate(catalog, "COMPUTE", 1, ALL)
    assert _left_out(tmp_path) == {("savings_plans.csv", "the rate of a single instance type names no day", 1)}


def test_windows_pays_the_licence_at_full_price(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, ec2_reserved_instances=[reserved("0.105")], ec2_windows_on_demand=[windows("0.199")])
    price = rate(catalog, "COMPUTE", 1, PARTIAL, "WINDOWS")
    assert price.unit_price == Decimal("0.192")  # 0.1 + (0.199 − 0.107)
    assert price.basis is Basis.DERIVED
    assert "licence" in (price.note or "")
    assert "Partial Upfront as 1 to 1.05" in (price.note or "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"on_demand_usd_then": "0.108"}, "as a plan rate: the On-Demand price has changed"),
        ({"instance_type": "m5.xlarge"}, "as a plan rate: the instance type has no On-Demand price"),
    ],
)
def test_a_reserved_instance_that_no_longer_fits_gives_no_plan_rate(
    tmp_path: Path, changes: Mapping[str, str], reason: str
) -> None:
    catalog = catalog_of(tmp_path, ec2_reserved_instances=[reserved("0.105", **changes)])
    with pytest.raises(PriceNotFound):
        rate(catalog, "COMPUTE", 1, NO)
    assert _left_out(tmp_path) == {("ec2_reserved_instances.csv", reason, 1)}
    assert len(_reserved(tmp_path)) == 1


def test_the_newest_rate_of_a_reserved_instance_is_kept(tmp_path: Path) -> None:
    newer = plan("0.104", "ReservedInstanceStandard", payment_option="No Upfront", as_of="2026-11-02")
    catalog_of(tmp_path, ec2_reserved_instances=[reserved("0.105", "standard")], savings_plans=[newer])
    (kept,) = _reserved(tmp_path)
    assert (kept["plan_type"], kept["unit_price"], kept["observed_on"]) == ("STANDARD", Decimal("0.104"), "2026-11-02")


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"ec2_reserved_instances": [reserved("0.1", "scheduled")]}, "offering_class must be standard or convertible"),
        ({"ec2_reserved_instances": [reserved("0.1", term="2yr")]}, "term must be 1yr or 3yr"),
        ({"ec2_reserved_instances": [reserved("0.1"), reserved("0.2")]}, "a second rate of the Reserved Instance"),
        ({"savings_plans": [plan("0.1", "ReservedInstanceConvertible")]}, "must be ReservedInstanceStandard"),
        ({"savings_plans": [plan("0.1", key="five of them")]}, "unknown instance type 'five of them'"),
        ({"savings_plans_ec2_published": [{**plan("0.1"), "exactness": "about"}]}, "exactness must be exact"),
        ({"ec2_windows_on_demand": [windows("0")]}, "the price is 0"),
    ],
)
def test_rows_that_cannot_be_meant_are_refused(tmp_path: Path, tables: dict[str, list[Row]], words: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        catalog_of(tmp_path, **tables)
    assert any(words in fault.reason for fault in refused.value.faults), refused.value.faults


def _left_out(folder: Path) -> set[tuple[str, str, int]]:
    """What was left out, by the first words of the reason that these tests look for."""
    words = (
        "the rate of a single instance type names no day",
        "as a plan rate: the On-Demand price has changed",
        "as a plan rate: the instance type has no On-Demand price",
    )
    found = imported_manifest(folder).left_out
    return {(each.file, next(w for w in words if each.reason.startswith(w)), each.rows) for each in found}


def _reserved(folder: Path) -> list[dict[str, Any]]:
    """The Reserved Instances of the version that was made."""
    version = folder / "versions" / "test"
    table = read_table(version, read_manifest(version), RESERVED_INSTANCES, OPTIONAL_SCHEMAS[RESERVED_INSTANCES])
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
