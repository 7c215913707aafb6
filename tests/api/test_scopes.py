"""Scopes: what a request needs follows from what it keeps."""

from ecsquote.api.runtime.scopes import needed_scope
from ecsquote.quotes.access_keys import Scope


def test_a_quote_that_is_not_kept_needs_no_more_than_reading() -> None:
    for path in ("/v1/quotes", "/v1/quotes/batch"):
        assert needed_scope("POST", path, b"keep=false") is Scope.READ
        assert needed_scope("POST", path, b"keep=true") is Scope.QUOTE
        assert needed_scope("POST", path, b"keep=false&keep=true") is Scope.QUOTE
        assert needed_scope("POST", path) is Scope.QUOTE
