"""AWS's own calculator: `GetUsageLinesEstimatedCost` of AWS Billing and Cost Management Pricing Calculator.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/ (limits as in botocore's model of the service,
2024-06-19). Each call prices its usage lines as one month, so two groups of one usage type never share a call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ecsquote.errors import CalculatorFailed, SourceError
from ecsquote.pricing.aws_clients import AWS_ERRORS, AwsClients, plain_reason
from ecsquote.units import exact_sum
from ecsquote.verify.usage_groups import UsageGroup, UsageLine

SERVICE = "bcm-pricing-calculator"
ACTION = f"{SERVICE}:GetUsageLinesEstimatedCost"
REGION = "us-east-1"
"""Where the calculator answers: it is a global service of the partition aws."""
CURRENCY = "USD"
MOST_LINES = 500
"""Usage lines of one call."""
USD_PER_CALL: Decimal | None = None
"""What AWS charges for a call; None while no page of AWS says it."""
NO_COST = "NO_COST"
"""Our code where AWS answers a line with neither a cost nor an error."""


@dataclass(frozen=True, slots=True)
class LineCost:
    """What AWS answers for one usage line."""

    cost: Decimal
    unit: str | None


@dataclass(frozen=True, slots=True)
class LineError:
    """Why AWS could not price one usage line: its code (BAD_REQUEST, NOT_FOUND …) and its words."""

    code: str
    reason: str


Answer = LineCost | LineError
GroupAnswers = Mapping[UsageGroup, Sequence[Answer]]
"""What AWS answers for each line of each group, in the order of the group."""


@dataclass(slots=True)
class CalculatorCall:
    """The groups that are priced by one call, none of them of the same usage type."""

    groups: list[UsageGroup] = field(default_factory=list)
    usage_types: set[tuple[str, str]] = field(default_factory=set)
    lines: int = 0

    def takes(self, group: UsageGroup) -> bool:
        """Whether a group can share the call with those that it has."""
        is_new = (group.service_code, group.usage_type) not in self.usage_types
        return is_new and self.lines + len(sent_lines(group)) <= MOST_LINES

    def add(self, group: UsageGroup) -> None:
        """Take a group in."""
        self.groups.append(group)
        self.usage_types.add((group.service_code, group.usage_type))
        self.lines += len(sent_lines(group))


def sent_lines(group: UsageGroup) -> Sequence[UsageLine]:
    """The lines that are sent: those of one operation in one line where there are more than a call takes."""
    if len(group.lines) <= MOST_LINES:
        return group.lines
    operations = dict.fromkeys(line.operation for line in group.lines)
    return [
        UsageLine(operation, exact_sum(line.amount for line in group.lines if line.operation == operation))
        for operation in operations
    ]


def calls_of(groups: Iterable[UsageGroup]) -> list[CalculatorCall]:
    """As few calls as the order of the groups gives; equal groups are asked once."""
    calls: list[CalculatorCall] = []
    for group in dict.fromkeys(groups):
        call = next((call for call in calls if call.takes(group)), None)
        if call is None:
            calls.append(call := CalculatorCall())
        call.add(group)
    return calls


@dataclass(frozen=True, slots=True)
class Answered:
    """What AWS answered, group by group; `failure` says why not all calls were answered."""

    answers: GroupAnswers
    calls: int
    failure: str | None


class PricingCalculator:
    """AWS's calculator with the credentials of boto3's standard chain."""

    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients

    def check_credentials(self) -> None:
        """Raise CalculatorFailed where there are no credentials to ask with."""
        if not self._clients.has_credentials():
            raise CalculatorFailed(f"AWS's calculator needs AWS credentials that allow {ACTION}; there are none")

    def ask(self, calls: Sequence[CalculatorCall], rate_type: str) -> Answered:
        """The costs of all calls. Raises CalculatorFailed where the first is not answered.

        A later one that is denied or throttled to the end ends it: its lines are not answered, nor those after it.
        """
        answers: dict[UsageGroup, Sequence[Answer]] = {}
        for done, call in enumerate(calls):
            try:
                answers |= self._answers(call, rate_type)
            except CalculatorFailed as error:
                if not answers:
                    raise
                return Answered(answers, done, str(error))
        return Answered(answers, len(calls), None)

    def _answers(self, call: CalculatorCall, rate_type: str) -> GroupAnswers:
        numbered = [(group, line) for group in call.groups for line in sent_lines(group)]
        usage = [
            {
                "key": str(number),
                "serviceCode": group.service_code,
                "usageType": group.usage_type,
                "operation": line.operation,
                "amount": float(line.amount),  # the service takes a double
            }
            for number, (group, line) in enumerate(numbered)
        ]
        told = _told(self._call(usage, rate_type))
        missing = LineError(NO_COST, "AWS's calculator answered without a cost")
        answers: dict[UsageGroup, list[Answer]] = {}
        for number, (group, _) in enumerate(numbered):
            answers.setdefault(group, []).append(told.get(str(number), missing))
        return answers

    def _call(self, usage: Sequence[Mapping[str, Any]], rate_type: str) -> Mapping[str, Any]:
        try:
            client = self._clients.client(SERVICE, REGION)
            answer: Mapping[str, Any] = client.get_usage_lines_estimated_cost(usage=usage, rateType=rate_type)
        except SourceError as error:
            raise CalculatorFailed(str(error)) from error
        except AWS_ERRORS as error:
            raise CalculatorFailed(f"AWS's calculator: {plain_reason(error)} ({ACTION})") from error
        return answer


def _told(answer: Mapping[str, Any]) -> Mapping[str, Answer]:
    """What the answer says of each key; a cost in another currency is an error."""
    told: dict[str, Answer] = {}
    for item in answer.get("lineItems", ()):
        estimate = item.get("estimatedCost") or {}
        if "cost" not in estimate:
            continue
        currency = estimate.get("currency", CURRENCY)
        told[item["key"]] = (
            LineCost(Decimal(repr(estimate["cost"])), estimate.get("usageUnit"))
            if currency == CURRENCY
            else LineError(NO_COST, f"AWS's calculator answered in {currency}")
        )
    for error in answer.get("errors", ()):
        told[error["key"]] = LineError(error["errorCode"], error["errorMessage"])
    return told
