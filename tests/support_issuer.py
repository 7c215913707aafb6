"""An identity provider played on this machine: discovery, keys, and the authorization code flow with PKCE."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

AUDIENCE = "https://quotes.example.com"
CLIENT = "dashboard"
_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}


@dataclass
class PlayedIssuer:
    """Signs tokens, and counts who asks for its keys; `away` answers 503 to everything."""

    address: str = ""
    keys: list[Key] = field(default_factory=list)
    away: bool = False
    key_requests: int = 0
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    scope: str = "quote"

    def token(self, key: Key | None = None, algorithm: str = "RS256", **claims: Any) -> str:
        """A token that holds, but for the claims given; None leaves one out."""
        key = self.keys[0] if key is None else key
        now = int(time.time())
        usual = {"iss": self.address, "aud": AUDIENCE, "sub": "ann", "iat": now, "exp": now + 300, "scope": "quote"}
        held = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        return jwt.encode({"alg": algorithm, "kid": key.kid}, held, key, algorithms=[algorithm])

    def answer(self, path: str, query: Mapping[str, str], body: Mapping[str, str]) -> tuple[int, Any]:
        """The status and the document of a request; a text is where a redirect leads."""
        if self.away:
            return 503, {}
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return 200, {"issuer": self.address, **{name: f"{self.address}/{end}" for name, end in names.items()}}
        if path == "/keys":
            self.key_requests += 1
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
        if path == "/authorize":
            assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
            assert query["code_challenge_method"] == "S256"
            self.codes["the-code"] = query
            answer = urlencode({"code": "the-code", "state": query["state"], "iss": self.address})
            return 302, f"{query['redirect_uri']}?{answer}"
        return self._exchanged(body) if path == "/token" else (404, {})

    def _exchanged(self, body: Mapping[str, str]) -> tuple[int, Any]:
        asked = self.codes.pop(body.get("code", ""), None)
        digest = hashlib.sha256(body.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or proof != asked["code_challenge"] or body["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": self.token(scope=self.scope), "token_type": "Bearer", "expires_in": 300}


@contextmanager
def played_issuer() -> Iterator[PlayedIssuer]:
    """A running issuer with one RSA key."""
    issuer = PlayedIssuer(keys=[new_key("one")])

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, document = issuer.answer(parts.path, _form(parts.query), _form(body))
            content = b"" if isinstance(document, str) else json.dumps(document).encode()
            self.send_response(status)
            for name, value in _CORS.items():
                self.send_header(name, value)
            if isinstance(document, str):
                self.send_header("Location", document)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815 - the names that the standard library calls

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the standard library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()


def new_key(key_id: str, *, curve: bool = False) -> Key:
    """A key that the issuer may sign with."""
    if curve:
        return ECKey.generate_key("P-256", {"kid": key_id})
    return RSAKey.generate_key(2048, {"kid": key_id})


def _form(text: str) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
