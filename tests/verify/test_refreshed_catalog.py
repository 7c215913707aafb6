"""With a catalog read from AWS, every published line of a quote can be put to AWS's calculator."""

import json
from pathlib import Path

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from ecsquote.contract.verifications import VerificationVerdict
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.verify.usage_groups import SPOT
from played_aws.pricing_calculator import PlayedCalculator, calculator_rows
from played_aws.server import PlayedAws
from support_cli import EXAMPLES
from support_refresh import put_small_version, refreshed, small_world
from support_verify import verified

IRELAND = "eu-west-1"


def test_all_but_spot_is_compared(tmp_path: Path) -> None:
    put_small_version(tmp_path, IRELAND)
    world = small_world(IRELAND)
    with PlayedAws(world) as aws:
        version = refreshed(aws, tmp_path).version
    assert version is not None
    catalog = CatalogStore(tmp_path).load(version)
    request = json.loads((EXAMPLES / "web-service.json").read_text(encoding="utf-8"))
    asked = {**request, "region": IRELAND, "launch_options": ["FARGATE", "FARGATE_SPOT"]}
    quote = price_request(read_request(asked, catalog), catalog)
    with PlayedCalculator(calculator_rows(world.values())) as calculator:
        found = verified(quote_document(quote), calculator)
    assert found.verdict is VerificationVerdict.AGREES
    assert found.not_priced == ()
    assert {line.reason for line in found.not_comparable} == {SPOT}
    (fargate,) = [option for option in found.options if option.launch_option == "FARGATE"]
    assert fargate.compared_monthly == fargate.monthly
