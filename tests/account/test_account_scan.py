"""A whole read of the played account by real boto3 clients."""

import json
from typing import Any

from ecsquote.account.account_scan import AccountAsked, scan_accounts
from ecsquote.account.pace import Pace
from ecsquote.account.saved_scan import AWS_LISTS, SavedScan
from played_aws.account.ecs_objects import READ_AT, SECRET
from played_aws.account.server import REGIONS, PlayedAccount
from support_account import saved_scan

QUICK = Pace(calls_per_second=10_000)


def read(**asked: object) -> SavedScan:
    return scan_accounts(AccountAsked(**asked), pace=QUICK, read_at=READ_AT).scan  # type: ignore[arg-type]


def in_order(objects: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True, default=str) for each in objects)


def test_what_is_read_is_what_runs(account: PlayedAccount) -> None:
    scan, known = read(regions=REGIONS), saved_scan()
    assert scan.not_read == []
    for found, wanted in zip(scan.regions, known.regions, strict=True):
        assert (found.account, found.region) == (wanted.account, wanted.region)
        for name in AWS_LISTS:
            assert in_order(getattr(found, name)) == in_order(getattr(wanted, name)), name
        assert {str(metric): metric.values for metric in found.metrics} == {
            str(metric): metric.values for metric in wanted.metrics
        }
    assert SECRET not in scan.text()
    assert account.actions()["ecs:ListTasks"] > 6, "pages"
