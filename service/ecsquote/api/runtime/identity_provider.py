"""Tokens of the company's identity provider (OpenID Connect): whose they are, and what they allow here."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException

from ecsquote.api.runtime.callers import Caller
from ecsquote.api.runtime.issuer_keys import IssuerAway, IssuerKeys
from ecsquote.errors import ExtraMissing
from ecsquote.quotes.access_keys import Scope
from ecsquote.settings import Settings

try:
    from joserfc import jwk, jwt
    from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
except ModuleNotFoundError:  # reported where an issuer is set
    INSTALLED = False
else:
    INSTALLED = True

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Pinned: none is refused, and so are HMACs, whose secret could be a public key."""
LEEWAY_SECONDS = 30
MAX_TOKEN_CHARACTERS = 16_384
MAX_SUBJECT = 255
"""As OpenID Connect limits it."""
EXTRA_MISSING = 'ECSQUOTE_OIDC_ISSUER needs the extra "oidc": pip install "ecsquote[oidc]"'
_CLAIMS = {
    "aud": "the token is for another audience",
    "iss": "the token is of another issuer",
    "exp": "the token has no time of expiry",
    "nbf": "the token is not valid yet",
    "iat": "the token is not valid yet",
}
CHALLENGE = 'Bearer realm="ecsquote"'


def is_token(given: str) -> bool:
    """Whether a credential is a signed token rather than a key."""
    return given.count(".") == 2


class IdentityProvider:
    """The issuer of the settings. ExtraMissing where the package that checks tokens is not installed."""

    def __init__(self, issuer: str, audience: str, scope_claim: str) -> None:
        if not INSTALLED:
            raise ExtraMissing(EXTRA_MISSING)
        self._issuer = issuer
        self._scope_claim = scope_claim
        self._keys = IssuerKeys(issuer)
        self._registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    @classmethod
    def of(cls, settings: Settings) -> "IdentityProvider | None":
        """The provider that the settings name; None where they name none."""
        if settings.oidc_issuer is None or settings.oidc_audience is None:
            return None
        return cls(settings.oidc_issuer, settings.oidc_audience, settings.oidc_scope_claim)

    async def caller_of(self, token: str) -> Caller:
        """The holder of a token; HTTPException 401 for one that does not hold here, 403 without a scope, else 503."""
        header = _header(token)
        try:
            key = await self._keys.find(header.get("kid"))
        except IssuerAway:
            detail = "the identity provider does not answer; try again later"
            raise HTTPException(503, detail, {"Retry-After": "5"}) from None
        if key is None:
            raise _refused("the token is signed by a key that the issuer does not have")
        claims = self._claims(token, key)
        scope = _scope(claims.get(self._scope_claim))
        if scope is None:
            detail = f"the token's claim {self._scope_claim} holds none of {', '.join(Scope)}"
            raise HTTPException(403, detail, {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope"'})
        return Caller.of_subject(self._issuer, claims["sub"], scope)

    def _claims(self, token: str, key: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            claims = jwt.decode(token, jwk.import_key(dict(key)), algorithms=ALGORITHMS).claims
            self._registry.validate(claims)
        except ExpiredTokenError:
            raise _refused("the token has expired") from None
        except ClaimError as error:
            raise _refused(_CLAIMS.get(error.claim, f"the token's claim {error.claim} is missing or wrong")) from None
        except (JoseError, ValueError, TypeError, RecursionError):
            raise _refused("the token's signature does not hold") from None
        if not _is_subject(claims["sub"]):
            raise _refused("the token's subject is not up to 255 printable ASCII characters")
        return claims


def _header(token: str) -> Mapping[str, Any]:
    """The header of a token whose algorithm is taken here and whose key id, if any, is text."""
    part = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        header = None
    if len(token) > MAX_TOKEN_CHARACTERS or not isinstance(header, dict):
        raise _refused("this is not a token")
    if header.get("alg") not in ALGORITHMS:
        raise _refused(f"the token must be signed by one of {', '.join(ALGORITHMS)}")
    if not isinstance(header.get("kid"), str | None):
        raise _refused("this is not a token")
    return header


def _scope(claim: object) -> Scope | None:
    """The largest scope that a claim holds: a text with spaces, or a list."""
    held = claim.split(" ") if isinstance(claim, str) else claim if isinstance(claim, list) else ()
    return next((scope for scope in reversed(Scope) if scope.value in held), None)


def _is_subject(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_SUBJECT and value.isascii() and value.isprintable()


def _refused(detail: str) -> HTTPException:
    return HTTPException(401, detail, {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})
