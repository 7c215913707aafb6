"""Tokens of an identity provider: which hold, which do not, and whose quotes they show."""

import base64
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import Key, RSAKey

from ecsquote.api.runtime import issuer_keys
from ecsquote.settings import Settings, load_settings
from support_access import bearer
from support_api import ADMIN_KEY, ADMIN_KEY_HASH, quote_request, serving
from support_issuer import AUDIENCE, PlayedIssuer, new_key, played_issuer


@pytest.fixture(scope="module")
def issuer() -> Iterator[PlayedIssuer]:
    with played_issuer() as played:
        yield played


@pytest.fixture(scope="module")
def client(issuer: PlayedIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = {"oidc_audience": AUDIENCE, "oidc_issuer": issuer.address, "admin_key_hash": ADMIN_KEY_HASH}
    with serving(tmp_path_factory.mktemp("served"), **settings) as client:
        yield client


def status(client: httpx.Client, token: str) -> int:
    return client.get("/v1/quotes", headers=bearer(token)).status_code


def unsigned(**claims: Any) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def test_a_token_shows_its_subjects_own_quotes(client: httpx.Client, issuer: PlayedIssuer) -> None:
    ann, bob = issuer.token(), issuer.token(sub="bob", scope=["openid", "quote"])
    made = client.post("/v1/quotes", json=quote_request(), headers=bearer(ann))
    assert made.status_code == 201
    own = f"/v1/quotes/{made.json()['id']}"
    everyone = {"ann": ann, "bob": bob, "admin": issuer.token(sub="eve", scope="admin"), "key": ADMIN_KEY}
    found = {who: client.get(own, headers=bearer(token)).status_code for who, token in everyone.items()}
    assert found == {"ann": 200, "bob": 404, "admin": 200, "key": 200}


def test_scopes(client: httpx.Client, issuer: PlayedIssuer) -> None:
    def make(scope: Any) -> int:
        sent = client.post("/v1/quotes", json=quote_request(), headers=bearer(issuer.token(scope=scope)))
        return sent.status_code

    assert make("openid read") == 403
    assert make("read quote") == 201
    for scope in (None, "", "openid", "quotes", "QUOTE", ["openid"], {"quote": 1}, 5, [["quote"]]):
        assert status(client, issuer.token(scope=scope)) == 403
    refused = client.get("/v1/quotes", headers=bearer(issuer.token(scope=None)))
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]


def test_what_does_not_hold(client: httpx.Client, issuer: PlayedIssuer) -> None:
    now = int(time.time())
    public = issuer.keys[0].as_dict(private=False)
    usual = {"iss": issuer.address, "aud": AUDIENCE, "sub": "ann", "exp": now + 300, "scope": "admin"}
    foreign = new_key(issuer.keys[0].kid or "")
    wrong = {
        "audience": issuer.token(aud="https://other.example.com"),
        "audience part": issuer.token(aud=AUDIENCE + ".evil.example"),
        "no audience": issuer.token(aud=None),
        "issuer": issuer.token(iss="https://other.example.com"),
        "no issuer": issuer.token(iss=None),
        "key": issuer.token(foreign),
        "expired": issuer.token(exp=now - 31),
        "no exp": issuer.token(exp=None),
        "exp as text": issuer.token(exp=str(now + 300)),
        "exp NaN": issuer.token(exp=float("nan")),
        "not yet": issuer.token(nbf=now + 60),
        "from the future": issuer.token(iat=now + 60),
        "no subject": issuer.token(sub=None),
        "empty subject": issuer.token(sub=""),
        "forged log": issuer.token(sub="ann\nkey admin"),
        "none": unsigned(**usual),
        "HS256 with the public key": hmac_token(issuer.keys[0], usual),
        "RS512": issuer.token(algorithm="RS512"),
        "cut": issuer.token()[:-10],
        "changed": swapped_payload(issuer.token(), usual | {"scope": "admin"}),
        "no token": "a.b.c",
        "dots": "..",
        "long": issuer.token(more="x" * 20_000),
    }
    assert public["kty"] == "RSA"
    assert {why: found for why, token in wrong.items() if (found := status(client, token)) != 401} == {}
    assert status(client, issuer.token(exp=now - 25)) == 200, "clocks may differ by some seconds"
    assert status(client, issuer.token(aud=["https://other.example.com", AUDIENCE])) == 200
    said = client.get("/v1/quotes", headers=bearer(wrong["expired"]))
    assert said.json()["detail"] == "the token has expired"
    assert 'error="invalid_token"' in said.headers["www-authenticate"]


def hmac_token(key: Key, claims: dict[str, Any]) -> str:
    """Signed by an HMAC with the issuer's public key as its secret, as everybody can."""

    def text(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    assert isinstance(key, RSAKey)
    head = {"alg": "HS256", "kid": key.kid}
    signed = f"{text(json.dumps(head).encode())}.{text(json.dumps(claims).encode())}"
    return f"{signed}.{text(hmac.digest(key.as_pem(private=False), signed.encode(), hashlib.sha256))}"


def swapped_payload(token: str, claims: dict[str, Any]) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b'=').decode()}.{signature}"


def test_nothing_of_a_body_is_read_before(client: httpx.Client, issuer: PlayedIssuer) -> None:
    """A client that waits for leave to send its body gets the refusal instead."""
    head = (
        "POST /v1/quotes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
        "Expect: 100-continue\r\n"
        f"Authorization: Bearer {issuer.token(exp=1)}\r\n\r\n"
    )
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 401")


def test_new_keys_are_taken_up_and_the_issuer_is_asked_seldom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with played_issuer() as issuer:
        settings = {"oidc_audience": AUDIENCE, "oidc_issuer": issuer.address}
        with serving(tmp_path, **settings) as client:
            assert client.get("/v1/quotes").status_code == 401, "an issuer alone closes the server"
            assert (status(client, issuer.token()), issuer.key_requests) == (200, 1)
            curve = new_key("two", curve=True)
            for _ in range(20):
                assert status(client, issuer.token(curve, "ES256")) == 401
            assert issuer.key_requests == 1, "within a minute nothing is asked again"
            issuer.keys = [curve]
            monkeypatch.setattr(issuer_keys, "UNKNOWN_SECONDS", 0.0)
            assert status(client, issuer.token(curve, "ES256")) == 200
            monkeypatch.setattr(issuer_keys, "UNKNOWN_SECONDS", 60.0)
            issuer.away = True
            assert status(client, issuer.token(curve, "ES256")) == 200, "known keys hold while the issuer is away"
            monkeypatch.setattr(issuer_keys, "MAX_AGE_SECONDS", 0.0)
            away = client.get("/v1/quotes", headers=bearer(issuer.token(curve, "ES256")))
            assert (away.status_code, away.headers["retry-after"]) == (503, "5")
            assert away.headers["content-type"] == "application/problem+json"
            assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("issuer_address", "audience", "words"),
    [
        ("http://id.example.com", AUDIENCE, "must be an https:// address"),
        ("https://id.example.com", None, "needs ECSQUOTE_OIDC_AUDIENCE"),
        ("https://ann@id.example.com", AUDIENCE, "without user or query"),
    ],
)
def test_settings(
    issuer_address: str, audience: str | None, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ECSQUOTE_SETTINGS_FILE", str(tmp_path / "none.toml"))
    (tmp_path / "none.toml").touch()
    monkeypatch.setenv("ECSQUOTE_OIDC_ISSUER", issuer_address)
    if audience:
        monkeypatch.setenv("ECSQUOTE_OIDC_AUDIENCE", audience)
    with pytest.raises(Exception, match=words):
        load_settings()
    assert Settings(oidc_audience=AUDIENCE, oidc_issuer="http://localhost:9/realm").oidc_issuer
