"""What the documents of a workload show to cost money, and nobody gave a quantity for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.quotes import UnknownUsage
from ecsquote.errors import PriceError
from ecsquote.faults.pointers import Path, pointer
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.meters import Meter

_ECR_IMAGE = re.compile(r"[0-9]{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws|amazonaws\.eu)/")
_SECRET = re.compile(r"arn:[a-z-]+:secretsmanager:")
_TRACING_IMAGES = ("aws-xray-daemon", "aws-otel-collector")
"""Sidecars that send traces to X-Ray."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing that a document may show: where it is seen, and the field of `usage` that says how much."""

    component: str
    section: str
    field: str
    unit: str
    meter: Meter
    seen: Callable[[Mapping[str, Any]], Iterator[Path]]
    """The places in a task definition that show it; none where it does not."""


def unknown_usage(request: QuoteRequest, catalog: Catalog) -> tuple[UnknownUsage, ...]:
    """Everything that the request leaves open, service by service, with its unit price where the catalog has one."""
    usage = request.usage.model_dump(mode="json", exclude_unset=True)
    found: list[UnknownUsage] = []
    for index, service in enumerate(request.services):
        definition = service.task_definition.root
        inner = definition.get("taskDefinition")
        prefix: Path = ("services", index, "task_definition")
        if isinstance(inner, dict):
            definition, prefix = inner, (*prefix, "taskDefinition")
        for sign in _SIGNS:
            place = next(sign.seen(definition), None)
            if place is not None and not _given(usage, sign):
                found.append(_unknown(sign, service.name, (*prefix, *place), request, catalog))
    insights = usage.get("container_insights")
    if insights is not None and insights.get("metrics") is None:
        sign = _INSIGHTS[insights["mode"]]
        found.append(_unknown(sign, None, ("usage", "container_insights"), request, catalog))
    return tuple(found)


def _given(usage: Mapping[str, Any], sign: _Sign) -> bool:
    section = usage.get(sign.section)
    return isinstance(section, dict) and section.get(sign.field) is not None


def _unknown(sign: _Sign, service: str | None, place: Path, request: QuoteRequest, catalog: Catalog) -> UnknownUsage:
    try:
        unit_price = catalog.rate(request.region, sign.meter).tiers[0].unit_price
    except PriceError:
        unit_price = None
    return UnknownUsage(
        component=sign.component,
        service=service,
        pointer=pointer(place),
        needs=f"usage.{sign.section}.{sign.field}",
        unit=sign.unit,
        unit_price=unit_price,
    )


def _entries(document: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = document.get(name)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _containers(*path: str) -> Callable[[Mapping[str, Any], Callable[[Any], bool]], Iterator[Path]]:
    """The places of a member of containers whose value passes a test."""

    def places(definition: Mapping[str, Any], test: Callable[[Any], bool]) -> Iterator[Path]:
        for index, container in _entries(definition, "containerDefinitions"):
            value: Any = container
            for name in path:
                value = value.get(name) if isinstance(value, dict) else None
            if test(value):
                yield ("containerDefinitions", index, *path)

    return places


def _logs(definition: Mapping[str, Any]) -> Iterator[Path]:
    return _containers("logConfiguration", "logDriver")(definition, lambda driver: driver == "awslogs")


def _efs(definition: Mapping[str, Any]) -> Iterator[Path]:
    for index, volume in _entries(definition, "volumes"):
        if volume.get("efsVolumeConfiguration"):
            yield ("volumes", index, "efsVolumeConfiguration")


def _secrets(definition: Mapping[str, Any]) -> Iterator[Path]:
    for index, container in _entries(definition, "containerDefinitions"):
        for number, secret in _entries(container, "secrets"):
            if _SECRET.match(str(secret.get("valueFrom", ""))):
                yield ("containerDefinitions", index, "secrets", number)


def _parameters(definition: Mapping[str, Any]) -> Iterator[Path]:
    for index, container in _entries(definition, "containerDefinitions"):
        for number, secret in _entries(container, "secrets"):
            value = secret.get("valueFrom")
            if isinstance(value, str) and value and not _SECRET.match(value):
                yield ("containerDefinitions", index, "secrets", number)


def _images(test: Callable[[str], bool]) -> Callable[[Mapping[str, Any]], Iterator[Path]]:
    return lambda definition: _containers("image")(definition, lambda image: isinstance(image, str) and test(image))


def _traces(image: str) -> bool:
    return any(name in image for name in _TRACING_IMAGES)


_SIGNS: Iterable[_Sign] = (
    _Sign("cloudwatch_logs", "logs", "ingested_gb", "GB", meters.LOGS_INGESTED_GB, _logs),
    _Sign("efs", "efs", "stored_gb", "GB-Mo", meters.EFS_STORED_GB["STANDARD"], _efs),
    _Sign("secrets_manager", "secrets", "count", "Secrets", meters.SECRETS, _secrets),
    _Sign("systems_manager", "parameters", "advanced", "Parameter-Hrs", meters.ADVANCED_PARAMETER_HOURS, _parameters),
    _Sign("ecr", "ecr", "stored_gb", "GB-Mo", meters.ECR_STORED_GB, _images(lambda name: bool(_ECR_IMAGE.match(name)))),
    _Sign("xray", "xray", "traces_recorded", "Traces", meters.XRAY_TRACES_RECORDED, _images(_traces)),
)
_INSIGHTS = {
    mode: _Sign("container_insights", "container_insights", "metrics", "Metrics", meter, lambda _: iter(()))
    for mode, meter in (("enhanced", meters.ENHANCED_INSIGHTS_METRICS), ("standard", meters.CUSTOM_METRICS))
}
