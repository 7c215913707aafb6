"""Boto3 sessions of the accounts that are read: a profile's own, or those of roles; every call at a pace.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

import os
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
import botocore.exceptions
from botocore.config import Config

from ecsquote.account.calls import ASSUME_ROLE, GET_CALLER_IDENTITY
from ecsquote.account.pace import Pace
from ecsquote.account.refusals import REGION_DISABLED, refusal_of
from ecsquote.account.saved_scan import SavedNotRead
from ecsquote.errors import AccountUnreachable, InputError
from ecsquote.pricing.aws_clients import AWS_ERRORS

SESSION_NAME = "ecsquote-scan"
_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 4}, connect_timeout=10, read_timeout=60)
_RETRY_VARIABLES = frozenset({"AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"})
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):role/[\w+=,.@/-]+")


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
    """The accounts that can be read, the Region of the profile, the roles that cannot be assumed, and the calls."""

    accounts: Sequence[OpenedAccount]
    region: str | None
    not_read: Sequence[SavedNotRead]
    calls: Mapping[str, int]


def open_accounts(profile: str | None, role_arns: Sequence[str], regions: Sequence[str], pace: Pace) -> OpenedAccounts:
    """The account of the credentials, or those of the roles.

    Raises InputError for a profile that does not exist, and AccountUnreachable where AWS takes no credentials.
    """
    faulty = [each for each in role_arns if not _ROLE_ARN.fullmatch(each)]
    if faulty:
        raise InputError(f"{faulty[0]} is not the ARN of a role, such as arn:aws:iam::111122223333:role/scan")
    try:
        session = boto3.Session(profile_name=profile)
        if session.get_credentials() is None:
            raise AccountUnreachable("there are no AWS credentials: set AWS_PROFILE, or name a profile with --profile")
    except botocore.exceptions.ProfileNotFound:
        raise InputError(f"there is no AWS profile {profile!r} in the configuration") from None
    except botocore.exceptions.BotoCoreError as error:
        raise AccountUnreachable(f"the AWS credentials cannot be read: {refusal_of(error).words}") from error
    home = regions[0] if regions else session.region_name or "us-east-1"
    if not role_arns:
        own = _own_account(session, home, pace)
        return OpenedAccounts([own], session.region_name, [], {GET_CALLER_IDENTITY.action: 1})
    accounts, not_read = [], []
    for role_arn in dict.fromkeys(role_arns):
        opened = _account_of_role(session, role_arn, home, pace)
        if isinstance(opened, OpenedAccount):
            accounts.append(opened)
        else:
            not_read.append(opened)
    if not accounts:
        reasons = ", ".join(dict.fromkeys(each.why for each in not_read))
        raise AccountUnreachable(f"no role can be assumed: {reasons} ({ASSUME_ROLE.action})")
    asked = {ASSUME_ROLE.action: len(accounts) + len(not_read)}
    return OpenedAccounts(accounts, session.region_name, not_read, asked)


def _own_account(session: Any, region: str, pace: Pace) -> OpenedAccount:
    try:
        account = paced_client(session, "sts", region, pace).get_caller_identity()["Account"]
    except AWS_ERRORS as error:
        refusal = refusal_of(error)
        words = "AWS does not know them" if refusal is REGION_DISABLED else refusal.words
        raise AccountUnreachable(
            f"the AWS credentials cannot be used: {words} ({GET_CALLER_IDENTITY.action})"
        ) from error
    return OpenedAccount(session, account, pace)


def _account_of_role(session: Any, role_arn: str, region: str, pace: Pace) -> OpenedAccount | SavedNotRead:
    account = role_arn.split(":")[4]
    try:
        answer = paced_client(session, "sts", region, pace).assume_role(RoleArn=role_arn, RoleSessionName=SESSION_NAME)
    except AWS_ERRORS as error:
        return SavedNotRead(
            account=account,
            region=region,
            action=ASSUME_ROLE.action,
            why=refusal_of(error).words,
            leaves_unknown=ASSUME_ROLE.leaves_unknown,
        )
    given = answer["Credentials"]
    own = boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    return OpenedAccount(own, account, pace)


def paced_client(session: Any, service: str, region: str, pace: Pace) -> Any:
    """A client whose every request, retries too, waits for its turn."""
    config = _CONFIG if _RETRY_VARIABLES.isdisjoint(os.environ) else _CONFIG.merge(Config(retries=None))
    client = session.client(service, region_name=region, config=config)
    client.meta.events.register("before-send", pace.wait)
    return client
