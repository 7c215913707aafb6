"""The identity provider as pages know it: its public names, no secret."""

from html import escape
from urllib.parse import urlsplit

from ecsquote.quotes.access_keys import Scope
from ecsquote.settings import Settings

_STANDARD_CLAIM = "scope"


def issuer_origin(settings: Settings) -> str | None:
    """The one other origin that pages may ask; None where nobody signs in by a provider."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    parts = urlsplit(settings.oidc_issuer)
    return f"{parts.scheme}://{parts.netloc}"


def provider_tags(settings: Settings) -> str:
    """The tags of a page's head that name the issuer, the client and what to ask for; empty without a provider."""
    if issuer_origin(settings) is None:
        return ""
    # A provider that does not know a scope may refuse all: they are asked for only where tokens hold scopes.
    scopes = ("openid", *Scope) if settings.oidc_scope_claim == _STANDARD_CLAIM else ("openid",)
    said = {
        "issuer": settings.oidc_issuer,
        "client": settings.oidc_client_id,
        "audience": settings.oidc_audience,
        "scopes": " ".join(scopes),
    }
    return "\n".join(f'<meta name="ecsquote-{name}" content="{escape(value or "")}">' for name, value in said.items())
