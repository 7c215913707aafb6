"""Authorization: who may send which request, decided from its head alone."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope as Asgi

from ecsquote.api.runtime.callers import ADMINISTRATOR, ON_THIS_MACHINE, PASSER_BY, Caller, anyone_at
from ecsquote.api.runtime.host_names import host_of, is_loopback, listed, requested_host
from ecsquote.api.runtime.identity_provider import CHALLENGE, IdentityProvider, is_token
from ecsquote.api.runtime.key_ring import KeyRing, matches
from ecsquote.api.runtime.scopes import needed_scope
from ecsquote.settings import Settings

HEALTH_PATHS = frozenset(("/healthz", "/readyz"))
"""Open on every server: load balancers and containers ask for them, by an address rather than a name."""


class Authorization:
    """The rule of one server: keys and tokens, or without them this machine alone unless it was opened on purpose.

    `insecure_open` opens a server that other machines can reach while it has no keys; it never switches keys off.
    """

    def __init__(
        self, settings: Settings, keys: KeyRing, provider: IdentityProvider | None, *, insecure_open: bool
    ) -> None:
        admin = settings.admin_key_hash
        self._admin_key_hash = None if admin is None else admin.get_secret_value()
        self._keys = keys
        self._provider = provider
        self._insecure_open = insecure_open
        self._on_loopback = is_loopback(settings.host)
        self._allowed_hosts = listed(settings.allowed_hosts)

    @property
    def needs_key(self) -> bool:
        """Whether there has ever been a key, or there is an issuer of tokens."""
        return self._admin_key_hash is not None or self._provider is not None or self._keys.in_use

    async def caller_of(self, asgi: Asgi, *, open_to_all: bool) -> Caller:
        """The caller of a request.

        Raises HTTPException with status 401 without a key or token that is known, 403 beyond its scope or from a
        foreign Origin, 421 for a foreign Host and 503 while the issuer of tokens does not answer; StoreError if the
        database of keys does not answer.
        """
        path, headers = asgi["path"], Headers(scope=asgi)
        if path not in HEALTH_PATHS:
            await self._keys.read()
        self._check_names(asgi, headers)
        if open_to_all or path in HEALTH_PATHS:
            return PASSER_BY
        caller = await self._known(headers) if self.needs_key else self._anyone(asgi)
        needed = needed_scope(asgi["method"], path, asgi["query_string"])
        if not caller.scope.includes(needed):
            challenge = {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{needed}"'}
            raise HTTPException(403, f"this request needs a key of scope {needed}", challenge)
        return caller

    async def _known(self, headers: Headers) -> Caller:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        key = given.strip()
        if scheme.lower() != "bearer" or not key:
            raise _unauthorized("send a key as Authorization: Bearer KEY", CHALLENGE)
        if self._admin_key_hash is not None and matches(key, self._admin_key_hash):
            return ADMINISTRATOR
        if self._provider is not None and is_token(key):
            return await self._provider.caller_of(key)
        found = await self._keys.find(key)
        if found is None:
            detail = "this key is unknown, has expired or was revoked"
            raise _unauthorized(detail, f'{CHALLENGE}, error="invalid_token"')
        return Caller.of_key(found)

    def _anyone(self, asgi: Asgi) -> Caller:
        if self._on_loopback:
            return ON_THIS_MACHINE
        if self._insecure_open:
            return anyone_at(_client(asgi))
        detail = "this server has no keys yet and other machines can reach it; `ecsquote keys create` makes a key"
        raise _unauthorized(detail, CHALLENGE)

    def _check_names(self, asgi: Asgi, headers: Headers) -> None:
        """Refuse foreign names where no key protects, and under ECSQUOTE_ALLOWED_HOSTS always foreign hosts."""
        guarded = not self.needs_key and self._on_loopback
        host = requested_host(headers)
        if (guarded or (self._allowed_hosts and asgi["path"] not in HEALTH_PATHS)) and not self._own(host):
            detail = "this server does not answer under this Host; ECSQUOTE_ALLOWED_HOSTS lists further names"
            raise HTTPException(421, detail)
        if self.needs_key:
            return
        origin = headers.get("origin")
        if origin is not None and not self._own(host_of(origin)) and (guarded or host_of(origin) != host):
            raise HTTPException(403, "this server answers no page of another Origin while it has no keys")
        if guarded and not is_loopback(_client(asgi)):
            raise HTTPException(403, "this server answers only clients on its machine while it has no keys")

    def _own(self, host: str) -> bool:
        return is_loopback(host) or host in self._allowed_hosts


def _client(asgi: Asgi) -> str:
    client = asgi.get("client")
    return str(client[0]) if client else ""


def _unauthorized(detail: str, challenge: str) -> HTTPException:
    return HTTPException(401, detail, {"WWW-Authenticate": challenge})
