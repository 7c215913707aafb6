"""A service of a quote request: ECS documents as AWS spells them, a name and a load, fully validated."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    RootModel,
    model_validator,
)

from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import duplicate_names, raise_to_pydantic
from ecsquote.units import RequestDecimal
from ecsquote.workload.load import ConstantTasks, LoadForm, MonthlyRuns
from ecsquote.workload.service import Deployments, Service, ServiceDefinition, TaskDefinition
from ecsquote.workload.service_definition import check_volumes, parse_service_definition
from ecsquote.workload.task_definition import is_task_definition, parse_task_definition

__all__ = [
    "ServiceDefinitionDocument",
    "ServiceRequest",
    "Tags",
    "TaskDefinitionDocument",
    "duplicate_names",
    "is_task_definition",
]

MAX_NAME = 255
MAX_TAGS = 50
_TagKey = Annotated[str, Field(min_length=1, max_length=128)]
Tags = Annotated[dict[_TagKey, Annotated[str, Field(max_length=256)]], Field(max_length=MAX_TAGS)]
"""Keys and values, bounded as AWS bounds tags: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"""
MAX_DEPLOYMENTS = 100_000
MAX_DEPLOYMENT_MINUTES = 10_080
SHORTEST_MONTH_MINUTES = 28 * 24 * 60


_MAX_KNOWN, _MAX_KNOWN_BYTES = 256, 16_384
_KNOWN: dict[bytes, TaskDefinition] = {}
"""Task definitions by their text: the same ones come again in every Region of a comparison and step of an analysis."""


def _task_definition(document: dict[str, Any], text: bytes) -> TaskDefinition:
    """The document as the calculator reads it, read once; InputError for what AWS would refuse."""
    known = _KNOWN.get(text)
    if known is None:
        known = parse_task_definition(document)
        if len(text) <= _MAX_KNOWN_BYTES:
            if len(_KNOWN) >= _MAX_KNOWN:
                _KNOWN.clear()
            _KNOWN[text] = known
    return known


def _plain_json(document: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The document as it can be kept and answered, and its text, which differs wherever two documents differ.

    Numbers with a point are times of day in what AWS prints (registeredAt, createdAt), doubles there as here.
    InputError for text that is not Unicode, integers beyond 64 bits, or too many levels.
    """
    try:
        text = orjson.dumps(document, default=_double)
    except orjson.JSONEncodeError as error:
        message = f"must be plain JSON (Unicode text, integers of 64 bits, at most 254 levels): {error}"
        raise InputError(message, [Fault("", message)]) from None
    return orjson.loads(text), text


def _double(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


class TaskDefinitionDocument(RootModel[dict[str, Any]]):
    """ECS JSON: what register-task-definition takes or describe-task-definition prints."""

    _parsed: TaskDefinition = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> "TaskDefinitionDocument":
        try:
            self.root, text = _plain_json(self.root)
            self._parsed = _task_definition(self.root, text)
        except InputError as error:
            raise_to_pydantic(error)
        return self

    @property
    def parsed(self) -> TaskDefinition:
        """The document as the calculator reads it."""
        return self._parsed


class ServiceDefinitionDocument(RootModel[dict[str, Any]]):
    """ECS JSON: what create-service takes or describe-services prints."""

    _parsed: ServiceDefinition = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> "ServiceDefinitionDocument":
        try:
            self.root, _ = _plain_json(self.root)
            self._parsed = parse_service_definition(self.root)
        except InputError as error:
            raise_to_pydantic(error)
        return self

    @property
    def parsed(self) -> ServiceDefinition:
        """The document as the calculator reads it."""
        return self._parsed


def printable_name(name: str) -> str:
    """A validator of names: ValueError for blank ones and control characters."""
    if not name.isprintable() or not name.strip():
        raise ValueError("must be printable text")
    return name


class DeploymentsRequest(BaseModel):
    """How often a service is deployed; its deploymentConfiguration sets how many tasks run meanwhile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_month: Annotated[RequestDecimal, Field(gt=0, le=MAX_DEPLOYMENTS)] = Field(description="Deployments a month")
    minutes_each: Annotated[RequestDecimal, Field(gt=0, le=MAX_DEPLOYMENT_MINUTES)] = Field(
        description="How long old and new tasks run at the same time, including any bake time"
    )

    @model_validator(mode="after")
    def _fits_into_a_month(self) -> "DeploymentsRequest":
        if self.per_month * self.minutes_each > SHORTEST_MONTH_MINUTES:
            message = f"makes deployments of more than {SHORTEST_MONTH_MINUTES} minutes, longer than a month"
            raise_to_pydantic(InputError(message, [Fault("/minutes_each", message)]))
        return self

    def to_deployments(self) -> Deployments:
        """The rate, exactly."""
        return Deployments(Fraction(self.per_month), Fraction(self.minutes_each))


class ServiceRequest(BaseModel):
    """One service or scheduled task of the workload; `name` and `load` are filled in where the request is silent."""

    model_config = ConfigDict(extra="forbid")

    task_definition: TaskDefinitionDocument = Field(description="The task definition as ECS takes or prints it")
    service_definition: ServiceDefinitionDocument | None = Field(
        None, description="The service as ECS takes or prints it; default: a replica service without network settings"
    )
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(printable_name)] | None = Field(
        None, description="Default: the task definition's family"
    )
    load: LoadForm | None = Field(None, description="Default: the service's desiredCount, or 1 task")
    deployments: DeploymentsRequest | None = Field(
        None, description="Default: none; tasks that deployments add are then not billed"
    )
    tags: Tags = Field(default_factory=dict, description="Kept, filterable and exported")
    schema_address: Any = Field(None, alias="$schema", exclude=True, description="For editors; ignored")
    comment: Any = Field(None, exclude=True, description="Ignored")

    @model_validator(mode="after")
    def _fill_in(self) -> "ServiceRequest":
        if self.name is None:
            self.name = self.task_definition.parsed.family
        if self.load is None:
            self.load = ConstantTasks(tasks=self._desired_tasks())
        return self

    @model_validator(mode="after")
    def _deployments_replace_tasks(self) -> "ServiceRequest":
        if self.deployments is not None and (self._definition().daemon or isinstance(self.load, MonthlyRuns)):
            what = (
                "a DAEMON service replaces its tasks in place"
                if self._definition().daemon
                else "runs end by themselves"
            )
            message = f"must be left out: {what}"
            raise_to_pydantic(InputError(message, [Fault("/deployments", message)]))
        return self

    @model_validator(mode="after")
    def _volumes_are_those_of_the_task(self) -> "ServiceRequest":
        if self.service_definition is not None:
            try:
                check_volumes(self.service_definition.root, self._definition(), self.task_definition.parsed)
            except InputError as error:
                raise_to_pydantic(error.under("/service_definition"))
        return self

    def _desired_tasks(self) -> int:
        definition = self._definition()
        if definition.daemon:
            return 0
        return 1 if definition.desired_count is None else definition.desired_count

    def _definition(self) -> ServiceDefinition:
        return ServiceDefinition() if self.service_definition is None else self.service_definition.parsed

    def to_service(self) -> Service:
        """The service as the calculator reads it."""
        if self.name is None or self.load is None:
            raise AssertionError("both are filled in by validation")
        return Service(
            name=self.name,
            task_definition=self.task_definition.parsed,
            definition=self._definition(),
            load=self.load.to_load(),
            deployments=None if self.deployments is None else self.deployments.to_deployments(),
        )
