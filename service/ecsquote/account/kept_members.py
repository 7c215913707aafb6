"""What a scan keeps: AWS's objects reduced to listed members, tags to their keys, times to ISO 8601 text.

A list of what is kept, not of what is dropped: a member that AWS adds tomorrow stays out until someone has read what
is in it.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ecsquote.account.kept_ecs_members import ECS_MEMBERS
from ecsquote.account.kept_surrounding_members import SURROUNDING_MEMBERS
from ecsquote.account.member_lists import Members, reduced

KEPT_MEMBERS: Mapping[str, Members] = {**ECS_MEMBERS, **SURROUNDING_MEMBERS}
"""The name of a list of the saved scan → what its objects keep."""


def kept_objects(
    name: str, objects: Iterable[Mapping[str, Any]], keep_tags: Set[str] | None = None
) -> list[dict[str, Any]]:
    """The objects of one list as they are saved; None for `keep_tags` keeps the tag values that are there."""
    return [_plain(reduced(each, KEPT_MEMBERS[name], keep_tags)) for each in objects]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        in_utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return in_utc.isoformat().replace("+00:00", "Z")
    if isinstance(value, float):
        return Decimal(repr(value))
    return value
