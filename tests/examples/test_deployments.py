"""What runs ecsquote itself: closed, on this machine alone, and read by ecsquote without a fault."""

from pathlib import Path
from typing import Any

import yaml

import ecsquote
from ecsquote.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "examples" / "deploy"
KNOWN = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def services() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return dict(document["services"])


def test_compose_publishes_one_service_on_this_machine_alone_and_needs_a_key() -> None:
    found = services()
    published = {name: each["ports"] for name, each in found.items() if "ports" in each}
    assert published == {"ecsquote": ["127.0.0.1:8000:8000"]}
    environment = found["ecsquote"]["environment"]
    assert environment["ECSQUOTE_ADMIN_KEY_HASH"].startswith("${ECSQUOTE_ADMIN_KEY_HASH:?")
    assert {name for name in environment if name.startswith(PREFIX)} <= KNOWN
    assert environment["ECSQUOTE_CATALOG"] == found["catalog"]["environment"]["ECSQUOTE_CATALOG"]
    assert {name for name, each in found.items() if each["networks"] != ["inside"]} == {"ecsquote", "catalog"}
    assert all(":" in each["image"] for each in found.values() if "build" not in each)


def test_the_template_and_the_task_definition_run_the_same_container(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    options: dict[str, Any] = {"region": "eu-west-1", "launch_options": ["FARGATE"], "settings": settings}
    given = {"Subnets": "subnet-a,subnet-b"}
    whole = ecsquote.quote(DEPLOY / "template.yaml", parameters=given, **options)
    alone = ecsquote.quote(DEPLOY / "task-definition.json", tasks=2, **options)
    assert whole.quote.workload is not None
    assert whole.quote.workload.faults == ()
    assert {each.kind.value for each in whole.quote.workload.unknown} == {"usage"}

    def fargate(priced: ecsquote.PricedWorkload) -> list[Any]:
        option = priced.option("FARGATE")
        return [line.monthly for line in option.line_items if line.component == "fargate_compute"]

    assert fargate(whole) == fargate(alone)
    names = {name for text in DEPLOY.iterdir() for name in KNOWN if name in text.read_text(encoding="utf-8")}
    assert {"ECSQUOTE_ADMIN_KEY_HASH", "ECSQUOTE_CATALOG", "ECSQUOTE_DATABASE_URL"} <= names
