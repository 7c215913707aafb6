"""The saved scan: what one read of an account found, without secrets, so that everything later works offline.

Lists hold the objects as boto3 spells them for each service (ECS in camelCase; EC2, Elastic Load Balancing and Auto
Scaling in PascalCase), reduced to the members of `kept_members.py`, with times as ISO 8601 text.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ecsquote.account.kept_members import kept_objects
from ecsquote.documents import Bounds, parse_json
from ecsquote.errors import InputError, InputTooLarge, UnreadableInput
from ecsquote.faults.pydantic_errors import input_error

MAX_BYTES = 256 * 1024 * 1024
DAYS = 14
MAX_DAYS = 42
"""Application Auto Scaling keeps its activities for six weeks."""
BOUNDS = Bounds(values=16_000_000, entries=500_000)
"""A thousand services with four metrics by the hour over six weeks hold about four million values."""


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("must have a time zone, such as 2026-11-30T12:00:00Z")
    return time.astimezone(UTC)


UtcTime = Annotated[datetime, AfterValidator(_in_utc)]
AwsObject = dict[str, Any]
AwsObjects = list[AwsObject]


class _SavedPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SavedMetric(_SavedPart):
    """One CloudWatch metric by the hour: `values[n]` is that of the hour that begins n hours after `start`."""

    namespace: str
    name: str
    statistic: Literal["Average", "Maximum", "Minimum", "Sum", "SampleCount"]
    dimensions: dict[str, str]
    unit: str | None = None
    start: UtcTime
    period_seconds: Annotated[int, Field(ge=60, le=86400)] = 3600
    values: list[Decimal | None]
    """Null where CloudWatch has no data."""


class SavedNotRead(_SavedPart):
    """A call that was not answered, and what nobody knows because of it."""

    region: str
    action: str
    why: str
    leaves_unknown: str
    account: str | None = None


class SavedRegion(_SavedPart):
    """What one account has in one Region."""

    account: str
    region: str
    clusters: AwsObjects = []
    services: AwsObjects = []
    tasks: AwsObjects = []
    """Running ones, and those that stopped within the hour for which ECS still shows them."""
    task_definitions: AwsObjects = []
    """The revisions in use, each with its `tags`."""
    capacity_providers: AwsObjects = []
    container_instances: AwsObjects = []
    auto_scaling_groups: AwsObjects = []
    instances: AwsObjects = []
    """EC2's view of the container instances and of the members of the Auto Scaling groups."""
    volumes: AwsObjects = []
    """Those attached to these instances and to tasks."""
    scalable_targets: AwsObjects = []
    scaling_policies: AwsObjects = []
    scheduled_actions: AwsObjects = []
    scaling_activities: AwsObjects = []
    """Those of the days that were read, and the last successful one of each service before them."""
    load_balancers: AwsObjects = []
    """Classic Load Balancers have a `LoadBalancerName` and no `LoadBalancerArn`."""
    target_groups: AwsObjects = []
    listeners: AwsObjects = []
    nat_gateways: AwsObjects = []
    route_tables: AwsObjects = []
    subnets: AwsObjects = []
    vpc_endpoints: AwsObjects = []
    addresses: AwsObjects = []
    network_interfaces: AwsObjects = []
    """Those with a public IPv4 address."""
    log_groups: AwsObjects = []
    """Those that task definitions name, with `taskDefinitionArns`, and those of Container Insights."""
    file_systems: AwsObjects = []
    rules: AwsObjects = []
    """EventBridge rules that run tasks, each with its `Targets`."""
    schedules: AwsObjects = []
    savings_plans: AwsObjects = []
    """The account's, in the first Region that has a cluster."""
    reserved_instances: AwsObjects = []
    metrics: list[SavedMetric] = []


AWS_LISTS = tuple(name for name in SavedRegion.model_fields if name not in ("account", "region", "metrics"))
"""The members of a Region that hold objects of AWS."""


class SavedScan(_SavedPart):
    """One read of an account, whole enough to quote from."""

    saved_scan: Literal[1] = 1
    read_at: UtcTime
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = DAYS
    regions: list[SavedRegion]
    not_read: list[SavedNotRead] = []

    def document(self) -> dict[str, Any]:
        """The scan as JSON values: numbers as numbers, times as text."""
        document: dict[str, Any] = _plain(self.model_dump())
        return document

    def text(self) -> str:
        """The JSON text that `--save` writes."""
        return json.dumps(self.document(), ensure_ascii=False, separators=(",", ":")) + "\n"


def read_saved_scan(content: bytes) -> SavedScan:
    """The scan in a file. What a scan does not keep is dropped again, in case the file was made elsewhere.

    Raises InputTooLarge, UnreadableInput for what is not JSON, and InputError with each fault and its place.
    """
    if len(content) > MAX_BYTES:
        raise InputTooLarge(f"the saved scan is larger than {MAX_BYTES:,} bytes")
    try:
        document = parse_json(content.decode("utf-8-sig"), BOUNDS)
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"the saved scan is not UTF-8: byte {error.start} cannot be read") from None
    return saved_scan_of(document)


def saved_scan_of(document: object) -> SavedScan:
    """The scan in a JSON document; errors as for `read_saved_scan`."""
    if not isinstance(document, Mapping) or "saved_scan" not in document:
        raise InputError("this is not a saved scan: write one with ecsquote scan --save FILE")
    try:
        scan = SavedScan.model_validate(document)
    except ValidationError as error:
        raise input_error(error, document, SavedScan) from None
    return scan.model_copy(update={"regions": [_cleaned(region) for region in scan.regions]})


def _cleaned(region: SavedRegion) -> SavedRegion:
    return region.model_copy(update={name: kept_objects(name, getattr(region, name)) for name in AWS_LISTS})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value
