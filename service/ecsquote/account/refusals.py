"""Why AWS did not answer a call, in a few words that need no request id and hold nothing secret."""

from dataclasses import dataclass
from typing import Any

import botocore.exceptions
from botocore.parsers import ResponseParserError

from ecsquote.pricing.aws_clients import AWS_ERRORS

CALL_ERRORS = (*AWS_ERRORS, ResponseParserError)
"""What a call raises where it is not answered; the last where something other than AWS answers."""

_THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "EC2ThrottledException",
        "LimitExceededException",
        "SlowDown",
        "PriorRequestNotComplete",
    }
)
_DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "UnauthorizedOperation",
        "UnauthorizedException",
        "NotAuthorized",
        "AuthorizationError",
    }
)
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_REGION_DISABLED = frozenset({"UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure", "OptInRequired"})
"""What a Region answers that the account has not enabled, to credentials that other Regions take.

https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call was not answered."""

    words: str
    ends_region: bool = False
    """Whether no other call in the Region would be answered either."""


THROTTLED = Refusal("throttled")
DENIED = Refusal("denied")
EXPIRED = Refusal("the credentials have expired", ends_region=True)
REGION_DISABLED = Refusal("the Region is not enabled in the account", ends_region=True)
SIGNED_OFF = Refusal("the session of AWS IAM Identity Center has expired: run aws sso login", ends_region=True)
UNREACHABLE = Refusal("no answer from the endpoint")
NOT_AWS = Refusal("an answer that is not AWS's")
_SIGN_ON_ERRORS = (
    botocore.exceptions.SSOError,
    botocore.exceptions.SSOTokenLoadError,
    botocore.exceptions.TokenRetrievalError,
)


def refusal_of(error: Exception) -> Refusal:
    """What an error of botocore says."""
    if isinstance(error, botocore.exceptions.ClientError):
        said: Any = error.response.get("Error", {})
        return refusal_named(str(said.get("Code", "an unnamed error")))
    if isinstance(error, botocore.exceptions.HTTPClientError | botocore.exceptions.EndpointConnectionError):
        return UNREACHABLE
    if isinstance(error, _SIGN_ON_ERRORS):
        return SIGNED_OFF
    if isinstance(error, ResponseParserError):
        return NOT_AWS
    return Refusal(type(error).__name__)


def refusal_named(code: str) -> Refusal:
    """The refusal with AWS's code."""
    code = code.rpartition("#")[2]
    for codes, refusal in (
        (_THROTTLED, THROTTLED),
        (_DENIED, DENIED),
        (_EXPIRED, EXPIRED),
        (_REGION_DISABLED, REGION_DISABLED),
    ):
        if code in codes:
            return refusal
    return Refusal(f"AWS's error {code}")
