"""The signing keys of an identity provider, read from the issuer and asked for again only as often as is polite."""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from ecsquote.api.runtime.host_names import is_loopback

MAX_AGE_SECONDS = 600.0
"""The keys are read again after this time, so that a key that the issuer withdrew is soon refused."""
UNKNOWN_SECONDS = 60.0
"""For a key that is not among them they are read again, but not more often than this."""
PAUSE_SECONDS = 5.0
"""After a failure the issuer is left alone for this time."""
TIMEOUT_SECONDS = 5.0
MAX_BYTES = 1024 * 1024
MAX_KEYS = 100
_DISCOVERY = "/.well-known/openid-configuration"
_LOG = logging.getLogger("ecsquote.api")


class IssuerAway(Exception):
    """The issuer does not answer, or not as OpenID Connect Discovery says."""


class IssuerKeys:
    """The key set of one issuer, as JSON Web Keys. Requests that need it at the same time share one reading."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._keys: tuple[Mapping[str, Any], ...] = ()
        self._read_at = self._asked_at = self._failed_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None) -> Mapping[str, Any] | None:
        """The key of this id; without an id, the only key. None if the issuer has none; raises IssuerAway."""
        now = time.monotonic()
        if now - self._read_at > MAX_AGE_SECONDS:
            await self._read()
        found = self._find(key_id)
        if found is None and now - self._asked_at > UNKNOWN_SECONDS:
            await self._read()
            found = self._find(key_id)
        return found

    def _find(self, key_id: str | None) -> Mapping[str, Any] | None:
        if key_id is None:
            return self._keys[0] if len(self._keys) == 1 else None
        return next((key for key in self._keys if key.get("kid") == key_id), None)

    async def _read(self) -> None:
        if time.monotonic() - self._failed_at < PAUSE_SECONDS:
            raise IssuerAway
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._ask())
        await asyncio.shield(self._reading)

    async def _ask(self) -> None:
        self._asked_at = time.monotonic()
        try:
            async with asyncio.timeout(2 * TIMEOUT_SECONDS), httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
                found = await _json(client, self._issuer.rstrip("/") + _DISCOVERY)
                if found.get("issuer") != self._issuer:
                    raise IssuerAway("its discovery document names another issuer")
                keys = (await _json(client, _safe(found.get("jwks_uri")))).get("keys")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError, IssuerAway) as error:
            self._failed_at = time.monotonic()
            _LOG.error("the issuer of ECSQUOTE_OIDC_ISSUER: %s", str(error) or type(error).__name__)
            raise IssuerAway from error
        listed = keys if isinstance(keys, list) else []
        self._keys = tuple(key for key in listed[:MAX_KEYS] if isinstance(key, dict) and key.get("use") != "enc")
        self._read_at = time.monotonic()


def _safe(address: object) -> str:
    """The address of the key set; IssuerAway where others could change it on its way."""
    parts = urlsplit(str(address))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise IssuerAway("its key set is not at an https:// address")
    return str(address)


async def _json(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    """A JSON object; redirects are not followed."""
    content = bytearray()
    async with client.stream("GET", address, headers={"Accept": "application/json"}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise IssuerAway(f"status {answer.status_code}")
        async for part in answer.aiter_bytes():
            content += part
            if len(content) > MAX_BYTES:
                raise IssuerAway(f"its answer is larger than {MAX_BYTES:,} bytes")
    document = httpx.Response(200, content=bytes(content)).json()
    if not isinstance(document, dict):
        raise IssuerAway("its answer is not a JSON object")
    return document
