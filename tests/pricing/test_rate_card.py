"""prices.csv: any meter can be priced, a near miss is none, and what goes in comes out."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.pricing import meters
from ecsquote.pricing.tables.known_meters import known_meter
from support_tables import card, imported

METERS = [
    meters.FARGATE_VCPU,
    meters.INTERNET_OUT_GB,
    meters.load_balancer_hours("network"),
    meters.inter_region_gb("us-east-1"),
    meters.EFS_STORED_GB["ONE_ZONE"],
    meters.instance_hours("m7g.large", "WINDOWS"),
    meters.managed_instances_fee("c6a.2xlarge"),
    meters.cpu_credits("t3", "LINUX"),
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
