"""The Savings Plan rates that ship: AWS's own, and those that follow from Reserved Instances."""

from decimal import Decimal

import pytest

from ecsquote.errors import PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import SavingsPlanTerms
from ecsquote.pricing.catalog.table_catalog import TableCatalog
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.store.catalog_store import CatalogStore


@pytest.fixture(scope="module")
def catalog() -> TableCatalog:
    return CatalogStore(None).current()


PLANS = [
    # us-east-1, AWSComputeSavingsPlan of 2026-09-25
    (1, "NO_UPFRONT", meters.FARGATE_VCPU, "0.032384"),
    (1, "NO_UPFRONT", meters.FARGATE_GB, "0.003556"),
    (1, "NO_UPFRONT", meters.FARGATE_ARM_VCPU, "0.0255"),
    (1, "NO_UPFRONT", meters.FARGATE_ARM_GB, "0.0028"),
    (3, "NO_UPFRONT", meters.FARGATE_VCPU, "0.022264"),
    (3, "NO_UPFRONT", meters.FARGATE_GB, "0.00244475"),
    (3, "NO_UPFRONT", meters.FARGATE_ARM_VCPU, "0.01749"),
    (3, "NO_UPFRONT", meters.FARGATE_ARM_GB, "0.00192"),
    (1, "ALL_UPFRONT", meters.FARGATE_VCPU, "0.0295504"),
    (3, "ALL_UPFRONT", meters.FARGATE_VCPU, "0.0194304"),
]


EC2_PLANS = [
    # Compute plans of us-east-1 as AWS's price map had them on 2026-09-24
    ("us-east-1", "COMPUTE", 1, "ALL_UPFRONT", "c4.2xlarge", "LINUX", "0.27"),
    # Standard Reserved Instances of eu-west-1: All Upfront 0.080479 (2026-03), No Upfront 0.092 (2025-04)
    ("eu-west-1", "EC2_INSTANCE", 3, "ALL_UPFRONT", "m5.xlarge", "LINUX", "0.080479"),
    ("eu-west-1", "EC2_INSTANCE", 3, "NO_UPFRONT", "m5.xlarge", "LINUX", "0.092"),
    # 0.092 / 1.08 = 0.0851851…
    ("eu-west-1", "EC2_INSTANCE", 3, "PARTIAL_UPFRONT", "m5.xlarge", "LINUX", "0.08519"),
    # Windows pays the Linux rate and 4 vCPU × 0.046
    ("eu-west-1", "EC2_INSTANCE", 3, "NO_UPFRONT", "m5.xlarge", "WINDOWS", "0.276"),
    # AWSComputeSavingsPlan of eu-north-1, 2026-10-06
    ("eu-north-1", "EC2_INSTANCE", 1, "NO_UPFRONT", "m8g.xlarge", "LINUX", "0.12619"),
    # AWSComputeSavingsPlan of ap-northeast-1, 2025-06, licence included
    ("ap-northeast-1", "COMPUTE", 1, "NO_UPFRONT", "c5.xlarge", "WINDOWS", "0.361"),
    ("ap-northeast-1", "EC2_INSTANCE", 3, "NO_UPFRONT", "c5.xlarge", "WINDOWS", "0.276"),
]


@pytest.mark.parametrize(("region", "kind", "years", "payment", "name", "system", "price"), EC2_PLANS, ids=str)
def test_savings_plan_rates_of_instances(
    catalog: TableCatalog, region: str, kind: str, years: int, payment: str, name: str, system: str, price: str
) -> None:
    meter = meters.instance_hours(name, system)
    found = catalog.savings_plan_price(region, SavingsPlanTerms(kind, years, payment), meter, name.partition(".")[0])
    assert found.unit_price == Decimal(price)


def test_compute_plans_cover_instances_in_34_regions(catalog: TableCatalog) -> None:
    terms = SavingsPlanTerms("COMPUTE", 3, "NO_UPFRONT")
    without = []
    for region in catalog.regions():
        try:
            price = catalog.savings_plan_price(region.code, terms, meters.instance_hours("t3.medium", "LINUX"), None)
        except PriceNotFound:
            without.append(region.code)
        else:
            assert "rate of the Convertible Reserved Instance" in (price.note or "") or region.code == "us-east-1"
    assert without == ["ap-east-2", "ap-southeast-6", "cn-north-1", "cn-northwest-1", "eusc-de-east-1"]


@pytest.mark.parametrize(
    ("region", "name"),
    [("us-east-1", "t8i.medium"), ("ap-southeast-2", "p3.2xlarge"), ("eu-west-1", "p4d.24xlarge")],
)
def test_no_plan_where_aws_sells_none_or_the_price_has_changed(catalog: TableCatalog, region: str, name: str) -> None:
    assert catalog.rate(region, meters.instance_hours(name, "LINUX")).single.unit_price > 0
    for terms in (SavingsPlanTerms("COMPUTE", 1, "NO_UPFRONT"), SavingsPlanTerms("EC2_INSTANCE", 1, "NO_UPFRONT")):
        with pytest.raises(PriceNotFound, match="Savings Plan"):
            catalog.savings_plan_price(region, terms, meters.instance_hours(name, "LINUX"), name.partition(".")[0])


def test_reserved_instances_never_stand_in_for_fargate(catalog: TableCatalog) -> None:
    for region in ("eu-west-1", "eu-north-1"):
        with pytest.raises(PriceNotFound, match=r"Savings Plan.*Fargate-vCPU"):
            catalog.savings_plan_price(region, SavingsPlanTerms("COMPUTE", 1, "NO_UPFRONT"), meters.FARGATE_VCPU, None)


@pytest.mark.parametrize(("years", "payment", "meter", "price"), PLANS, ids=str)
def test_savings_plan_rates(catalog: TableCatalog, years: int, payment: str, meter: Meter, price: str) -> None:
    terms = SavingsPlanTerms("COMPUTE", years, payment)
    assert catalog.savings_plan_price("us-east-1", terms, meter, None).unit_price == Decimal(price)
