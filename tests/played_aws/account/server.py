"""The played account as an HTTP server for real boto3 clients: throttling, denial, Regions that are off."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from played_aws.account import edge, shop
from played_aws.account.ecs_objects import ACCOUNT, READ_AT
from played_aws.account.operations import OPERATIONS, Lists
from played_aws.account.others import with_others
from played_aws.account.wire import AwsRefuses, WireAnswer, WireCall, read_call, written_answer, written_error
from played_aws.account.world import played_regions

OFF = "me-south-1"
"""A Region that the account has not enabled."""
EMPTY = "eu-central-1"
"""An enabled Region in which nothing runs."""
SAVINGS_PLANS_OF = shop.REGION
ROLE_KEY = "ASIAROLE"
_THROTTLED = {"ec2": "RequestLimitExceeded", "query": "Throttling"}
_DENIED = {"ec2": "UnauthorizedOperation", "query": "AccessDenied"}
_DISABLED = {"ec2": "AuthFailure", "query": "InvalidClientTokenId"}


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """One request, and when it came."""

    action: str
    region: str
    access_key: str
    at: float
    parameters: Mapping[str, Any]


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        """REST."""
        self._do()

    def do_POST(self) -> None:
        """All other protocols."""
        self._do()

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.account.answered(read_call(self.command, self.path, dict(self.headers), body))
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_words: object) -> None:
        """The calls are listed, not printed."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, account: "PlayedAccount") -> None:
        self.account = account
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is not a fault of the server; any other error is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as socketserver gave them


@dataclass
class PlayedAccount:
    """The server; use it as a context manager. `calls` lists the requests, refused ones too."""

    regions: Mapping[str, Lists] = field(default_factory=lambda: {**with_others(played_regions()), EMPTY: {}})
    page_size: int = 40
    """Objects of one page, also where AWS would give more."""
    denied: set[str] = field(default_factory=set)
    """Actions, also as `REGION action`."""
    throttled: Counter[str] = field(default_factory=Counter)
    """How many of the next calls of an action are refused."""
    expires_after: int | None = None
    """Calls after which the credentials have expired."""
    unknown_credentials: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)
    """Roles that may be assumed, and their accounts."""
    calls: list[ReceivedCall] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen, so that there is an address."""
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "PlayedAccount":
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Fall silent."""
        self._server.shutdown()
        self._server.server_close()

    def actions(self) -> Counter[str]:
        """How often each action was called."""
        return Counter(call.action for call in self.calls)

    def answered(self, call: WireCall) -> WireAnswer:
        """The answer, or the service's error."""
        with self._lock:
            self.calls.append(
                ReceivedCall(call.action, call.region, call.access_key, time.monotonic(), call.parameters)
            )
            try:
                self._refuse(call)
                return written_answer(call, self._answer(call))
            except AwsRefuses as error:
                return written_error(call, error)

    def _refuse(self, call: WireCall) -> None:
        if self.unknown_credentials or call.region == OFF:
            raise AwsRefuses(_DISABLED.get(call.protocol, "UnrecognizedClientException"), 403)
        if self.expires_after is not None and len(self.calls) > self.expires_after:
            raise AwsRefuses("RequestExpired" if call.protocol == "ec2" else "ExpiredTokenException", 403)
        if call.action in self.denied or f"{call.region} {call.action}" in self.denied:
            raise AwsRefuses(_DENIED.get(call.protocol, "AccessDeniedException"), 403)
        if self.throttled[call.action] > 0:
            self.throttled[call.action] -= 1
            raise AwsRefuses(_THROTTLED.get(call.protocol, "ThrottlingException"), 400)

    def _answer(self, call: WireCall) -> Mapping[str, Any]:
        if call.action == "sts:GetCallerIdentity":
            return {"Account": ACCOUNT, "UserId": "AIDA", "Arn": f"arn:aws:iam::{ACCOUNT}:user/scan"}
        if call.action == "sts:AssumeRole":
            return self._assumed(call.parameters["RoleArn"])
        if call.action == "ec2:DescribeRegions":
            return {"Regions": [{"RegionName": each, "OptInStatus": "opt-in-not-required"} for each in self.regions]}
        region = SAVINGS_PLANS_OF if call.service == "savingsplans" else call.region
        if call.model.service_model.service_name == "elb":
            return {"LoadBalancerDescriptions": []}
        return OPERATIONS[call.action](self.regions.get(region, {}), call.parameters, self.page_size)

    def _assumed(self, role_arn: str) -> Mapping[str, Any]:
        if role_arn not in self.roles:
            raise AwsRefuses("AccessDenied", 403)
        return {
            "Credentials": {
                "AccessKeyId": f"{ROLE_KEY}{self.roles[role_arn]}",
                "SecretAccessKey": "testing",
                "SessionToken": "testing",
                "Expiration": READ_AT,
            },
            "AssumedRoleUser": {"AssumedRoleId": "AROA:ecsquote-scan", "Arn": f"{role_arn}/ecsquote-scan"},
        }


def account_variables(account: PlayedAccount) -> dict[str, str]:
    """Credentials, a Region and the endpoint, as environment variables."""
    return {
        "AWS_ACCESS_KEY_ID": "AKIATESTING",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": shop.REGION,
        "AWS_ENDPOINT_URL": account.url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    }


REGIONS = (shop.REGION, edge.REGION)
