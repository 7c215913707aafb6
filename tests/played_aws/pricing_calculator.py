"""AWS's calculator on this machine: `GetUsageLinesEstimatedCost` in the protocol that botocore speaks to it.

JSON 1.0 with the target AWSBCMPricingCalculator (botocore's service model 2024-06-19, whose limits are checked here).
Every call is one month: usage of one row is priced through its tiers in the order of the lines.
"""

import json
import re
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from ecsquote.pricing.billing_codes import usage_type_prefix
from played_aws.offers import KnownPrice, KnownRegion, meter_row

TARGET = "AWSBCMPricingCalculator.GetUsageLinesEstimatedCost"
SIGNED_FOR = "/us-east-1/bcm-pricing-calculator/aws4_request"
CONTENT_TYPE = "application/x-amz-json-1.0"
RATE_TYPES = ("BEFORE_DISCOUNTS", "AFTER_DISCOUNTS", "AFTER_DISCOUNTS_AND_COMMITMENTS")
MOST_LINES = 500
_WORDS = re.compile(r"[-a-zA-Z0-9\.\-_:, \/()]*")
_LONGEST = {"serviceCode": 32, "usageType": 128, "operation": 32}
_KEY = re.compile(r"[a-zA-Z0-9]{0,10}")

RowName = tuple[str, str, str]
"""Service code, usage type as AWS prints it, operation."""


@dataclass(frozen=True, slots=True)
class CalculatorRow:
    """What the calculator knows of one row: its unit and tiers (begin, end, price), ascending."""

    unit: str
    tiers: tuple[tuple[Decimal, Decimal | None, Decimal], ...]

    def cost(self, after: Decimal, amount: Decimal) -> Decimal:
        """What an amount costs that comes after `after` units of the month."""
        total = Decimal(0)
        for begin, end, price in self.tiers:
            low, high = max(begin, after), after + amount if end is None else min(end, after + amount)
            total += max(high - low, Decimal(0)) * price
        return total


def calculator_rows(regions: Iterable[KnownRegion]) -> dict[RowName, CalculatorRow]:
    """Every row of these Regions' offers, under AWS's names, without what only feeds and histories have."""
    found: dict[RowName, CalculatorRow] = {}
    for region in regions:
        meters: dict[tuple[str, str, str], list[KnownPrice]] = defaultdict(list)
        for price in region.prices:
            if "SpotUsage" not in price.usage_type:
                meters[price.service_code, price.usage_type, price.variant].append(price)
        for (service_code, usage_type, variant), prices in meters.items():
            prefix = usage_type_prefix(region.code, service_code, usage_type, variant)
            if prefix is None:
                continue
            operation = variant
            if not usage_type.startswith("BoxUsage:"):
                operation = meter_row(region, prices).attributes["operation"]
            tiers = sorted((price.begin, price.end, price.unit_price) for price in prices)
            found[service_code, f"{prefix}{usage_type}", operation] = CalculatorRow(prices[0].unit, tuple(tiers))
    return found


class _Refused(Exception):
    """An error of the service, as its protocol words it."""

    def __init__(self, kind: str, **fields: Any) -> None:
        super().__init__(kind)
        self.body = {"__type": f"com.amazon.bcmpricingcalculator#{kind}", "message": f"{kind}.", **fields}


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_POST(self) -> None:
        """Every call is a POST to /."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            status, answer = 200, self.server.calculator.answer(self.path, dict(self.headers), json.loads(body))
        except _Refused as refused:
            status, answer = 400, refused.body
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_words: object) -> None:
        """The calls are listed, not printed."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, calculator: "PlayedCalculator") -> None:
        self.calculator = calculator
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is not a fault of the server; any other error is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as socketserver gave them


@dataclass
class PlayedCalculator:
    """The server; use it as a context manager. `calls` lists the calls that were answered."""

    rows: Mapping[RowName, CalculatorRow]
    perturbed: dict[RowName, Decimal] = field(default_factory=dict)
    """Factors on the price of single rows."""
    denied: bool = False
    throttled: int = 0
    """How many of the next calls are refused."""
    answered_before_throttling: int | None = None
    """Calls after which every one is refused."""
    private_rates: Decimal = Decimal(1)
    """What AFTER_DISCOUNTS is of the list price."""
    allowed_rates: Sequence[str] = RATE_TYPES
    calls: list[Mapping[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen, so that there is an address."""
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "PlayedCalculator":
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Fall silent."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, headers: Mapping[str, str], call: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to one call, or the service's error."""
        if path != "/" or headers["X-Amz-Target"] != TARGET or headers["Content-Type"] != CONTENT_TYPE:
            raise _Refused("UnknownOperationException")
        if SIGNED_FOR not in headers.get("Authorization", "") or self.denied:
            raise _Refused("AccessDeniedException")
        if self.throttled or len(self.calls) == self.answered_before_throttling:
            self.throttled = max(self.throttled - 1, 0)
            raise _Refused("ThrottlingException", retryAfterSeconds=1)
        _check(call)
        if call["rateType"] not in self.allowed_rates:
            raise _Refused("ValidationException", reason="disallowedRate")
        self.calls.append(call)
        return self._priced(call)

    def _priced(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        used: dict[RowName, Decimal] = defaultdict(Decimal)
        items, errors = [], []
        share = Decimal(1) if call["rateType"] == RATE_TYPES[0] else self.private_rates
        for line in call["usage"]:
            names = {name: line[name] for name in ("key", "serviceCode", "usageType", "operation")}
            name = line["serviceCode"], line["usageType"], line["operation"]
            row, amount = self.rows.get(name), Decimal(repr(line["amount"]))
            if row is None:
                reason = {"errorCode": "NOT_FOUND", "errorMessage": "No price was found for the usage line."}
                errors.append({**names, **reason})
                continue
            cost = row.cost(used[name], amount) * share * self.perturbed.get(name, 1)
            used[name] += amount
            estimate = {"usageAmount": line["amount"], "usageUnit": row.unit, "cost": float(cost), "currency": "USD"}
            items.append({**names, "estimatedCost": estimate})
        total = sum(item["estimatedCost"]["cost"] for item in items)
        # AWS does not promise the order of its answers: the keys say what belongs together.
        return {
            "rateType": call["rateType"],
            "totalCost": total,
            "currency": "USD",
            "lineItems": items[::-1],
            "errors": errors,
        }


def _check(call: Mapping[str, Any]) -> None:
    """The limits of the service's model."""
    usage = call["usage"]
    keys = [line["key"] for line in usage]
    fine = (
        call.keys() == {"usage", "rateType"}
        and call["rateType"] in RATE_TYPES
        and 1 <= len(usage) <= MOST_LINES
        and len(set(keys)) == len(keys)
        and all(_KEY.fullmatch(key) for key in keys)
        and all(line.keys() == {"key", "amount", *_LONGEST} and line["amount"] >= 0 for line in usage)
        and all(
            len(line[name]) <= longest and _WORDS.fullmatch(line[name])
            for line in usage
            for name, longest in _LONGEST.items()
        )
    )
    if not fine:
        raise _Refused("ValidationException", reason="fieldValidationFailed")
