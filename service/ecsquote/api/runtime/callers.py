"""Who sends a request: the holder of a key or a token, or anyone on a server without keys."""

from dataclasses import dataclass

from ecsquote.quotes.access_keys import AccessKey, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """`owner` is kept with quotes; `sees` limits them to one owner's, None: all; `rate` names the limit, None: none."""

    name: str
    scope: Scope
    owner: str | None = None
    sees: str | None = None
    rate: str | None = None

    @classmethod
    def of_key(cls, key: AccessKey) -> "Caller":
        """The holder of a key; an administrator sees the quotes of all."""
        return cls._known(f"key {key.name} ({key.id})", key.scope, f"key:{key.id}")

    @classmethod
    def of_subject(cls, issuer: str, subject: str, scope: Scope) -> "Caller":
        """The holder of an identity provider's token: one subject of one issuer."""
        return cls._known(f"subject {subject} of {issuer}", scope, f"oidc:{issuer} {subject}")

    @classmethod
    def _known(cls, name: str, scope: Scope, owner: str) -> "Caller":
        return cls(name, scope, owner, None if scope is Scope.ADMIN else owner, owner)


ADMINISTRATOR = Caller("key of ECSQUOTE_ADMIN_KEY_HASH", Scope.ADMIN, "admin", None, "admin")
ON_THIS_MACHINE = Caller("anyone on this machine", Scope.ADMIN)
"""Without keys, on the loopback interface."""
PASSER_BY = Caller("anyone", Scope.READ, None, "")
"""Of what is open to all, such as /healthz; it sees no quotes."""


def anyone_at(address: str) -> Caller:
    """A caller of a server that was opened to its network without keys; only a key allows a refresh there."""
    return Caller(f"anyone at {address}", Scope.QUOTE, None, None, f"address {address}")
