"""Who may change what all see: the holder of the administrator's key, or without one whoever sits at this machine."""

import hashlib
import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ecsquote.settings import Settings

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="ecsquote"'}


def check_administrator(request: Request, settings: Settings) -> None:
    """Let an administrator's request through; 401 without a key, 403 with a wrong one or from elsewhere.

    The setting holds the key's SHA-256 alone. A key is 256 random bits, which nobody can try out, so that a slow hash
    would only make it dear to be asked; digests are compared in constant time.
    """
    if settings.admin_key_hash is None:
        if not _from_this_machine(request, settings):
            raise HTTPException(
                403,
                "refreshing over HTTP needs an administrator's key: set ECSQUOTE_ADMIN_KEY_HASH; without it only a "
                "server that listens on this machine alone takes it, from this machine",
            )
        return
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise HTTPException(401, "send the administrator's key as Authorization: Bearer KEY", _CHALLENGE)
    given = hashlib.sha256(key.strip().encode()).hexdigest()
    if not hmac.compare_digest(given, settings.admin_key_hash.get_secret_value()):
        raise HTTPException(403, "that is not the administrator's key")


def _from_this_machine(request: Request, settings: Settings) -> bool:
    """True for a client here, talking to a server that listens here alone, by a name of this machine.

    The names are looked at because a page in a browser here may come from anywhere: its Origin tells it, and where
    its own name was made to lead here, Host does.
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
