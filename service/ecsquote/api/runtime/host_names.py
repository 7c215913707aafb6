"""The names under which a server answers: a page in a browser may come from anywhere and use any name.

`Origin` shows where a page comes from, and `Host` shows a foreign name that was made to resolve to this machine (DNS
rebinding).
"""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's loopback interface."""
    if host.rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(address: str) -> str:
    """The host of a URL, in lower case; an empty text where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def requested_host(headers: Headers) -> str:
    """The host that a request names; an empty text for none or several."""
    given = headers.getlist("host")
    return host_of(f"//{given[0]}") if len(given) == 1 else ""


def listed(allowed_hosts: str | None) -> frozenset[str]:
    """The names of ECSQUOTE_ALLOWED_HOSTS."""
    return frozenset(name.strip().lower() for name in (allowed_hosts or "").split(",") if name.strip())
