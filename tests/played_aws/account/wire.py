"""AWS's wire formats, both ways, from botocore's own models of the services: JSON 1.1, Query, EC2, REST JSON and CBOR.

The service and the Region of a call are those that it was signed for.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from botocore.loaders import Loader
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import CBORSerializer
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import SERIALIZERS
from werkzeug.datastructures import MultiDict

REQUEST_ID = "11111111-2222-3333-4444-555555555555"
_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/[0-9]{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_BOTO_NAMES = {"monitoring": "cloudwatch", "elasticfilesystem": "efs"}
_CLASSIC_VERSION = "2012-06-01"
_REST = (
    ("GET", re.compile(r"/schedules"), "ListSchedules"),
    ("GET", re.compile(r"/schedules/(?P<Name>[^/]+)"), "GetSchedule"),
    ("GET", re.compile(r"/2015-02-01/file-systems"), "DescribeFileSystems"),
    ("POST", re.compile(r"/DescribeSavingsPlans"), "DescribeSavingsPlans"),
)
_REST_SPELLING = {"groupName": "GroupName"}


class AwsRefuses(Exception):
    """An error of a service."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class WireCall:
    """A request as a service reads it."""

    access_key: str
    region: str
    model: OperationModel
    parameters: Mapping[str, Any]
    protocol: str

    @property
    def service(self) -> str:
        """As IAM and signatures name it, but for CloudWatch, which is not called monitoring in policies."""
        name: str = self.model.service_model.signing_name
        return "cloudwatch" if name == "monitoring" else name

    @property
    def action(self) -> str:
        """As IAM names it."""
        return f"{self.service}:{self.model.name}"


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What goes back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@cache
def service_model(name: str) -> ServiceModel:
    """Botocore's model of a service."""
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)


def read_call(method: str, path: str, headers: Mapping[str, str], body: bytes) -> WireCall:
    """The operation and its parameters."""
    scope = _SCOPE.search(headers["Authorization"])
    assert scope, "not signed"
    name = _BOTO_NAMES.get(scope["service"], scope["service"])
    form = dict(parse_qsl(body.decode(), keep_blank_values=True)) if b"Action=" in body else {}
    if name == "elasticloadbalancing":
        name = "elb" if form["Version"] == _CLASSIC_VERSION else "elbv2"
    model = service_model(name)
    address = urlsplit(path)
    if headers.get("smithy-protocol") == "rpc-v2-cbor":
        operation = address.path.rpartition("/")[2]
        parameters, protocol = _from_cbor(body), "cbor"
    elif "X-Amz-Target" in headers:
        operation, protocol = headers["X-Amz-Target"].rpartition(".")[2], "json"
        parameters = json.loads(body)
    elif form:
        operation, protocol = form["Action"], model.metadata["protocol"]
        request: Any = {"values": MultiDict(form), "body": body, "headers": headers}
        parameters = PROTOCOL_PARSERS[protocol](model.operation_model(operation)).parse(request)
    else:
        protocol = "rest-json"
        operation, parameters = _rest(method, address.path, address.query, body)
    return WireCall(scope["key"], scope["region"], model.operation_model(operation), parameters, protocol)


def _rest(method: str, path: str, query: str, body: bytes) -> tuple[str, Mapping[str, Any]]:
    for wanted, pattern, operation in _REST:
        if wanted == method and (match := pattern.fullmatch(unquote(path))):
            asked = {_REST_SPELLING.get(name, name): value for name, value in parse_qsl(query)}
            return operation, {**asked, **match.groupdict(), **(json.loads(body) if body else {})}
    raise AssertionError(f"{method} {path} is not played")


def _from_cbor(body: bytes) -> Mapping[str, Any]:
    parser = RpcV2CBORParser()
    found: Mapping[str, Any] = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    return found


def written_answer(call: WireCall, answer: Mapping[str, Any]) -> WireAnswer:
    """The answer in the protocol of the call."""
    if call.protocol == "cbor":
        body = bytearray()
        serializer: Any = CBORSerializer()  # botocore has no writer of answers, but one of shapes
        serializer._serialize_data_item(body, answer, call.model.output_shape)
        return WireAnswer(200, _headers("application/cbor", {"smithy-protocol": "rpc-v2-cbor"}), bytes(body))
    written = SERIALIZERS[call.protocol](call.model).serialize(answer)
    body_text = written["body"]
    return WireAnswer(
        200, _headers(_media_type(call.protocol)), body_text.encode() if isinstance(body_text, str) else body_text
    )


def written_error(call: WireCall, error: AwsRefuses) -> WireAnswer:
    """An error in the protocol of the call."""
    message = f"{error.code} for {call.action}"
    if call.protocol == "cbor":
        body = _cbor_text_map({"__type": f"com.amazonaws.cloudwatch#{error.code}", "message": message})
        return WireAnswer(error.status, _headers("application/cbor", {"smithy-protocol": "rpc-v2-cbor"}), body)
    if call.protocol == "ec2":
        inner = f"<Errors><Error><Code>{error.code}</Code><Message>{escape(message)}</Message></Error></Errors>"
        text = f"<Response>{inner}<RequestID>{REQUEST_ID}</RequestID></Response>"
    elif call.protocol == "query":
        inner = f"<Type>Sender</Type><Code>{error.code}</Code><Message>{escape(message)}</Message>"
        text = f"<ErrorResponse><Error>{inner}</Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
    else:
        text = json.dumps({"__type": error.code, "message": message})
    headers = _headers(_media_type(call.protocol), {"x-amzn-ErrorType": error.code})
    return WireAnswer(error.status, headers, text.encode())


def _cbor_text_map(texts: Mapping[str, str]) -> bytes:
    """A map of short texts: major type 5, then texts of major type 3."""
    written = bytearray([0xA0 | len(texts)])
    for text in (each for pair in texts.items() for each in pair):
        encoded = text.encode()
        written += bytes([0x78, len(encoded)]) + encoded
    return bytes(written)


def _media_type(protocol: str) -> str:
    types = {"json": "application/x-amz-json-1.1", "rest-json": "application/json"}
    return types.get(protocol, "text/xml;charset=UTF-8")


def _headers(media_type: str, more: Mapping[str, str] | None = None) -> Mapping[str, str]:
    return {"Content-Type": media_type, "x-amzn-RequestId": REQUEST_ID, **(more or {})}
