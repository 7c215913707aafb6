"""What each operation needs of a key: the one table of scopes."""

from starlette.datastructures import QueryParams

from ecsquote.quotes.access_keys import Scope

KEEPS_QUOTES = frozenset(("/v1/quotes", "/v1/quotes/batch"))
QUOTE_PREFIX = "/v1/quotes/"
KEEPS_NOTHING = (
    "/v1/analyses/",
    "/v1/bill-checks",
    "/v1/budget-checks",
    "/v1/charts/",
    "/v1/comparisons",
    "/v1/scans",
    "/v1/workloads",
)
"""POSTs that only answer."""


def needed_scope(method: str, path: str, query: bytes = b"") -> Scope:
    """The scope that a request needs; what is not known to need less needs an administrator."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return Scope.READ
    if method == "POST" and path.startswith(KEEPS_NOTHING):
        return Scope.READ
    if method == "POST" and path in KEEPS_QUOTES and QueryParams(query).getlist("keep") == ["false"]:
        return Scope.READ
    if (method == "POST" and path in KEEPS_QUOTES) or (method == "DELETE" and path.startswith(QUOTE_PREFIX)):
        return Scope.QUOTE
    return Scope.ADMIN
