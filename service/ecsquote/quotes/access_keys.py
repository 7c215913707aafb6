"""The keys that callers of the API present: made once, kept as hashes, revoked permanently."""

import enum
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ecsquote.errors import Fault, InputError, NotFound
from ecsquote.quotes.database import answers
from ecsquote.quotes.tables import KEYS

PREFIX = "ecsq_"
"""What every key begins with, so that scanners for secrets find one."""
KEY_BYTES = 32
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_ID = re.compile("[0-9a-f]{16}")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_MOST_DAYS = 36_500


class Scope(enum.StrEnum):
    """What a key allows; each scope includes the ones before it."""

    READ = "read"
    QUOTE = "quote"
    ADMIN = "admin"

    def includes(self, needed: "Scope") -> bool:
        """Whether this scope allows what needs another."""
        order = list(Scope)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key without its secret; times are UTC in ISO 8601, None: never."""

    id: str
    name: str
    scope: Scope
    key_hash: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None

    def active(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or _written(now) < self.expires_at)


class KeyStore:
    """The keys of one database of quotes; raises StoreError if it does not answer."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def create(self, name: str, scope: Scope, lifetime: timedelta | None = None, now: datetime | None = None) -> str:
        """Make a key and return it, the only time that it is known; InputError for a name that is not free."""
        if not NAME.fullmatch(name) or _ID.fullmatch(name):
            message = "must be 1 to 64 letters, digits and . _ @ -, begin with a letter or digit, and not be like an id"
            raise InputError(f"the name {message}", [Fault("/name", message)])
        moment = now or datetime.now(UTC)
        key = PREFIX + secrets.token_hex(KEY_BYTES)
        row = {
            "id": secrets.token_hex(8),
            "name": name,
            "scope": scope.value,
            "key_hash": hash_of(key),
            "created_at": _written(moment),
            "expires_at": None if lifetime is None else _written(moment + lifetime),
        }
        try:
            with answers(), self._engine.begin() as connection:
                connection.execute(sa.insert(KEYS).values(row))
        except IntegrityError:
            message = f"{name} is the name of another key, in use or revoked; give a name that no key has had"
            raise InputError(message, [Fault("/name", message)]) from None
        return key

    def all(self) -> Sequence[AccessKey]:
        """Every key that was ever made, oldest first."""
        columns = [KEYS.c[name] for name in AccessKey.__slots__]
        with answers(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(*columns).order_by(KEYS.c.created_at, KEYS.c.name)).mappings().all()
        return [AccessKey(**{**row, "scope": Scope(row["scope"])}) for row in rows]

    def revoke(self, name_or_id: str, now: datetime | None = None) -> AccessKey:
        """Revoke a key permanently and return it; NotFound without one, and a second time nothing changes."""
        found = [key for key in self.all() if name_or_id in (key.name, key.id)]
        if not found:
            raise NotFound(f"there is no key {name_or_id}; `ecsquote keys list` shows them")
        change = sa.update(KEYS).where(KEYS.c.id == found[0].id, KEYS.c.revoked_at.is_(None))
        with answers(), self._engine.begin() as connection:
            connection.execute(change.values(revoked_at=_written(now or datetime.now(UTC))))
        return found[0]


def hash_of(key: str) -> str:
    """The SHA-256 of a key in hexadecimal. A key has 256 random bits, so a slow hash would add cost and no safety."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def read_lifetime(text: str) -> timedelta:
    """A time such as 90d, in s, m, h or d; InputError for anything else and for more than 36,500 days."""
    found = re.fullmatch("([1-9][0-9]{0,9})([smhd])", text)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds <= _MOST_DAYS * 86_400:
        raise InputError(f"{text} is not a lifetime; give a whole number and s, m, h or d, such as 90d")
    return timedelta(seconds=seconds)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
