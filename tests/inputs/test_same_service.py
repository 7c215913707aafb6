"""One service in every form of input gives the same quote to the last digit; its task definition alone, its compute.

The service is three Fargate tasks of 0.5 vCPU and 1 GB in private subnets with one NAT gateway, behind an Application
Load Balancer, with logs in CloudWatch: examples/inputs.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import OptionQuote
from ecsquote.inputs.files import read_files
from ecsquote.inputs.overrides import Overrides
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.quote_requests import Asked, request_of
from ecsquote.inputs.source_file import SourceFile
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.opening import open_store
from ecsquote.settings import Settings
from support_cli import EXAMPLES

INPUTS = EXAMPLES / "inputs"
FORMS: Mapping[str, str] = {
    "ecs": "ecs",
    "terraform": "plan.json",
    "terraform_folder": "terraform",
    "cloudformation": "template.yaml",
    "cdk": "cdk.out",
    "compose": "compose.yaml",
    "copilot": "copilot.yml",
}
USAGE = {name: f"{FORMS[name].partition('.')[0]}.usage.yaml" for name in FORMS}
COMPUTE = 3 * 730 * (Decimal("0.5") * Decimal("0.04048") + Decimal("0.004445"))
"""2,190 task-hours of 0.5 vCPU and 1 GB in eu-west-1."""
LOAD_BALANCER = 730 * (Decimal("0.0252") + Decimal("1.5") * Decimal("0.008") + 2 * Decimal("0.005"))
"""Its hours, 1.5 LCU, and an address in each of two zones."""
NAT_GATEWAY = 730 * (Decimal("0.048") + Decimal("0.005")) + 100 * Decimal("0.048")
"""Its hours and address, and 100 GB."""
LOGS = 20 * Decimal("0.57") + 5 * Decimal("0.03")
MONTH = COMPUTE + LOAD_BALANCER + NAT_GATEWAY + LOGS
WORDS = ("assumptions", "warnings", "change_from_current")
"""What a quote says of the way from what runs today; Compose does not say what runs today."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> CatalogStore:
    return open_store(Settings(data_dir=tmp_path_factory.mktemp("data")))


@cache
def options(store: CatalogStore, name: str, usage: str | None, tasks: str | None = None) -> tuple[OptionQuote, ...]:
    parameters = ReadingParameters(environment="production" if name == FORMS["copilot"] else None)
    file = None if usage is None else SourceFile(usage, (INPUTS / usage).read_bytes())
    asked = Asked(Overrides(region="eu-west-1", tasks=tasks), parameters, usage_file=file)
    request = request_of(read_files(str(INPUTS / name)), asked)
    if usage is not None:
        assert request.workload is not None
        assert request.workload.complete
        assert not request.workload.assumed
    catalog = store.current()
    return tuple(price_request(read_request(request.document, catalog), catalog).options)


def figures(option: OptionQuote) -> dict[str, Any]:
    """Everything that a row says of money, quantities and instances."""
    document = {field: getattr(option, field) for field in option.__slots__ if field not in WORDS}
    assert {"monthly", "line_items", "placement", "available"} <= document.keys()
    return document


def fargate(found: tuple[OptionQuote, ...]) -> OptionQuote:
    return next(option for option in found if option.launch_option == "FARGATE")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shared", [False, True], ids=["own usage file", "shared usage file"])
def test_each_form_gives_the_same_quote(store: CatalogStore, form: str, shared: bool) -> None:
    found = options(store, FORMS[form], "usage.yaml" if shared else USAGE[form])
    assert fargate(found).monthly == MONTH
    expected = options(store, FORMS["cloudformation"], USAGE["cloudformation"])
    assert [figures(option) for option in found] == [figures(option) for option in expected]


def test_the_task_definition_alone_gives_the_compute_lines(store: CatalogStore) -> None:
    alone = {option.launch_option: option for option in options(store, "ecs/task-definition.json", None, "3")}
    whole = options(store, FORMS["ecs"], USAGE["ecs"])
    around = ("load_balancer", "nat_gateway", "public_ipv4", "cloudwatch_logs")
    assert alone["FARGATE"].monthly == COMPUTE
    for option in whole:
        kept = [line for line in option.line_items if line.component not in around]
        assert kept == list(alone[option.launch_option].line_items)
        assert option.available == alone[option.launch_option].available
    assert sum(option.available for option in whole) > 4


def test_every_form_with_an_example_has_a_usage_file_of_its_own() -> None:
    files = {path.name for path in INPUTS.iterdir()}
    assert files == {*FORMS.values(), *USAGE.values(), "usage.yaml"}
