"""The policy, the table of calls and what boto3 really sends are the same."""

from decimal import Decimal
from typing import Any

import boto3
import pytest

from ecsquote.account import calls
from ecsquote.account.account_scan import AccountAsked, AccountRead, scan_accounts
from ecsquote.account.pace import Pace
from ecsquote.account.permissions import scan_policy
from ecsquote.account.planned_calls import scan_plan
from ecsquote.account.saved_scan import SavedScan
from ecsquote.account.sessions import OpenedAccount
from played_aws.account.ecs_objects import READ_AT
from played_aws.account.server import REGIONS, PlayedAccount
from support_catalog import shipped_catalog

IAM_SERVICES = {"monitoring": "cloudwatch"}
"""Where IAM names a service otherwise than signatures do."""
ROLE = "arn:aws:iam::444455556666:role/scan"


def sent_action(model: Any) -> str:
    service = model.service_model.signing_name
    return f"{IAM_SERVICES.get(service, service)}:{model.name}"


def full_scan(**asked: Any) -> AccountRead:
    return scan_accounts(AccountAsked(**asked), pace=Pace(10_000), read_at=READ_AT)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The actions that botocore sends, from its own events."""
    found: set[str] = set()
    made = boto3.Session.client

    def client(session: boto3.Session, *names: Any, **options: Any) -> Any:
        one = made(session, *names, **options)
        one.meta.events.register("before-call", lambda model, **_rest: found.add(sent_action(model)))
        return one

    monkeypatch.setattr(boto3.Session, "client", client)
    return found


def test_a_full_scan_calls_exactly_what_the_policy_allows(account: PlayedAccount, sent: set[str]) -> None:
    scan = full_scan(all_regions=True, days=1)
    assert scan.scan.not_read == []
    (statement,) = scan_policy()["Statement"]
    assert set(statement["Action"]) == sent
    assert set(account.actions()) == sent


def test_roles_add_one_action_for_these_roles(account: PlayedAccount, sent: set[str]) -> None:
    account.roles = {ROLE: "444455556666"}
    full_scan(role_arns=[ROLE], regions=["eu-central-1"])
    _, roles = scan_policy([ROLE])["Statement"]
    assert (roles["Action"], roles["Resource"]) == (["sts:AssumeRole"], [ROLE])
    assert set(roles["Action"]) <= sent


def test_the_policy_only_reads_and_names_no_wildcard() -> None:
    (statement,) = scan_policy()["Statement"]
    verbs = {action.partition(":")[2] for action in statement["Action"]}
    assert all(verb.startswith(("List", "Describe", "Get")) for verb in verbs)
    assert statement["Action"] == sorted(set(statement["Action"]))


def test_the_table_says_of_each_call_what_botocore_says(account: PlayedAccount) -> None:
    opened = OpenedAccount(boto3.Session(), "111122223333", Pace(10_000))
    for call in calls.CALLS:
        client = opened.client(call.service, "eu-west-1")
        model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[call.method])
        assert sent_action(model) == call.action
        assert call.answer in model.output_shape.members
        if call.token:
            assert call.token in model.input_shape.members
            assert (call.next_token or call.token) in model.output_shape.members
        else:
            assert not client.can_paginate(call.method)
    assert account.calls == []


def test_a_dry_run_makes_free_calls_only_and_counts_the_others(account: PlayedAccount) -> None:
    dry = full_scan(regions=REGIONS, days=1, metrics=False)
    assert account.actions()["cloudwatch:GetMetricData"] == 0
    assert dry.calls == account.actions()
    account.calls.clear()
    whole = full_scan(regions=REGIONS, days=1)
    # 34 services × 4, 24 with Container Insights too, 1 load balancer, 2 of the NAT gateway, 1 endpoint, 2 log groups
    ireland = 34 * 4 + 24 + 1 + 2 + 1 + 2
    assert whole.metric_requests == dry.metric_requests == {"eu-west-1": [ireland], "us-east-1": [6 * 4]}
    paid = [call for call in account.calls if call.action == "cloudwatch:GetMetricData"]
    queries = [len(call.parameters["MetricDataQueries"]) for call in paid if "NextToken" not in call.parameters]
    assert sorted(queries) == [24, 166]
    plan = scan_plan(dry, shipped_catalog())
    # $0.01 for 1,000 metrics in both Regions
    assert plan.price == Decimal("0.00001") * 190
    assert plan.currency == "USD"
    assert plan.total_calls == sum(dry.calls.values()) + 2
    assert {each.price for each in plan.calls if each.metrics is None} == {0}


def test_a_plan_without_a_price_says_so() -> None:
    scan = SavedScan(read_at=READ_AT, regions=[])
    plan = scan_plan(AccountRead(scan, {}, {"xx-nowhere-1": [5], "us-east-1": [500, 100]}), shipped_catalog())
    assert [(each.calls, each.metrics, each.price) for each in plan.calls] == [
        (1, 5, None),
        (2, 600, Decimal("0.006")),
    ]
    assert plan.price is None
    assert scan_plan(AccountRead(scan, {}, {}), shipped_catalog()).price == 0
