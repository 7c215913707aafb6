"""The played account, and boto3's standard variables that lead to it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader

from played_aws.account.server import PlayedAccount, account_variables


@pytest.fixture(autouse=True, scope="session")
def models_read_once() -> Iterator[None]:
    """Botocore reads its models anew for each session, which takes a second."""
    loaded = JSONFileLoader.load_file

    @cache
    def load_file(path: str) -> Any:
        return loaded(JSONFileLoader(), path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", lambda _self, path: load_file(path))
        yield


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayedAccount]:
    """Three clusters in two Regions; one Region is empty, one is off."""
    with PlayedAccount() as account:
        for name, value in account_variables(account).items():
            monkeypatch.setenv(name, value)
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"):
            monkeypatch.delenv(name, raising=False)
        yield account
