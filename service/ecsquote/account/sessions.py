"""Boto3 sessions of the accounts that are read: a profile's own, or those of roles; every call at a pace.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

import os
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import botocore.exceptions
from botocore.config import Config

from ecsquote.account.calls import ASSUME_ROLE, GET_CALLER_IDENTITY, AwsCall
from ecsquote.account.pace import Pace
from ecsquote.account.refusals import CALL_ERRORS, REGION_DISABLED, UNREACHABLE, Refusal, refusal_of
from ecsquote.account.saved_scan import SavedNotRead
from ecsquote.errors import AccountUnreachable, InputError
from ecsquote.facts import fact
from ecsquote.pricing.partitions import partition_of

SESSION_NAME = "ecsquote-scan"
_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 4}, connect_timeout=10, read_timeout=60)
_RETRY_VARIABLES = frozenset({"AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"})
_ALWAYS_ENABLED = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
}
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):role/[\w+=,.@/-]+")


@cache
def known_regions() -> Set[str]:
    """The Regions that botocore or the shipped facts know."""
    session = boto3.Session()
    partitions = session.get_available_partitions()
    found = {region for partition in partitions for region in session.get_available_regions("ecs", partition)}
    return found | set(fact("regions", "billing_codes"))


class OpenedAccount:
    """One account, and the clients that read it."""

    def __init__(self, session: Any, account: str, pace: Pace) -> None:
        self.account = account
        self._session = session
        self._pace = pace
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        """A client of a service in a Region, made once."""
        with self._lock:
            if (service, region) not in self._held:
                self._held[service, region] = paced_client(self._session, service, region, self._pace)
            return self._held[service, region]


@dataclass(frozen=True, slots=True)
class OpenedAccounts:
    """The accounts that can be read, the user's own Region, the roles that cannot be assumed, and the calls."""

    accounts: Sequence[OpenedAccount]
    region: str | None
    not_read: Sequence[SavedNotRead]
    calls: Mapping[str, int]


def open_accounts(profile: str | None, role_arns: Sequence[str], regions: Sequence[str], pace: Pace) -> OpenedAccounts:
    """The account of the credentials, or those of the roles.

    Raises InputError for a profile that does not exist and for roles of one account, and AccountUnreachable where AWS
    takes no credentials.
    """
    _check_roles(role_arns)
    try:
        session = boto3.Session(profile_name=profile)
        if session.get_credentials() is None:
            raise AccountUnreachable("there are no AWS credentials: set AWS_PROFILE, or name a profile with --profile")
    except botocore.exceptions.ProfileNotFound as error:
        raise InputError(f"there is no AWS profile {error.kwargs['profile']!r} in the configuration") from None
    except botocore.exceptions.BotoCoreError as error:
        raise AccountUnreachable(f"the AWS credentials cannot be read: {refusal_of(error).words}") from error
    own = os.environ.get("AWS_REGION") or session.region_name  # boto3 alone does not read AWS_REGION
    sts = _SecurityTokens(session, _sts_regions(own, regions), pace)
    if not role_arns:
        return OpenedAccounts([sts.own_account()], own, [], sts.calls)
    opened = [sts.account_of_role(each) for each in dict.fromkeys(role_arns)]
    accounts = [each for each in opened if isinstance(each, OpenedAccount)]
    not_read = [each for each in opened if isinstance(each, SavedNotRead)]
    if not accounts:
        reasons = ", ".join(dict.fromkeys(each.why for each in not_read))
        raise AccountUnreachable(f"no role can be assumed: {reasons} ({ASSUME_ROLE.action})")
    return OpenedAccounts(accounts, own, not_read, sts.calls)


def _check_roles(role_arns: Sequence[str]) -> None:
    accounts: dict[str, str] = {}
    for role_arn in dict.fromkeys(role_arns):
        match = _ROLE_ARN.fullmatch(role_arn)
        if match is None:
            raise InputError(f"{role_arn} is not the ARN of a role, such as arn:aws:iam::111122223333:role/scan")
        if other := accounts.get(match["account"]):
            raise InputError(f"{other} and {role_arn} are roles of one account, which would be counted twice")
        accounts[match["account"]] = role_arn


def _sts_regions(own: str | None, asked: Sequence[str]) -> list[str]:
    """Where STS is asked: in the profile's Region, then in one that no account can disable."""
    partition = partition_of(asked[0] if asked else own or "")
    found = [own] if own and partition_of(own) == partition else []
    return [*found, _ALWAYS_ENABLED[partition]]


class _SecurityTokens:
    """STS with the credentials of the session."""

    def __init__(self, session: Any, regions: Sequence[str], pace: Pace) -> None:
        self.calls: Counter[str] = Counter()
        self._session = session
        self._regions = regions
        self._pace = pace

    def own_account(self) -> OpenedAccount:
        """The account of the credentials; AccountUnreachable where AWS does not take them."""
        answer = self._answer(GET_CALLER_IDENTITY)
        if isinstance(answer, Refusal):
            words = "AWS does not know them" if answer is REGION_DISABLED else answer.words
            raise AccountUnreachable(f"the AWS credentials cannot be used: {words} ({GET_CALLER_IDENTITY.action})")
        return OpenedAccount(self._session, answer["Account"], self._pace)

    def account_of_role(self, role_arn: str) -> OpenedAccount | SavedNotRead:
        """The account of a role, or why it cannot be read."""
        account = role_arn.split(":")[4]
        answer = self._answer(ASSUME_ROLE, RoleArn=role_arn, RoleSessionName=SESSION_NAME)
        if isinstance(answer, Refusal):
            return SavedNotRead(
                account=account,
                region=self._regions[0],
                action=ASSUME_ROLE.action,
                why=answer.words,
                leaves_unknown=ASSUME_ROLE.leaves_unknown,
            )
        given = answer["Credentials"]
        session = boto3.Session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
            region_name=self._session.region_name,
        )
        return OpenedAccount(session, account, self._pace)

    def _answer(self, call: AwsCall, **parameters: str) -> Mapping[str, Any] | Refusal:
        refusal = UNREACHABLE
        for region in dict.fromkeys(self._regions):
            self.calls[call.action] += 1
            try:
                client = paced_client(self._session, "sts", region, self._pace)
                answer: Mapping[str, Any] = getattr(client, call.method)(**parameters)
            except CALL_ERRORS as error:
                refusal = refusal_of(error)
                if refusal in (REGION_DISABLED, UNREACHABLE):
                    continue
                return refusal
            return answer
        return refusal


def paced_client(session: Any, service: str, region: str, pace: Pace) -> Any:
    """A client whose every request, retries too, waits for its turn."""
    config = _CONFIG if _RETRY_VARIABLES.isdisjoint(os.environ) else _CONFIG.merge(Config(retries=None))
    client = session.client(service, region_name=region, config=config)
    client.meta.events.register("before-send", pace.wait)
    return client
