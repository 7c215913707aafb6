"""The saved scan: read strictly, within bounds, and nothing secret in it even where a file was made elsewhere."""

import json
from decimal import Decimal
from typing import Any

import pytest

from ecsquote.account.kept_members import KEPT_MEMBERS
from ecsquote.account.saved_scan import AWS_LISTS, read_saved_scan
from ecsquote.errors import InputError, UnreadableInput
from played_aws.account.ecs_objects import SECRET
from support_account import saved_scan, saved_scan_bytes

METRIC = {
    "namespace": "AWS/ECS",
    "name": "CPUUtilization",
    "statistic": "Maximum",
    "dimensions": {"ClusterName": "shop", "ServiceName": "web"},
    "unit": "Percent",
    "start": "2026-11-01T00:00:00Z",
    "period_seconds": 3600,
    "values": [12.5, None, 97],
}
SCAN: dict[str, Any] = {
    "saved_scan": 1,
    "read_at": "2026-11-30T12:00:00+02:00",
    "days": 14,
    "regions": [
        {
            "account": "111122223333",
            "region": "eu-west-1",
            "services": [
                {
                    "serviceName": "web",
                    "tags": [{"key": "team", "value": "web"}, {"key": "owner"}],
                    "events": [{"message": "secret"}],
                }
            ],
            "task_definitions": [
                {
                    "family": "web",
                    "containerDefinitions": [
                        {
                            "name": "app",
                            "command": ["--password", "secret"],
                            "environment": [{"name": "TOKEN", "value": "secret"}],
                            "dockerLabels": {"a": "secret"},
                            "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": "secret"}},
                        }
                    ],
                }
            ],
            "metrics": [METRIC],
        }
    ],
    "not_read": [
        {"region": "eu-west-1", "action": "ecs:ListTasks", "why": "denied", "leaves_unknown": "standalone tasks"}
    ],
}


def content(**changes: Any) -> bytes:
    return json.dumps({**SCAN, **changes}).encode()


def test_a_scan_is_the_same_after_it_was_saved_and_read() -> None:
    scan = read_saved_scan(content())
    assert scan.regions[0].metrics[0].values == [Decimal("12.5"), None, Decimal(97)]
    assert scan.document()["read_at"] == "2026-11-30T10:00:00Z"
    assert scan.document()["regions"][0]["metrics"] == [METRIC]
    assert read_saved_scan(scan.text().encode()) == scan


def test_what_a_scan_never_keeps_is_dropped_from_a_file_too() -> None:
    scan = read_saved_scan(content())
    assert "secret" not in scan.text().replace('"secrets"', "")
    assert scan.regions[0].services == [
        {"serviceName": "web", "tags": [{"key": "team", "value": "web"}, {"key": "owner"}]}
    ]
    assert scan.regions[0].task_definitions[0]["containerDefinitions"] == [
        {"name": "app", "logConfiguration": {"logDriver": "splunk"}}
    ]


def test_every_list_of_aws_objects_says_what_it_keeps() -> None:
    assert set(AWS_LISTS) == set(KEPT_MEMBERS)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"saved_scan": 2}, "/saved_scan"),
        ({"days": 0}, "/days"),
        ({"days": 43}, "/days"),
        ({"read_at": "2026-11-30T12:00:00"}, "/read_at"),
        ({"regions": [{"region": "eu-west-1"}]}, "/regions/0/account"),
        ({"regions": [{"account": "1", "region": "eu-west-1", "servces": []}]}, "/regions/0/servces"),
        ({"regions": [{"account": "1", "region": "x", "services": [3]}]}, "/regions/0/services/0"),
        (
            {"regions": [{"account": "1", "region": "x", "metrics": [{**METRIC, "values": ["high"]}]}]},
            "/regions/0/metrics/0/values/0",
        ),
        ({"not_read": [{"region": "x"}]}, "/not_read/0/action"),
    ],
)
def test_a_wrong_scan_is_refused_with_its_place(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InputError) as refused:
        read_saved_scan(content(**changes))
    assert pointer in {fault.pointer for fault in refused.value.faults}


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b'{"saved_scan": NaN}'])
def test_what_is_not_json_cannot_be_read(text: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_saved_scan(text)


@pytest.mark.parametrize("text", [b"[]", b"{}", b'{"services": []}', b'"saved_scan"'])
def test_another_document_is_not_a_saved_scan(text: bytes) -> None:
    with pytest.raises(InputError, match="not a saved scan"):
        read_saved_scan(text)


def test_the_scan_of_the_played_account_survives_a_file() -> None:
    scan = saved_scan()
    assert [len(region.services) for region in scan.regions] == [34, 6]
    assert SECRET not in saved_scan_bytes().decode()
    assert read_saved_scan(saved_scan_bytes()) == scan
