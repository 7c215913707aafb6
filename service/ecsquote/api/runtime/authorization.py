"""Authorization of refreshes: the administrator's key or, without one, a request from this machine."""

import hashlib
import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ecsquote.settings import Settings

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="ecsquote"'}


def check_administrator(request: Request, settings: Settings) -> None:
    """Check that a request may refresh the catalog; status 401 without a key, 403 for a wrong one.

    The setting holds only the SHA-256 of the key. A key has 256 random bits, too many to guess, so a slow hash would
    only make requests expensive. Digests are compared in constant time.
    """
    if settings.admin_key_hash is None:
        if not _from_this_machine(request, settings):
            raise HTTPException(
                403,
                "a refresh over HTTP needs an administrator key: set ECSQUOTE_ADMIN_KEY_HASH; without it only a "
                "server that listens on the loopback interface accepts it, from the same machine",
            )
        return
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise HTTPException(401, "send the administrator's key as Authorization: Bearer KEY", _CHALLENGE)
    given = hashlib.sha256(key.strip().encode()).hexdigest()
    if not hmac.compare_digest(given, settings.admin_key_hash.get_secret_value()):
        raise HTTPException(403, "the administrator's key is wrong")


def _from_this_machine(request: Request, settings: Settings) -> bool:
    """Return whether client, server and host names are all of this machine's loopback interface.

    The names matter because a page in a local browser may come from anywhere: Origin shows that, and Host does for a
    foreign name that was made to resolve to this machine.
    """
    origin = request.headers.get("origin")
    names = [
        settings.host,
        request.client.host if request.client else "",
        _host(f"//{request.headers.get('host', '')}"),
    ]
    if origin is not None:
        names.append(_host(origin))
    return all(map(_is_loopback, names))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
