"""China, GovCloud and the European Sovereign Cloud: known Regions, a currency each, names of the same partition."""

from decimal import Decimal
from pathlib import Path

import pytest

from ecsquote.errors import ImportRefused, PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.partitions import currency_of, near_regions
from support_catalog import shipped_catalog
from support_tables import REGIONS, Row, card, imported

NINGXIA: Row = {"region": "cn-northwest-1", "location": "China (Ningxia)", "location_type": "AWS Region"}


def test_a_region_is_billed_in_the_currency_of_its_partition() -> None:
    regions = ("eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1")
    assert [currency_of(code) for code in regions] == ["USD", "USD", "CNY", "EUR"]


def test_an_unknown_region_is_answered_with_regions_of_the_same_partition() -> None:
    known = [region.code for region in shipped_catalog().regions()]
    assert set(near_regions("cn-east-1", known)) == {"cn-north-1", "cn-northwest-1"}
    assert set(near_regions("us-gov-south-9", known)) == {"us-gov-east-1", "us-gov-west-1"}
    assert near_regions("eusc-fr-west-1", known) == ["eusc-de-east-1"]
    assert near_regions("eu-west1", known)[0] == "eu-west-1"
    assert near_regions("mars-1", known) == []


def test_china_has_instance_prices_in_yuan_and_names_the_volume_price_that_is_missing() -> None:
    catalog = shipped_catalog()
    price = catalog.rate("cn-north-1", meters.instance_hours("m5.large", "LINUX")).single
    assert (price.unit_price, price.currency) == (Decimal("1.013"), "CNY")
    assert len(list(catalog.prices("cn-north-1"))) == 316, "the rows of the table"
    with pytest.raises(PriceNotFound, match=r"EBS:VolumeUsage\.gp3 in cn-north-1"):
        catalog.rate("cn-north-1", meters.ebs_volume_gb("gp3"))
    for region in ("cn-northwest-1", "eusc-de-east-1"):
        assert list(catalog.prices(region)) == []


def test_a_rate_card_of_china_is_in_yuan_and_in_nothing_else(tmp_path: Path) -> None:
    ningxia = card(region="cn-northwest-1", currency="CNY", price="0.03")
    catalog = imported(tmp_path, {"regions.csv": [*REGIONS, NINGXIA], "prices.csv": [card(), ningxia]})
    assert catalog.rate("cn-northwest-1", meters.FARGATE_GB).single.currency == "CNY"
    with pytest.raises(ImportRefused) as refused:
        imported(tmp_path / "dollars", {"regions.csv": [NINGXIA], "prices.csv": [{**ningxia, "currency": "USD"}]})
    assert [fault.reason for fault in refused.value.faults] == ["unknown currency 'USD'; it must be CNY"]
