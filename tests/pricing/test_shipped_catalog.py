"""The catalog that ships, held against the figures of AWS's offers and pages, table by table."""

from decimal import Decimal

import pytest

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import InputError, PriceNotFound
from ecsquote.facts import pricing_data_folder
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.table_catalog import TableCatalog
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.partitions import currency_of
from ecsquote.pricing.store.catalog_store import CatalogStore


@pytest.fixture(scope="module")
def catalog() -> TableCatalog:
    return CatalogStore(None).current()


REGION_CODES = [
    *("af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1"),
    *("ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5"),
    *("ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1"),
    *("eu-central-1", "eu-central-2", "eu-north-1"),
    *("eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "eusc-de-east-1", "il-central-1"),
    *("me-central-1", "me-south-1"),
    *("mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1"),
    "us-west-2",
]


def test_all_39_regions_and_no_zone(catalog: TableCatalog) -> None:
    assert [region.code for region in catalog.regions()] == REGION_CODES
    assert len(REGION_CODES) == 39


def test_it_is_under_ten_megabytes() -> None:
    files = list((pricing_data_folder() / "catalog").iterdir())
    assert files
    assert sum(file.stat().st_size for file in files) < 10_000_000


FARGATE = [
    # meter, us-east-1, eu-west-1, ap-southeast-1, sa-east-1: AmazonECS offer of 2026-09-11
    (meters.FARGATE_VCPU, "0.04048", "0.04048", "0.05056", "0.0696"),
    (meters.FARGATE_GB, "0.004445", "0.004445", "0.00553", "0.0076"),
    (meters.FARGATE_ARM_VCPU, "0.03238", "0.03238", "0.04045", "0.0557"),
    (meters.FARGATE_ARM_GB, "0.00356", "0.00356", "0.00442", "0.00612"),
    (meters.FARGATE_WINDOWS_VCPU, "0.046552", "0.046552", "0.058144", "0.08004"),
    (meters.FARGATE_WINDOWS_OS, "0.046", "0.046", "0.046", "0.046"),
    (meters.FARGATE_WINDOWS_GB, "0.00511175", "0.00511175", "0.0063595", "0.00874"),
    (meters.FARGATE_EPHEMERAL_GB, "0.000111", "0.000122", "0.000133", "0.000211"),
    (meters.ECS_ANYWHERE, "0.01025", "0.01025", "0.01025", "0.01025"),
]
FOUR_REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-1", "sa-east-1")


@pytest.mark.parametrize(("meter", "prices"), [(row[0], row[1:]) for row in FARGATE], ids=str)
def test_fargate_rates(catalog: TableCatalog, meter: Meter, prices: tuple[str, ...]) -> None:
    for region, price in zip(FOUR_REGIONS, prices, strict=True):
        assert catalog.rate(region, meter).single.unit_price == Decimal(price), region


PUBLISHED = [
    # Fargate Spot feed, 2026-09-29
    ("us-east-1", meters.FARGATE_SPOT_VCPU, "0.01288561"),
    ("us-east-1", meters.FARGATE_SPOT_GB, "0.00141493"),
    ("us-east-1", meters.FARGATE_SPOT_ARM_VCPU, "0.01030969"),
    ("us-east-1", meters.FARGATE_SPOT_ARM_GB, "0.00113349"),
    ("eu-west-1", meters.FARGATE_SPOT_VCPU, "0.01225536"),
    ("eu-west-1", meters.FARGATE_SPOT_GB, "0.00134573"),
    ("ap-southeast-1", meters.FARGATE_SPOT_VCPU, "0.01544659"),
    ("sa-east-1", meters.FARGATE_SPOT_GB, "0.00240148"),
    # EC2 On-Demand
    ("us-east-1", meters.instance_hours("m5.large", "LINUX"), "0.096"),
    ("eu-west-1", meters.instance_hours("m5.large", "LINUX"), "0.107"),
    ("ap-southeast-1", meters.instance_hours("m5.large", "LINUX"), "0.12"),
    ("sa-east-1", meters.instance_hours("m5.large", "LINUX"), "0.153"),
    ("us-east-1", meters.instance_hours("t3.large", "LINUX"), "0.0832"),
    ("sa-east-1", meters.instance_hours("t3.large", "LINUX"), "0.1344"),
    ("us-east-1", meters.instance_hours("m5.large", "WINDOWS"), "0.188"),  # 0.096 + 2 × 0.046
    # Elastic Load Balancing
    ("us-east-1", meters.load_balancer_hours("application"), "0.0225"),
    ("us-east-1", meters.load_balancer_lcu("application"), "0.008"),
    ("us-east-1", meters.load_balancer_hours("network"), "0.0225"),
    ("us-east-1", meters.load_balancer_lcu("network"), "0.006"),
    ("us-east-1", meters.load_balancer_hours("gateway"), "0.0125"),
    ("us-east-1", meters.load_balancer_lcu("gateway"), "0.004"),
    ("us-east-1", meters.load_balancer_hours("classic"), "0.025"),
    ("us-east-1", meters.CLASSIC_LB_GB, "0.008"),
    ("us-east-1", meters.TRUST_STORE_HOURS, "0.005"),
    ("eu-west-1", meters.load_balancer_hours("application"), "0.0252"),
    ("eu-west-1", meters.TRUST_STORE_HOURS, "0.0056"),
    ("sa-east-1", meters.load_balancer_hours("application"), "0.034"),
    ("sa-east-1", meters.load_balancer_lcu("application"), "0.011"),
    ("sa-east-1", meters.load_balancer_lcu("network"), "0.00825"),
    ("sa-east-1", meters.load_balancer_lcu("gateway"), "0.0055"),
    ("sa-east-1", meters.TRUST_STORE_HOURS, "0.0076"),
    # network
    ("us-east-1", meters.INTER_AZ_GB, "0.01"),
    ("us-east-1", meters.inter_region_gb("us-west-2"), "0.02"),
    ("us-east-1", meters.inter_region_gb("us-east-2"), "0.01"),
    ("ap-southeast-1", meters.inter_region_gb("us-east-1"), "0.09"),
    ("sa-east-1", meters.inter_region_gb("us-east-1"), "0.138"),
    ("us-east-1", meters.NAT_GATEWAY_HOURS, "0.045"),
    ("us-east-1", meters.NAT_GATEWAY_GB, "0.045"),
    ("eu-west-1", meters.NAT_GATEWAY_HOURS, "0.048"),
    ("ap-southeast-1", meters.NAT_GATEWAY_GB, "0.059"),
    ("sa-east-1", meters.NAT_GATEWAY_HOURS, "0.093"),
    ("us-east-1", meters.PUBLIC_IPV4_HOURS, "0.005"),
    ("us-gov-west-1", meters.PUBLIC_IPV4_IDLE_HOURS, "0.005"),
    ("us-east-1", meters.VPC_ENDPOINT_HOURS, "0.01"),
    ("eu-west-1", meters.VPC_ENDPOINT_HOURS, "0.011"),
    ("ap-southeast-1", meters.VPC_ENDPOINT_HOURS, "0.013"),
    # storage and CloudWatch
    ("us-east-1", meters.ebs_volume_gb("gp3"), "0.08"),
    ("us-east-1", meters.ebs_volume_iops("gp3"), "0.005"),
    ("us-east-1", meters.EBS_GP3_THROUGHPUT, "40.96"),  # 1,024 MiB/s × 0.04
    ("sa-east-1", meters.ebs_volume_gb("gp3"), "0.152"),
    ("sa-east-1", meters.ebs_volume_iops("gp3"), "0.0095"),
    ("us-east-1", meters.ECR_STORED_GB, "0.1"),
    ("us-east-1", meters.LOGS_INGESTED_GB, "0.5"),
    ("us-east-1", meters.LOGS_INGESTED_IA_GB, "0.25"),
    ("us-east-1", meters.LOGS_STORED_GB, "0.03"),
    ("us-east-1", meters.ALARMS, "0.1"),
    # Managed Instances: 12 % of 0.306; g6.xlarge in Tokyo 7.8 % of 1.167
    ("us-east-1", meters.managed_instances_fee("c6a.2xlarge"), "0.03672"),
]


@pytest.mark.parametrize(("region", "meter", "price"), PUBLISHED, ids=str)
def test_published_figures(catalog: TableCatalog, region: str, meter: Meter, price: str) -> None:
    assert catalog.rate(region, meter).single.unit_price == Decimal(price)


TIERS = [
    ("us-east-1", meters.INTERNET_OUT_GB, [(10240, "0.09"), (51200, "0.085"), (153600, "0.07"), (None, "0.05")]),
    ("eu-west-1", meters.INTERNET_OUT_GB, [(10240, "0.09"), (51200, "0.085"), (153600, "0.07"), (None, "0.05")]),
    ("ap-southeast-1", meters.INTERNET_OUT_GB, [(10240, "0.12"), (51200, "0.085"), (153600, "0.082"), (None, "0.08")]),
    ("sa-east-1", meters.INTERNET_OUT_GB, [(10240, "0.15"), (51200, "0.138"), (153600, "0.126"), (None, "0.114")]),
    ("us-east-1", meters.VPC_ENDPOINT_GB, [(1048576, "0.01"), (5242880, "0.006"), (None, "0.004")]),
    ("us-east-1", meters.CUSTOM_METRICS, [(10000, "0.3"), (250000, "0.1"), (1000000, "0.05"), (None, "0.02")]),
    ("us-east-1", meters.ebs_volume_iops("io2"), [(32000, "0.065"), (64000, "0.0455"), (None, "0.03185")]),
]


@pytest.mark.parametrize(("region", "meter", "tiers"), TIERS, ids=lambda value: str(value)[:40])
def test_published_tiers(catalog: TableCatalog, region: str, meter: Meter, tiers: list[tuple[int | None, str]]) -> None:
    held = [(tier.end_range, tier.unit_price) for tier in catalog.rate(region, meter).tiers]
    assert held == [(end, Decimal(price)) for end, price in tiers]


MISSING = [
    ("ap-southeast-6", meters.load_balancer_hours("application")),
    ("ap-southeast-6", meters.INTERNET_OUT_GB),
    ("ap-southeast-6", meters.ECR_STORED_GB),
    ("eu-central-2", meters.INTER_AZ_GB),
    ("eu-central-2", meters.ECS_ANYWHERE),
    ("eu-central-2", meters.FARGATE_SPOT_VCPU),
    ("us-west-2", meters.FARGATE_SPOT_ARM_VCPU),
    ("ap-east-2", meters.FARGATE_WINDOWS_OS),
    ("mx-central-1", meters.spot_instance_hours("m5.large", "LINUX")),
    ("us-gov-west-1", meters.managed_instances_fee("m5.large")),
    ("ap-southeast-6", meters.SECRETS),
    ("ap-east-2", meters.EFS_STORED_GB["ONE_ZONE"]),
    ("ap-east-2", meters.SCHEDULER_INVOCATIONS),
    # published Windows rows of flex and T families show other licences, so the usual 0.046 derives nothing for them
    ("us-east-1", meters.instance_hours("m7i-flex.large", "WINDOWS")),
    ("us-east-1", meters.instance_hours("t3.large", "WINDOWS")),
    ("us-east-1", meters.spot_instance_hours("m5.large", "WINDOWS")),
    ("us-east-1", meters.inter_region_gb("us-east-1")),
]


@pytest.mark.parametrize(("region", "meter"), MISSING, ids=str)
def test_what_no_source_knows_is_missing(catalog: TableCatalog, region: str, meter: Meter) -> None:
    with pytest.raises(PriceNotFound) as caught:
        catalog.rate(region, meter)
    assert str(caught.value) == f"no price for {meter} in {region} in catalog {catalog.version}"


def test_no_price_is_zero_and_every_row_says_where_it_was_read(catalog: TableCatalog) -> None:
    rows = [price for region in catalog.regions() for price in catalog.prices(region.code)]
    assert len(rows) == sum(CatalogStore(None).manifest(catalog.version).rows_by_region.values()) > 50_000
    for price in rows:
        assert price.unit_price > 0
        assert price.source
        assert price.observed_on > "2024"
        assert price.currency == currency_of(price.region)
        assert price.usage_type or price.service_code == "AWSCloudMap"  # whose names are not known
        assert (price.basis is Basis.DERIVED) == bool(price.note)


def test_zones_never_answer_for_a_region(catalog: TableCatalog) -> None:
    assert len(catalog.zones) == 68
    for code, zone in catalog.zones.items():
        assert zone.region in REGION_CODES
        with pytest.raises(InputError, match=f"{code} is a (Local|Wavelength) Zone of {zone.region}"):
            catalog.rate(code, meters.instance_hours("t3.medium", "LINUX"))
        with pytest.raises(InputError, match="not a Region"):
            catalog.offers(code, "LINUX")
        with pytest.raises(InputError, match="not a Region"):
            next(catalog.prices(code))


def test_kansas_city_is_a_local_zone_of_ohio(catalog: TableCatalog) -> None:
    assert catalog.zones["us-east-2-mci-1"].region == "us-east-2"


USAGE_TYPES = [
    ("eu-west-1", meters.FARGATE_VCPU, "EU-Fargate-vCPU-Hours:perCPU"),
    ("us-east-1", meters.FARGATE_GB, "USE1-Fargate-GB-Hours"),
    ("us-east-1", meters.PUBLIC_IPV4_HOURS, "USE1-PublicIPv4:InUseAddress"),
    ("us-east-1", meters.LOGS_INGESTED_GB, "USE1-DataProcessing-Bytes"),
    ("us-east-1", meters.ALARMS, "CW:AlarmMonitorUsage"),
    ("us-east-1", meters.instance_hours("m5.large", "LINUX"), "BoxUsage:m5.large"),
    ("us-east-1", meters.load_balancer_hours("application"), "LoadBalancerUsage"),
    ("us-east-1", meters.INTERNET_OUT_GB, "DataTransfer-Out-Bytes"),
    ("us-east-1", meters.ECR_STORED_GB, "TimedStorage-ByteHrs"),
    ("us-east-1", meters.inter_region_gb("eu-west-1"), "USE1-EU-AWS-Out-Bytes"),
    ("eu-west-1", meters.inter_region_gb("us-west-2"), "EU-USW2-AWS-Out-Bytes"),
    ("eu-west-1", meters.instance_hours("m5.large", "LINUX"), "EU-BoxUsage:m5.large"),
    ("ap-southeast-3", meters.load_balancer_hours("application"), "APS4-LoadBalancerUsage"),
    ("ap-south-1", meters.NAT_GATEWAY_HOURS, "APS3-NatGateway-Hours"),
    ("ca-central-1", meters.ALARMS, "CAN1-CW:AlarmMonitorUsage"),
]


@pytest.mark.parametrize(("region", "meter", "usage_type"), USAGE_TYPES, ids=str)
def test_usage_types_as_bills_print_them(catalog: TableCatalog, region: str, meter: Meter, usage_type: str) -> None:
    assert catalog.rate(region, meter).tiers[0].usage_type == usage_type


DERIVED = [
    (meters.managed_instances_fee("c6a.2xlarge"), "12 % of the On-Demand price"),
    (meters.managed_instances_fee("g6.xlarge"), "less 35 %"),
    (meters.managed_instances_fee("p5.48xlarge"), "less 60 %"),
    (meters.INTER_AZ_GB, "cost ÷ quantity on a published bill"),
    (meters.spot_instance_hours("m5.large", "LINUX"), "average of the Availability Zones"),
]


@pytest.mark.parametrize(("meter", "how"), DERIVED, ids=lambda value: str(value)[:40])
def test_a_derived_price_says_how(catalog: TableCatalog, meter: Meter, how: str) -> None:
    price = catalog.rate("us-east-1", meter).single
    assert price.basis is Basis.DERIVED
    assert how in (price.note or "")
