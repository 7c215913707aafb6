"""What all tests share: their order, long ones first so that no process is left with one, and a small catalog."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave all others in their order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def small_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of versions with one of 2026-01-01 that knows Ireland alone; tests copy it before they change it."""
    from support_refresh import put_small_version  # noqa: PLC0415 # few tests need what it imports

    root = tmp_path_factory.mktemp("small")
    put_small_version(root, "eu-west-1")
    return root
