"""Sections of a usage file over what the files give: replaced, added, completed, and what nothing takes."""

import json
from typing import Any

import pytest
import yaml

from ecsquote.contract.workloads import WorkloadReading
from ecsquote.errors import InputError
from ecsquote.inputs.files import read_files
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.reader import assembled, read_workload, recognize
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.usage_template import usage_template
from support_cli import EXAMPLES

INPUTS = EXAMPLES / "inputs"
PARAMETERS = ReadingParameters(region="eu-west-1")
BALANCER = {"type": "application", "scheme": "internet-facing", "availability_zones": 2}


def reading_of(usage: Any, name: str = "template.yaml") -> WorkloadReading:
    return read_workload(
        read_files(str(INPUTS / name)), PARAMETERS, SourceFile("u.yml", yaml.safe_dump(usage).encode())
    )


def usage_of(usage: Any, name: str = "template.yaml") -> dict[str, Any]:
    (request,) = reading_of(usage, name).requests
    return dict(request["usage"])


@pytest.mark.parametrize("name", ["usage", "web", "Service"])
def test_what_the_files_show_is_replaced_and_counted_once(name: str) -> None:
    gateways = {"count": 2, "processed_gb": 100}
    assert usage_of({name: {"nat_gateways": gateways}})["nat_gateways"] == gateways
    assert usage_of({name: {"nat_gateways": {"processed_gb": 7}}})["nat_gateways"] == {"count": 1, "processed_gb": 7}


def test_quantities_by_address_and_by_section_add_up() -> None:
    found = usage_of({"Logs": {"ingested_gb": 3}, "usage": {"logs": {"ingested_gb": "4.5", "stored_gb": 1}}})
    assert found["logs"] == {"ingested_gb": "7.5", "stored_gb": 1}


@pytest.mark.parametrize("name", ["usage", "web"])
def test_a_load_balancer_of_the_files_is_completed(name: str) -> None:
    reading = reading_of({name: {"load_balancers": [{"type": "application", "lcu_per_hour": 3}]}})
    (request,) = reading.requests
    assert request["usage"]["load_balancers"] == [{**BALANCER, "lcu_per_hour": 3}]
    assert {one.source for one in reading.unknown} == {"NatGateway", "Logs"}


def test_its_traffic_says_its_capacity_units() -> None:
    reading = reading_of({"usage": {"load_balancers": [{"traffic": [{"hours": 730, "processed_gb_per_hour": 1}]}]}})
    assert "LoadBalancer" not in {one.source for one in reading.unknown}


def test_a_load_balancer_of_another_kind_is_one_more() -> None:
    network = {"type": "network", "scheme": "internal", "lcu_per_hour": 1}
    found = usage_of({"web": {"load_balancers": [network, {"type": "application", "lcu_per_hour": 2}]}})
    assert found["load_balancers"] == [{**BALANCER, "lcu_per_hour": 2}, network]


def test_of_two_load_balancers_alike_a_service_cannot_mean_one() -> None:
    template = (INPUTS / "template.yaml").read_text(encoding="utf-8")
    second = template.replace("  LoadBalancer:\n", "  Other:\n").replace("  Listener:\n", "  OtherListener:\n")
    second = second.replace("LoadBalancerArn: !Ref LoadBalancer", "LoadBalancerArn: !Ref Other")
    parts = {name: yaml_section(second, name) for name in ("Other", "OtherListener")}
    text = template.replace("  TargetGroup:\n", f"{''.join(parts.values())}  TargetGroup:\n", 1)
    usage = yaml.safe_dump({"web": {"load_balancers": [{"lcu_per_hour": 1}]}}).encode()
    files = [SourceFile("template.yaml", text.encode())]
    with pytest.raises(InputError) as error:
        read_workload(files, PARAMETERS, SourceFile("u.yml", usage))
    assert [fault.pointer for fault in error.value.faults] == ["/web/load_balancers/0"]
    both = {"usage": {"load_balancers": [{"lcu_per_hour": 1}, {"lcu_per_hour": 2}]}}
    reading = read_workload(files, PARAMETERS, SourceFile("u.yml", yaml.safe_dump(both).encode()))
    assert [one["lcu_per_hour"] for one in reading.requests[0]["usage"]["load_balancers"]] == [1, 2]


def yaml_section(text: str, name: str) -> str:
    """A resource of a template, as it is written."""
    _, _, rest = text.partition(f"  {name}:\n")
    lines = rest.splitlines(keepends=True)
    inside = next(number for number, line in enumerate(lines) if not line.startswith("    "))
    return f"  {name}:\n" + "".join(lines[:inside])


def test_a_load_balancer_that_is_given_is_not_missing() -> None:
    missing = reading_of({}, "ecs").assumed
    assert [one.source for one in missing] == ["service/shop/web"]
    for name in ("web", "service/shop/web", "usage"):
        assert not reading_of({name: {"load_balancers": [{"type": "application"}]}}, "ecs").assumed


def test_a_field_that_nothing_takes_is_named_with_those_that_are_taken() -> None:
    reading = reading_of({"NatGateway": {"procesed_gb": 3}, "web": {"lcu_per_hour": 1}})
    assert [(one.source, one.message) for one in reading.warnings] == [
        ("NatGateway", "procesed_gb of the usage file decides nothing here; it takes processed_gb"),
        ("Service", "lcu_per_hour of the usage file decides nothing here"),
    ]


def test_nulls_inside_sections_are_unknown() -> None:
    usage = {"web": {"logs": {"ingested_gb": None}, "load_balancers": [{"type": "application", "lcu_per_hour": None}]}}
    reading = reading_of(usage)
    assert reading.requests[0]["usage"]["load_balancers"] == [BALANCER]
    assert {one.source for one in reading.unknown} == {"LoadBalancer", "NatGateway", "Logs"}


def test_the_usage_file_of_described_services_asks_for_what_they_use() -> None:
    text = usage_template(assembled(recognize(read_files(str(INPUTS / "ecs"))), PARAMETERS))
    assert yaml.safe_load(text) == {"service/shop/web": {"logs": {"ingested_gb": None, "stored_gb": None}}}
    assert "# load_balancers: [{type: application" in text
    filled = text.replace("# load_balancers", "load_balancers").replace("null", "3")
    reading = read_workload(read_files(str(INPUTS / "ecs")), PARAMETERS, SourceFile("u.yml", filled.encode()))
    assert reading.requests[0]["usage"] == {
        "logs": {"ingested_gb": 3, "stored_gb": 3},
        "load_balancers": [{"type": "application", "lcu_per_hour": 1}],
    }
    assert json.dumps(reading.requests[0]["usage"])
