"""What is kept of a quote: ids that sort by time and cannot be guessed, keys by hash, cursors that come back."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.errors import InputError
from ecsquote.quotes.kept import IdempotencyKey, new_id, read_cursor, write_cursor

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_7_with_its_time() -> None:
    identity = uuid.UUID(new_id(NOW))
    assert (identity.version, identity.variant) == (7, uuid.RFC_4122)
    assert identity.int >> 80 == int(NOW.timestamp()) * 1000


def test_later_ids_sort_later() -> None:
    ids = [new_id(NOW + timedelta(milliseconds=step)) for step in range(50)]
    assert ids == sorted(ids)


def test_74_bits_of_an_id_are_random() -> None:
    """Over 400 ids of one moment each of the 74 bits is 0 and 1; a fair bit stays equal with 2 × 0.5^400."""
    numbers = [int(new_id(NOW), 16) for _ in range(400)]
    seen_one = seen_zero = 0
    for number in numbers:
        seen_one |= number
        seen_zero |= ~number
    assert (seen_one & seen_zero & (1 << 128) - 1).bit_count() == 74


@given(st.integers(0, (1 << 63) - 1))
def test_a_cursor_comes_back(sequence: int) -> None:
    assert read_cursor(write_cursor(sequence)) == sequence


@given(st.text(max_size=40).filter(lambda text: not re.fullmatch(r"c[A-Za-z0-9_-]+", text)))
def test_other_text_is_no_cursor(text: str) -> None:
    """A cursor begins with c, for its first byte is q and the second a digit."""
    with pytest.raises(InputError) as caught:
        read_cursor(text)
    assert caught.value.faults[0].pointer == "/cursor"


def test_a_key_is_kept_as_a_hash_and_bound_to_its_request() -> None:
    key = IdempotencyKey.of("secret key", {"a": 1, "b": 2})
    assert "secret" not in f"{key}"
    assert IdempotencyKey.of("secret key", {"b": 2, "a": 1}) == key
    assert IdempotencyKey.of("secret key", {"a": 1, "b": 3}).request_hash != key.request_hash


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "line\nbreak", "\0"])
def test_an_odd_key_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="Idempotency-Key"):
        IdempotencyKey.of(key, {})


@pytest.mark.parametrize("key", [" ", "x" * 255, "a:b/c=d~"])
def test_any_printable_key_is_taken(key: str) -> None:
    assert len(IdempotencyKey.of(key, {}).key_hash) == 64
