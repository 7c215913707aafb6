"""Quotes in miniature for verifications, and AWS's calculator of the played AWS behind real boto3 clients."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from ecsquote.contract.verifications import Rates, Verification
from ecsquote.pricing.aws_clients import AwsClients
from ecsquote.verify.pricing_calculator import PricingCalculator
from ecsquote.verify.verifying import Asking, verify
from played_aws.pricing_calculator import CalculatorRow, PlayedCalculator, RowName, calculator_rows
from played_aws.world import shipped_regions

ALB, FARGATE, OUT = "LoadBalancing:Application", "EU-Fargate-vCPU-Hours:perCPU", "EU-DataTransfer-Out-Bytes"
FARGATE_GB = "EU-Fargate-GB-Hours"
ROWS: Mapping[RowName, CalculatorRow] = {
    ("AWSELB", "EU-LoadBalancerUsage", ALB): CalculatorRow("Hrs", ((Decimal(0), None, Decimal("0.0252")),)),
    ("AmazonECS", FARGATE, ""): CalculatorRow("hours", ((Decimal(0), None, Decimal("0.04048")),)),
    ("AWSDataTransfer", OUT, ""): CalculatorRow(
        "GB", ((Decimal(0), Decimal(10240), Decimal("0.09")), (Decimal(10240), None, Decimal("0.085")))
    ),
}
"""Rows for tests without a catalog, in the prices that AWS published for eu-west-1 in 2025."""


def calculator_variables(calculator: PlayedCalculator) -> dict[str, str]:
    """Credentials, the endpoint, and no patience, as environment variables."""
    return {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL": calculator.url,
        "AWS_MAX_ATTEMPTS": "1",
    }


def line(
    usage_type: str, quantity: str, unit_price: str, *, service_code: str = "AmazonECS", **more: Any
) -> dict[str, Any]:
    """One line item; `more` are members of the line, or of its price."""
    price = {
        "service_code": service_code,
        "usage_type": usage_type,
        "operation": "",
        "basis": "published",
        "list_unit_price": None,
    }
    made = {"component": "fargate_compute", "service": None, "description": usage_type, "unit": "Hrs", "note": None}
    return {
        **{name: more.get(name, value) for name, value in made.items()},
        "quantity": quantity,
        "unit_price": unit_price,
        "monthly": str(Decimal(quantity) * Decimal(unit_price)),
        "price": {name: more.get(name, value) for name, value in price.items()},
    }


def load_balancer(hours: str = "730") -> dict[str, Any]:
    """The hours of an Application Load Balancer."""
    return line(
        "EU-LoadBalancerUsage", hours, "0.0252", service_code="AWSELB", operation=ALB, component="load_balancer"
    )


def internet_out(gb: str, unit_price: str) -> dict[str, Any]:
    """GB to the internet in one tier."""
    named = {"service_code": "AWSDataTransfer", "component": "data_transfer", "unit": "GB"}
    return line(OUT, gb, unit_price, **named)


def option(*lines: dict[str, Any], launch_option: str = "FARGATE") -> dict[str, Any]:
    """An available option with these lines."""
    return {
        "launch_option": launch_option,
        "cpu_architecture": "X86_64",
        "savings_plan": None,
        "savings_plans": [],
        "available": True,
        "monthly": str(sum((Decimal(each["monthly"]) for each in lines), Decimal(0))),
        "line_items": list(lines),
    }


def quote(*options: dict[str, Any], currency: str = "USD", **request: Any) -> dict[str, Any]:
    """A quote of these options."""
    return {
        "name": "web",
        "region": "eu-west-1",
        "currency": currency,
        "catalog": {"version": "v"},
        "request": request,
        "options": list(options),
    }


def clients_of(calculator: PlayedCalculator) -> AwsClients:
    """Real clients of the played calculator that try each call twice."""

    def make(service: str, region: str) -> Any:
        return boto3.Session("testing", "testing").client(  # type: ignore[call-overload]  # any service
            service,
            region_name=region,
            endpoint_url=calculator.url,
            config=Config(retries={"mode": "standard", "max_attempts": 2}),
        )

    return AwsClients(make)


def verified(document: dict[str, Any], calculator: PlayedCalculator, rates: Rates = Rates.LIST) -> Verification:
    """The verification of a quote by the played calculator."""
    return verify(document, rates, PricingCalculator(clients_of(calculator)), ignored)


def ignored(_asking: Asking) -> None:
    """Nothing is printed."""


@cache
def shipped_rows(region: str) -> Mapping[RowName, CalculatorRow]:
    """AWS's rows of a Region at the prices that ship."""
    return calculator_rows(shipped_regions([region]).values())


@contextmanager
def played(**more: Any) -> Iterator[PlayedCalculator]:
    """The calculator with the few rows of above."""
    with PlayedCalculator(**{"rows": ROWS, **more}) as calculator:
        yield calculator
