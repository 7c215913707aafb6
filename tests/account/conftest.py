"""The played account, and boto3's standard variables that lead to it."""

from collections.abc import Iterator

import pytest

from played_aws.account.server import PlayedAccount, account_variables


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayedAccount]:
    """Three clusters in two Regions; one Region is empty, one is off."""
    with PlayedAccount() as account:
        for name, value in account_variables(account).items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWS_PROFILE", raising=False)
        yield account
