"""boto3 clients, made when first needed: the right endpoint for each partition, AWS's own retries."""

import os
import threading
from collections.abc import Callable
from typing import Any

import boto3
import botocore.exceptions
from botocore.config import Config

from ecsquote.errors import SourceError

PRICING_REGIONS = {
    "aws": "us-east-1",
    "aws-us-gov": "us-east-1",
    "aws-cn": "cn-northwest-1",
    "aws-eusc": "eusc-de-east-1",
}
"""Where the Price List Query API answers for a partition; us-east-1 answers for GovCloud.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
"""
AWS_ERRORS = (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError)
_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 8}, connect_timeout=10, read_timeout=60)

_RETRY_VARIABLES = frozenset({"AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"})
"""Boto3's standard variables for what `_CONFIG` says of retries."""

ClientMaker = Callable[[str, str], Any]
"""Service name and Region → a boto3 client."""


class AwsClients:
    """Makes each client once; boto3's standard variables (AWS_PROFILE, AWS_ENDPOINT_URL …) hold."""

    def __init__(self, make: ClientMaker | None = None) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._session: Any = None
        self._held: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        """A client; SourceError where boto3 cannot make one."""
        with self._lock:
            if (service, region) not in self._held:
                try:
                    self._held[service, region] = self._made(service, region)
                except botocore.exceptions.BotoCoreError as error:
                    raise SourceError(f"no client for {service} in {region}: {plain_reason(error)}") from error
            return self._held[service, region]

    def _made(self, service: str, region: str) -> Any:
        if self._make is not None:
            return self._make(service, region)
        if self._session is None:
            self._session = boto3.Session()
        config = _CONFIG if _RETRY_VARIABLES.isdisjoint(os.environ) else _CONFIG.merge(Config(retries=None))
        return self._session.client(service, region_name=region, config=config)

    def has_credentials(self) -> bool:
        """Whether AWS's APIs can be asked at all."""
        if self._make is not None:
            return True
        with self._lock:
            if self._session is None:
                self._session = boto3.Session()
            try:
                return self._session.get_credentials() is not None
            except botocore.exceptions.BotoCoreError:
                return False


def plain_reason(error: Exception) -> str:
    """What AWS says went wrong, without request ids, addresses or anything secret."""
    if isinstance(error, botocore.exceptions.ClientError):
        said = error.response.get("Error", {})
        reason = error.response.get("reason")  # a ValidationException of some services names one of a few
        return f"{said.get('Code', 'an error')}{f' ({reason})' if reason else ''} from {error.operation_name}"
    return type(error).__name__


def is_missing(error: Exception) -> bool:
    """Whether AWS reports that no object has this name."""
    return isinstance(error, botocore.exceptions.ClientError) and error.response["Error"].get("Code") == "NoSuchKey"
