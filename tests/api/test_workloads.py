"""POST /v1/workloads and foreign documents in POST /v1/quotes: as a body, a form or a zip."""

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from ecsquote.inputs.archive import relative_name
from support_cli import EXAMPLES

TASK_DEFINITION = {
    "family": "web",
    "cpu": "512",
    "memory": "1024",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "containerDefinitions": [
        {"name": "app", "image": "app", "environment": [{"name": "PASSWORD", "value": "hunter2"}]}
    ],
}
SERVICE = {"serviceName": "web", "taskDefinition": "web", "desiredCount": 3, "launchType": "FARGATE"}
COMPOSE = "services:\n  web: {image: web, cpus: 0.5, mem_limit: 1g}\n"


def read(client: httpx.Client, content: bytes | str, query: str = "?region=us-east-1", **headers: str) -> Any:
    answer = client.post(f"/v1/workloads{query}", content=content, headers=headers)
    return answer.json() | {"status": answer.status_code} if answer.status_code != 200 else answer.json()


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", "x/y"])
def test_any_content_type_is_taken(client: httpx.Client, kind: str) -> None:
    reading = read(client, json.dumps(TASK_DEFINITION), **{"Content-Type": kind})
    assert reading["format"] == "ecs"
    assert reading["requests"][0]["region"] == "us-east-1"
    assert reading["complete"] is True
    assert "hunter2" not in json.dumps(reading)


def test_yaml_and_utf_16_are_read(client: httpx.Client) -> None:
    assert read(client, COMPOSE)["format"] == "compose"
    assert read(client, COMPOSE.encode("utf-16"))["format"] == "compose"


def test_a_form_holds_files_that_belong_together(client: httpx.Client) -> None:
    files = [
        ("file", ("a/service.json", json.dumps(SERVICE))),
        ("file", ("b/task.json", json.dumps(TASK_DEFINITION))),
    ]
    answer = client.post("/v1/workloads?region=us-east-1", files=files)
    (request,) = answer.json()["requests"]
    assert [service["load"] for service in request["services"]] == [{"tasks": "3"}]


def test_a_form_gives_template_parameters(client: httpx.Client) -> None:
    template = {
        "Parameters": {"Count": {"Type": "Number"}},
        "Resources": {
            "Task": {
                "Type": "AWS::ECS::TaskDefinition",
                "Properties": {
                    "Family": "web", "Cpu": "256", "Memory": "512", "NetworkMode": "awsvpc",
                    "ContainerDefinitions": [{"Name": "app", "Image": "app"}],
                },
            },
            "Web": {
                "Type": "AWS::ECS::Service",
                "Properties": {
                    "TaskDefinition": {"Ref": "Task"}, "DesiredCount": {"Ref": "Count"}, "LaunchType": "FARGATE",
                },
            },
        },
    }  # fmt: skip
    files = [("file", ("template.json", json.dumps(template)))]
    without = client.post("/v1/workloads?region=us-east-1", files=files).json()
    assert (without["complete"], without["requests"]) == (False, [])
    data = {"parameters": json.dumps({"Count": 4})}
    reading = client.post("/v1/workloads?region=us-east-1", files=files, data=data).json()
    assert reading["requests"][0]["services"][0]["load"] == {"tasks": "4"}


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_is_a_folder(client: httpx.Client) -> None:
    content = {"../../service.json": json.dumps(SERVICE).encode(), "task.json": json.dumps(TASK_DEFINITION).encode()}
    reading = read(client, zipped(content))
    assert reading["requests"][0]["services"][0]["load"] == {"tasks": "3"}


@pytest.mark.parametrize(
    ("name", "clean"),
    [("../../etc/passwd", "etc/passwd"), ("/a/b", "a/b"), ("C:\\x\\y.json", "x/y.json"), ("a/./b", "a/b")],
)
def test_names_from_outside_lead_nowhere(name: str, clean: str) -> None:
    assert relative_name(name) == clean


def test_a_zip_is_counted_while_it_is_unpacked(client: httpx.Client) -> None:
    answer = read(client, zipped({"big.json": b" " * (33 * 1024 * 1024)}))
    assert answer["status"] == 413


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "is empty"),
        (b"{", 400, "not JSON"),
        (b"a: b: c", 400, "neither JSON nor YAML"),
        (b'{"kind": "Pod", "apiVersion": "v1"}', 422, "a Kubernetes manifest"),
        (b"PK\x03\x04nonsense", 400, "zip cannot be read"),
        (b"[" * 300 + b"]" * 300, 400, "deeper than 200"),
        (b"a: &a [x]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(3)), 422, "holds no workload"),
    ],
)
def test_what_is_no_workload_is_refused_in_one_line(
    client: httpx.Client, content: bytes, status: int, words: str
) -> None:
    answer = read(client, content)
    assert answer["status"] == status
    assert words in answer["detail"]


def test_unknown_and_malformed_parameters_are_refused(client: httpx.Client) -> None:
    answer = read(client, json.dumps(TASK_DEFINITION), "?regoin=x&default_size=big")
    assert answer["status"] == 422
    assert [error["pointer"] for error in answer["errors"]] == ["/regoin", "/default_size"]


def test_a_quote_takes_a_document_as_it_stands(client: httpx.Client) -> None:
    answer = client.post("/v1/quotes?region=us-east-1&tasks=2", json=TASK_DEFINITION)
    assert answer.status_code == 201
    quote = answer.json()
    assert quote["request"]["services"][0]["load"] == {"tasks": "2"}
    assert quote["workload"]["format"] == "ecs"
    assert "hunter2" not in answer.text
    own = {"region": "us-east-1", "services": [{"task_definition": TASK_DEFINITION, "load": {"tasks": "2"}}]}
    mine = client.post("/v1/quotes", json=own).json()
    assert mine["workload"] is None
    assert [row["monthly"] for row in quote["options"]] == [row["monthly"] for row in mine["options"]]


def test_a_quote_of_a_document_takes_fields_and_template_parameters(client: httpx.Client) -> None:
    template = (EXAMPLES / "inputs" / "template.yaml").read_bytes()
    query = {"region": "us-east-1", "param": "Tasks=4"}
    fields = {"set": ["spot=false", 'fleet.profile="cheapest"']}
    answer = client.post(
        "/v1/quotes", params={**query, **fields}, content=template, headers={"Content-Type": "application/yaml"}
    )
    assert answer.status_code == 201
    request = answer.json()["request"]
    assert request["services"][0]["load"] == {"tasks": "4"}
    assert (request["spot"], request["fleet"]["profile"]) == (False, "cheapest")
    reading = client.post("/v1/workloads", params=query, content=template).json()
    assert reading["requests"][0]["services"][0]["load"] == {"tasks": "4"}


@pytest.mark.parametrize(
    ("path", "query", "pointers"),
    [
        ("/v1/quotes", "set=spot&param==3", ["/param", "/set"]),
        ("/v1/quotes", "set=region.x=3", ["/set"]),
        ("/v1/workloads", "set=spot=false", ["/set"]),
    ],
)
def test_malformed_fields_are_refused(client: httpx.Client, path: str, query: str, pointers: list[str]) -> None:
    answer = client.post(f"{path}?region=us-east-1&{query}", json=TASK_DEFINITION)
    assert answer.status_code == 422
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == pointers


def test_a_quote_of_a_document_without_a_region_says_so(client: httpx.Client) -> None:
    answer = client.post("/v1/quotes", json=TASK_DEFINITION)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/region"


def test_faults_of_a_bare_document_have_their_places_in_it(client: httpx.Client) -> None:
    wrong = {**TASK_DEFINITION, "containerDefinitions": [{"name": "app", "image": "app", "memory": "much"}]}
    answer = client.post("/v1/quotes?region=us-east-1", json=wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/containerDefinitions/0/memory"


def test_a_document_of_several_regions_is_refused_and_one_can_be_chosen(client: httpx.Client) -> None:
    def service(region: str) -> dict[str, Any]:
        return {**SERVICE, "serviceArn": f"arn:aws:ecs:{region}:123456789012:service/web"}

    documents = [service("us-east-1"), service("us-east-2"), TASK_DEFINITION]
    answer = client.post("/v1/quotes", json=documents)
    assert answer.status_code == 422
    assert "us-east-1, us-east-2" in answer.json()["errors"][0]["message"]
    assert client.post("/v1/quotes?region=us-east-1", json=documents).status_code == 201
