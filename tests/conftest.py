"""The order of all tests: the few that take tens of seconds first, so that no process is left with one at the end."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave all others in their order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
