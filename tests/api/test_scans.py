"""POST /v1/scans: the report of a saved scan, the same as the command line's, and refusals with their place."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from support_api import serving
from support_small_account import fargate_scan

VCPU, GB = Decimal("0.04048"), Decimal("0.004445")


def test_a_saved_scan_is_quoted(client: httpx.Client) -> None:
    answer = client.post("/v1/scans", json=fargate_scan())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    (cluster,) = found["clusters"]
    assert (cluster["cluster"], cluster["account"], cluster["complete"]) == ("shop", "111122223333", True)
    (service,) = cluster["services"]
    monthly = 730 * 2 * (VCPU + 2 * GB)
    assert Decimal(service["today"]["monthly"]) == Decimal(cluster["today"]["monthly"]) == monthly
    assert (service["right_size"]["cpu"], service["right_size"]["memory"]) == ("512", "1024")
    assert Decimal(service["right_size"]["saves_monthly"]) == monthly / 2
    assert found["summary"]["right_sized"]["services"] == 1
    assert (found["shared"]["line_items"], found["not_read"]) == ([], [])


def test_the_options_are_those_of_the_command(client: httpx.Client) -> None:
    found = client.post(
        "/v1/scans?spot=false&cpu_headroom=200&cluster=shop&region=us-east-1", json=fargate_scan()
    ).json()
    assert found["summary"]["spot"] is None
    assert all("SPOT" not in each["launch_option"] for each in found["clusters"][0]["options"])
    assert found["clusters"][0]["services"][0]["right_size"]["cpu"] == "2048"  # 1024 × 35 % × 3 = 1075.2


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("spot=no", "/spot"), ("cpu_headroom=-1", "/cpu_headroom"), ("memory_headroom=NaN", "/memory_headroom"),
        ("memory_headroom=1e-999999999", "/memory_headroom"), ("cpu_headroom=1000.1", "/cpu_headroom"),
        ("days=3", "/days"), ("cluster=shoop", "/clusters"), ("region=eu-north-1", "/regions"),
        ("spot=true&spot=true", "/spot"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_named(client: httpx.Client, query: str, pointer: str) -> None:
    answer = client.post(f"/v1/scans?{query}", json=fargate_scan())
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("body", "status"),
    [({"services": []}, 422), ({"saved_scan": 1}, 422), ([], 422), ({**fargate_scan(), "extra": 1}, 422)],
)
def test_what_is_not_a_saved_scan_is_refused(client: httpx.Client, body: Any, status: int) -> None:
    answer = client.post("/v1/scans", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("name", "odd", "pointer"),
    [
        ("services", [{"serviceName": "web"}], "/regions/0/services/0/clusterArn"),
        (
            "services",
            [{"serviceName": "web", "clusterArn": "a", "desiredCount": "x"}],
            "/regions/0/services/0/desiredCount",
        ),
        (
            "services",
            [{"serviceName": "web", "clusterArn": "a", "deployments": {}}],
            "/regions/0/services/0/deployments",
        ),
        ("volumes", [{"VolumeId": "v", "VolumeType": "gp3", "Size": -1}], "/regions/0/volumes/0/Size"),
        ("instances", [{"InstanceId": "i", "State": []}], "/regions/0/instances/0/State"),
        (
            "target_groups",
            [{"TargetGroupArn": "a", "LoadBalancerArns": 3}],
            "/regions/0/target_groups/0/LoadBalancerArns",
        ),
    ],
)
def test_objects_that_aws_would_not_answer_are_refused_with_their_place(
    client: httpx.Client, name: str, odd: Any, pointer: str
) -> None:
    document = fargate_scan()
    region = {**document["regions"][0], name: odd}
    answer = client.post("/v1/scans", json={**document, "regions": [region]})
    assert answer.status_code == 422
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]


def test_an_upload_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, upload_mib=1) as client:
        answer = client.post(
            "/v1/scans", content=b" " * (1024 * 1024 + 1), headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 413
