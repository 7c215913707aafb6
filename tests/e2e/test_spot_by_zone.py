"""From AWS's own Spot history to a bill by zone: a refresh over HTTP, then a quote from what it brought."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecsquote.pricing.catalog.spot_zones import SPOT_HISTORY
from played_aws.server import PlayedAws
from played_aws.spot_history import PlayedSpotHistory, SpotChange
from support_cli import Ecsquote
from support_played import played_environment
from support_refresh import put_small_version, small_world
from support_small_catalog import service

IRELAND = "eu-west-1"
WAIVED = [word for check in ("fewer-rows", "missing-meters", "many-moves") for word in ("--accept", check)]
NOW = datetime.now(UTC)


def change(letter: str, price: str, hours_ago: float, product: str = "Linux/UNIX") -> SpotChange:
    return SpotChange(IRELAND + letter, "m5.large", price, NOW - timedelta(hours=hours_ago), product)


CHANGES = [
    change("a", "0.030000", 24 * 8),  # in force when the seven days begin
    change("a", "0.050000", 24),  # and this one for the last of them
    change("b", "0.040000", 24 * 30),
    change("c", "0.060000", 2),
    change("b", "0.010000", 3, "SUSE Linux"),  # a licence that nobody asked for
]


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Ecsquote:
    """A user whose catalog was refreshed with EC2's Spot history, of Ireland."""
    user = Ecsquote(tmp_path_factory.mktemp("spot"))
    put_small_version(user.home / "data" / "catalog", IRELAND)
    with PlayedAws(small_world(IRELAND)) as aws, PlayedSpotHistory(CHANGES) as ec2:
        credentials = {
            "AWS_ENDPOINT_URL_EC2": ec2.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_MAX_ATTEMPTS": "1",
        }
        environment = {**played_environment(aws), **credentials}
        done = user("prices", "refresh", "--service", "AmazonEC2", *WAIVED, env=environment)
        assert done.returncode == 0, done.stderr
        assert ec2.asked.count("DescribeSpotPriceHistory") == 2  # five changes, three a page
    return user


def quoted(user: Ecsquote, tmp_path: Path, **fleet: Any) -> dict[str, Any]:
    """EC2 Spot for three tasks of 1 vCPU, packed perfectly: two m5.large."""
    request = {
        "region": IRELAND,
        "services": [service(load={"tasks": 3})],
        "launch_options": ["EC2_SPOT"],
        "fleet": {"profile": "cheapest", "instance_types": ["m5.large"], **fleet},
    }
    (tmp_path / "request.json").write_text(json.dumps(request), encoding="utf-8")
    done = user("quote", tmp_path / "request.json", "--format", "json")
    assert done.returncode == 0, done.stderr
    (option,) = json.loads(done.stdout)["options"]
    assert option["available"], option["unavailable_reason"]
    return dict(option)


def test_a_quote_is_priced_in_the_zone_by_the_price_in_force(user: Ecsquote, tmp_path: Path) -> None:
    option = quoted(user, tmp_path)
    compute, volumes = option["line_items"]
    assert Decimal(compute["monthly"]) == 2 * 730 * Decimal("0.04")
    assert compute["description"] == "m5.large Spot, Linux, eu-west-1b"
    price = compute["price"]
    assert (price["availability_zone"], price["source"], price["basis"]) == ("eu-west-1b", SPOT_HISTORY, "published")
    assert price["usage_type"] == "EU-SpotUsage:m5.large"
    assert NOW <= datetime.fromisoformat(price["observed_at"]) <= datetime.now(UTC)
    rows = option["placement"]["instances"]
    assert {(row["purchase_option"], row["availability_zone"]) for row in rows} == {("SPOT", "eu-west-1b")}
    assert sum(row["count"] for row in rows) == 2
    assert {Decimal(figure) for figure in option["spot_month"].values()} == {Decimal(option["monthly"])}
    assert not any("SpotUsage" in text for text in option["warnings"])
    assert Decimal(option["monthly"]) == Decimal(compute["monthly"]) + Decimal(volumes["monthly"])


def test_a_fleet_in_two_zones_and_its_month(user: Ecsquote, tmp_path: Path) -> None:
    option = quoted(user, tmp_path, availability_zones=2)
    *compute, volumes = option["line_items"]
    assert sum(Decimal(line["monthly"]) for line in compute) == 730 * (Decimal("0.05") + Decimal("0.04"))
    beside = Decimal(volumes["monthly"])
    month = {name: Decimal(figure) - beside for name, figure in option["spot_month"].items()}
    # in a, six days at 0.03 and one, a seventh of the time, at 0.05
    assert month["p50"] == 730 * (Decimal("0.03") + Decimal("0.04"))
    assert month["p95"] == 730 * (Decimal("0.05") + Decimal("0.04"))
    mean = (6 * Decimal("0.03") + Decimal("0.05")) / 7 + Decimal("0.04")
    assert abs(month["mean"] - 730 * mean) < Decimal("0.05")  # the days end a little after the test began
