"""The best commitment on EC2 from the rates that ship: by hand, and on the web service of the examples."""

import json
from decimal import Decimal

from ecsquote.calculator.analysis.commitment_curve import commitments
from ecsquote.calculator.analysis.requoting import read_analysed
from support_analysis import PLAN
from support_catalog import shipped_catalog
from support_cli import EXAMPLES
from support_small_catalog import service


def test_one_instance_that_always_runs_is_committed_whole() -> None:
    # m5.large in Ireland: 0.107 On-Demand, 0.086 as Convertible Reserved Instance of a year without upfront payment
    document = {
        "region": "eu-west-1",
        "services": [service()],
        "launch_options": ["EC2_ON_DEMAND"],
        "fleet": {"profile": "cheapest", "instance_types": ["m5.large"]},
        "savings_plan": PLAN,
    }
    catalog = shipped_catalog()
    (curve,) = commitments(read_analysed(document, catalog), catalog).curves
    assert curve.best is not None
    assert curve.without_plan is not None
    assert curve.best.hourly_commitment == Decimal("0.086")
    assert curve.without_plan - curve.best.monthly == (Decimal("0.107") - Decimal("0.086")) * 730
    assert curve.derived == ("rate of the Convertible Reserved Instance of the same type, term and Region",)


def test_the_web_service_in_ireland_has_a_best_commitment_on_ec2_and_fargate_names_its_missing_rate() -> None:
    catalog = shipped_catalog()
    document = {**json.loads((EXAMPLES / "web-service.json").read_text()), "region": "eu-west-1"}
    answer = commitments(read_analysed(document, catalog), catalog)
    of_option = {
        option: [curve for curve in answer.curves if curve.launch_option == option]
        for option in ("EC2_ON_DEMAND", "MANAGED_INSTANCES", "FARGATE")
    }
    for option in ("EC2_ON_DEMAND", "MANAGED_INSTANCES"):
        curves = of_option[option]
        assert len(curves) == 6
        for curve in curves:
            assert curve.best is not None
            assert curve.without_plan is not None
            assert 0 < curve.best.monthly < curve.without_plan
            assert curve.derived
    for curve in of_option["FARGATE"]:
        assert curve.best is None
        assert "AmazonECS Fargate-vCPU-Hours:perCPU in eu-west-1" in (curve.unavailable_reason or "")
