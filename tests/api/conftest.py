"""One server for all tests of the API that do not need a special one."""

from collections.abc import Iterator

import httpx
import pytest

from support_api import serving


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a running server with us-east-1's Fargate rates."""
    with serving(tmp_path_factory.mktemp("api")) as client:
        yield client
