"""One server with the catalog that ships, for all tests of the client."""

from asyncio import events
from collections.abc import Iterator

import pytest

from ecsquote.client.transport import API_KEY_VARIABLE
from ecsquote.pricing.store.catalog_store import CatalogStore
from support_api import ADMIN_KEY, ADMIN_KEY_HASH, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server that needs a key, which the environment has; AWS is out of its reach."""
    nowhere = "http://127.0.0.1:9"
    addresses = dict.fromkeys(("price_list_url", "fargate_spot_url", "spot_advisor_url", "plan_prices_url"), nowhere)
    keys = {"admin_key_hash": ADMIN_KEY_HASH}
    folder = tmp_path_factory.mktemp("client")
    with serving(folder, CatalogStore(None), **keys, **addresses) as http, pytest.MonkeyPatch.context() as patch:
        patch.setenv(API_KEY_VARIABLE, ADMIN_KEY)
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
