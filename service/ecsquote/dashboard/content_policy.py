"""The Content Security Policy of all pages: everything from this server, nothing inline."""

from collections.abc import Sequence


def policy(connect: Sequence[str] = ()) -> str:
    """The policy of a page; `connect` are further origins that its scripts may ask."""
    asked = " ".join(("'self'", *connect))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        f"connect-src {asked}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
