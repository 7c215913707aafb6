"""Pitfalls 35 to 43: load balancers, addresses, transfer, NAT, endpoints, logs (us-east-1 unless said otherwise)."""

from decimal import Decimal
from typing import Any

from support_pitfalls import bill, container, cost, service, shows

ALB_HOUR, LCU = Decimal("0.0225"), Decimal("0.008")
NAT_HOUR, NAT_GB = Decimal("0.045"), Decimal("0.045")
ADDRESS = Decimal("0.005")


def balanced(*, region: str = "us-east-1", **balancer: Any) -> dict[str, Any]:
    fields = {"type": "application", "scheme": "internal", **balancer}
    return bill("FARGATE", region=region, usage={"load_balancers": [fields]})


def with_usage(**usage: Any) -> dict[str, Any]:
    return bill("FARGATE", usage=usage)


def test_pitfall_35_an_lcu_is_the_largest_dimension_of_each_hour() -> None:
    # AWS's example: 1 new connection/s for 2 minutes, 5 requests/s, 300 KB/s: 0.04, 0.04 and 1.08 LCU
    example = {"new_connections_per_second": 1, "active_connections": 120, "requests_per_second": 5, "rules": 10}
    row = balanced(traffic=[{**example, "processed_gb_per_hour": "1.08"}])
    hours = 730 * ALB_HOUR
    shows(
        cost(row, "load_balancer"),
        hours + 730 * Decimal("1.08") * LCU,
        naive=hours + 730 * Decimal("1.16") * LCU,  # the sum
    )
    # half of the hours 10 GB, half 100 new connections/s (4 LCU): 10 and 4, so 7; the largest of the averages is 5
    halves = [
        {"share_of_hours": "0.5", "processed_gb_per_hour": 10},
        {"share_of_hours": "0.5", "new_connections_per_second": 100},
    ]
    shows(cost(balanced(traffic=halves), "load_balancer"), hours + 730 * 7 * LCU, naive=hours + 730 * 5 * LCU)
    # 60 rules at 5 requests/s: ten rules are free, (60 − 10) × 5 / 1000 = 0.25 LCU, not 0.3
    ruled = balanced(traffic=[{"requests_per_second": 5, "rules": 60}])
    shows(
        cost(ruled, "load_balancer"),
        hours + 730 * Decimal("0.25") * LCU,
        naive=hours + 730 * Decimal("0.3") * LCU,
    )
    # TLS on a network load balancer: 50 new connections/s are one unit, with TCP 800 are
    tls = balanced(type="network", traffic=[{"new_connections_per_second": 100, "protocol": "TLS"}])
    unit = Decimal("0.006")
    shows(cost(tls, "load_balancer"), hours + 730 * 2 * unit, naive=hours + 730 * unit / 8)


def test_pitfall_36_load_balancers_and_public_tasks_have_ipv4_addresses() -> None:
    facing = balanced(scheme="internet-facing", availability_zones=3)
    shows(cost(facing, "public_ipv4"), 3 * 730 * ADDRESS, naive=Decimal(0))
    public = {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}}}
    row = bill("FARGATE", service({"tasks": 4}, public))
    shows(cost(row, "public_ipv4"), 4 * 730 * ADDRESS, naive=Decimal(0))


def test_pitfall_37_a_partial_hour_of_a_load_balancer_is_a_whole_one() -> None:
    # ten load balancers for 10.1 hours each
    each = {"type": "application", "scheme": "internal", "hours": "10.1"}
    row = with_usage(load_balancers=[each] * 10)
    shows(cost(row, "load_balancer"), 10 * 11 * ALB_HOUR, naive=10 * Decimal("10.1") * ALB_HOUR)


def test_pitfall_38_the_trust_store_s_row_is_not_the_load_balancer_s() -> None:
    row = balanced(region="sa-east-1", mutual_tls_trust_stores=1)
    hour, store = Decimal("0.034"), Decimal("0.0076")
    shows(cost(row, "load_balancer"), 730 * (hour + store), naive=730 * 2 * store)
    first, second = row["line_items"][2:4]
    assert Decimal(first["unit_price"]) == hour
    assert "TS-" not in first["price"]["usage_type"]
    assert "TS-" in second["price"]["usage_type"]


def test_pitfall_39_a_hundred_gb_are_free_once_and_tiers_begin_behind_them() -> None:
    row = with_usage(data_transfer={"internet_out_gb": 10_440})
    # 10,340 GB behind the allowance: 10 TB are 10,240 GB at 0.09, then 100 GB at 0.085
    right = 10_240 * Decimal("0.09") + 100 * Decimal("0.085")
    shows(cost(row, "data_transfer"), right, naive=10_000 * Decimal("0.09") + 340 * Decimal("0.085"))
    assert cost(row, "data_transfer") != 10_440 * Decimal("0.09")
    # the rest of the account has used the allowance
    used = with_usage(data_transfer={"internet_out_gb": 100, "account_internet_out_gb": 500})
    shows(cost(used, "data_transfer"), 100 * Decimal("0.09"), naive=Decimal(0))


def test_pitfall_40_a_zone_border_is_billed_on_both_sides() -> None:
    row = with_usage(data_transfer={"inter_az_gb": 500})
    shows(cost(row, "data_transfer"), 500 * Decimal("0.02"), naive=500 * Decimal("0.01"))
    # cross-zone on a network load balancer in 3 zones: two thirds of 900 GB cross, for an application one it is free
    nlb = balanced(type="network", availability_zones=3, cross_zone=True, processed_gb=900)
    shows(cost(nlb, "data_transfer"), 600 * Decimal("0.02"), naive=Decimal(0))
    assert cost(balanced(availability_zones=3), "data_transfer") == 0


def test_pitfall_41_nat_comes_on_top_of_transfer_in_each_zone_and_for_images() -> None:
    row = with_usage(
        nat_gateways={"count": 3, "processed_gb": 500},
        data_transfer={"internet_out_gb": 500},
        ecr={"image_gb": "0.5", "pulls_through_nat": 1000},
    )
    right = 3 * 730 * NAT_HOUR + 500 * NAT_GB + 500 * NAT_GB  # the images are 0.5 × 1000 GB
    shows(cost(row, "nat_gateway"), right, naive=730 * NAT_HOUR + 500 * NAT_GB)
    shows(cost(row, "data_transfer"), 400 * Decimal("0.09"), naive=Decimal(0))
    shows(cost(row, "public_ipv4"), 3 * 730 * ADDRESS, naive=Decimal(0))


def test_pitfall_42_an_endpoint_is_billed_in_every_zone() -> None:
    row = with_usage(vpc_endpoints={"interface_endpoints": 4, "availability_zones": 3, "processed_gb": 100})
    right = 4 * 3 * 730 * Decimal("0.01") + 100 * Decimal("0.01")
    shows(cost(row, "vpc_endpoint"), right, naive=4 * 730 * Decimal("0.01") + 100 * Decimal("0.01"))


def test_pitfall_43_only_logs_that_reach_cloudwatch_cost_there() -> None:
    elsewhere = container(logConfiguration={"logDriver": "splunk", "options": {"splunk-url": "https://example.org"}})
    row = bill("FARGATE", service({"tasks": 50}, containerDefinitions=[elsewhere]))
    assert cost(row, "cloudwatch_logs") == 0  # no guess at a volume by the number of containers
    sent = with_usage(logs={"ingested_gb": 100, "stored_gb": 40})
    shows(cost(sent, "cloudwatch_logs"), 100 * Decimal("0.50") + 40 * Decimal("0.03"), naive=100 * Decimal("0.53"))
