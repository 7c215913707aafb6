"""The usage section: its fields are the contract's, decimals stay exact, absurd numbers are refused in words."""

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from ecsquote.calculator.components import COMPONENTS, Usage
from ecsquote.calculator.costs.load_balancer import LoadBalancer

EVERYTHING: dict[str, Any] = {
    "load_balancers": [
        {
            "type": "network",
            "scheme": "internal",
            "availability_zones": 2,
            "hours": "730",
            "lcu_per_hour": None,
            "traffic": [
                {
                    "share_of_hours": "1",
                    "new_connections_per_second": "0.5",
                    "active_connections": "1",
                    "processed_gb_per_hour": "1",
                    "requests_per_second": "0",
                    "rules": 0,
                    "protocol": "UDP",
                }
            ],
            "reserved_lcu": "0",
            "mutual_tls_trust_stores": 0,
            "cross_zone": True,
            "processed_gb": "0",
        }
    ],
    "data_transfer": {
        "internet_out_gb": "500",
        "account_internet_out_gb": "0",
        "inter_az_gb": "0.000000000001",
        "inter_region_gb": {"us-west-2": "50"},
    },
    "nat_gateways": {"count": 1, "processed_gb": "200"},
    "vpc_endpoints": {"interface_endpoints": 3, "availability_zones": 2, "processed_gb": "1"},
    "logs": {"ingested_gb": "100", "stored_gb": "15", "log_class": "STANDARD"},
    "container_insights": {"mode": "standard", "metrics": "157"},
    "alarms": {"count": 2},
    "secrets": {"count": 1, "api_calls": 10},
    "ecr": {"stored_gb": "1", "image_gb": "0.2", "pulls_through_nat": 3},
    "efs": {"stored_gb": "1", "storage_class": "STANDARD"},
    "guardduty": {"enabled": True},
    "cloud_map": {"instances": "1.5", "api_calls": 2},
    "xray": {"traces_recorded": 3, "traces_retrieved": 4},
    "scheduler": {"invocations": 5},
    "parameters": {"advanced": 6, "api_calls": 7},
    "kms": {"keys": 8, "requests": 9},
}


def test_a_full_section_comes_back_as_it_went_in() -> None:
    usage = Usage.model_validate(EVERYTHING)
    assert usage.model_dump(mode="json") == EVERYTHING
    assert [COMPONENTS[component.component].usage_field for component in usage.components()] == list(EVERYTHING)


def test_an_empty_section_bills_nothing() -> None:
    assert list(Usage().components()) == []
    assert Usage.model_validate(Usage().model_dump(mode="json")) == Usage()


def test_defaults_filled_in_can_be_sent_again() -> None:
    for kind in ("application", "network", "gateway", "classic"):
        usage = Usage.model_validate({"load_balancers": [{"type": kind}]})
        assert Usage.model_validate(usage.model_dump(mode="json")) == usage


@pytest.mark.parametrize(
    ("given", "exact"),
    [("0.1", "0.1"), (0.1, "0.1"), (7, "7"), (1e3, "1000"), ("1e3", "1000"), ("1.500", "1.5"), (Decimal("2"), "2")],
)
def test_decimals_are_taken_as_strings_or_numbers_and_kept_exact(given: object, exact: str) -> None:
    usage = Usage.model_validate({"logs": {"ingested_gb": given}})
    assert usage.model_dump(mode="json")["logs"]["ingested_gb"] == exact


@pytest.mark.parametrize(
    "given",
    [True, "NaN", "Infinity", float("nan"), float("inf"), "-1", -0.5, "1000000000000.1", "1e999", "", "ten", [], None],
)
def test_a_quantity_that_makes_no_sense_is_refused(given: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Usage.model_validate({"logs": {"ingested_gb": given}})
    assert [error["loc"] for error in refused.value.errors()] == [("logs", "ingested_gb")]


@pytest.mark.parametrize("given", ["1000000000000", 10**12, "0", "-0"])
def test_the_largest_and_the_smallest_quantity(given: object) -> None:
    Usage.model_validate({"logs": {"ingested_gb": given}})


@pytest.mark.parametrize("given", [True, -1, 1.5, 1_000_001, "two", None, float("nan")])
def test_a_count_that_makes_no_sense_is_refused(given: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Usage.model_validate({"nat_gateways": {"count": given}})
    assert [error["loc"] for error in refused.value.errors()] == [("nat_gateways", "count")]


@pytest.mark.parametrize("given", [0, 1_000_000, "3", 2.0])
def test_counts_are_whole_numbers(given: Any) -> None:
    usage = Usage.model_validate({"nat_gateways": {"count": given}})
    assert usage.nat_gateways is not None
    assert usage.nat_gateways.count == int(given)


@pytest.mark.parametrize("section", sorted(EVERYTHING))
def test_an_unknown_field_is_an_error_in_every_section(section: str) -> None:
    given = json.loads(json.dumps(EVERYTHING[section]))
    target = given[0] if isinstance(given, list) else given
    target["extra_gb"] = "1"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Usage.model_validate({section: given})


def test_faults_of_several_sections_come_at_once() -> None:
    bad = {"load_balancers": [{"type": "application", "availability_zones": 1}], "alarms": {}, "surprise": 1}
    with pytest.raises(ValidationError) as refused:
        Usage.model_validate(bad)
    assert {error["loc"] for error in refused.value.errors()} == {
        ("load_balancers", 0, "availability_zones"),
        ("alarms", "count"),
        ("surprise",),
    }


def test_every_quantity_has_a_description_and_a_decimal_schema() -> None:
    schema = Usage.model_json_schema()["$defs"]
    usage_models = [entry.model for entry in COMPONENTS.values() if entry.model and entry.usage_field]
    assert len(usage_models) == len(Usage.model_fields)
    for component in usage_models:
        fields = schema[component.__name__]["properties"]
        silent = [name for name, field in fields.items() if "description" not in field]
        assert silent == [], component
    kinds = schema[LoadBalancer.__name__]["properties"]["lcu_per_hour"]["anyOf"]
    assert [kind["type"] for kind in kinds] == ["string", "number", "null"]
