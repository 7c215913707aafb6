"""One server with the catalog that ships, for all tests of the client."""

from asyncio import events
from collections.abc import Iterator

import pytest

from ecsquote.pricing.store.catalog_store import CatalogStore
from support_api import serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server; AWS is out of its reach."""
    nowhere = "http://127.0.0.1:9"
    addresses = dict.fromkeys(("price_list_url", "fargate_spot_url", "spot_advisor_url"), nowhere)
    with serving(tmp_path_factory.mktemp("client"), CatalogStore(None), **addresses) as http:
        yield str(http.base_url)


@pytest.fixture(autouse=True)
def _no_loop_of_a_browser() -> Iterator[None]:
    """Let asyncio.run start a loop where a browser's tests ran before: theirs waits, but counts as running.

    Playwright's synchronous interface keeps its loop suspended in the same thread until the session ends.
    """
    suspended = events._get_running_loop()
    events._set_running_loop(None)
    yield
    events._set_running_loop(suspended)
