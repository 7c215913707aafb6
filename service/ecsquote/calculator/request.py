"""The quote request, fully validated before anything is priced."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, ValidationError, model_validator

from ecsquote.calculator.components import Usage
from ecsquote.calculator.costs.quantities import HOURS_OF_THE_LONGEST_MONTH, Hours
from ecsquote.calculator.fleet_request import AWS_ZONES, FleetRequest
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.placement.rules.placement_expressions import parse_expression
from ecsquote.calculator.request_section import MAX_INSTANCES, Percent, Section, Whole, refuse
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import duplicate_names, input_error
from ecsquote.faults.pointers import pointer
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.region_zones import region_zones
from ecsquote.units import HOURS_PER_MONTH, RequestDecimal
from ecsquote.workload.capacity import FARGATE_PROVIDERS
from ecsquote.workload.service import CpuArchitecture, Service
from ecsquote.workload.service_request import ServiceRequest, Tags

MAX_SERVICES = 500
MAX_PLANS = 5


_STACKED = [
    {"type": "EC2_INSTANCE", "instance_family": "m7g", "term_years": 3, "payment_option": "ALL_UPFRONT"},
    {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT", "hourly_commitment": "1.5"},
]
"""The example in the API's description."""


class ReservedInstancesRequest(Section):
    """Reserved Instances that are there for this workload; they cover its instances before any Savings Plan."""

    instance_type: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        description="The instance type they are for"
    )
    operating_system: Literal["LINUX", "WINDOWS"] = Field("LINUX", description="The platform they are for")
    count: Annotated[Whole, Field(ge=1, le=MAX_INSTANCES)] = Field(description="How many there are")
    hourly_rate: Annotated[RequestDecimal, Field(ge=0, le=1_000_000)] = Field(
        description="USD per instance-hour, any upfront payment spread over the term (AWS's effective hourly rate)"
    )


class DiscountRequest(Section):
    """A private rate: a percentage off the list price of one service, or of all (*)."""

    service_code: Annotated[str, Field(pattern=r"^(\*|[A-Za-z0-9]{1,64})$")] = Field(
        description="A service code of the price list, such as AmazonECS; * for every service"
    )
    percent: Percent = Field(description="Percent off the list price")


class ExternalRequest(Section):
    """On-premises instances registered with ECS Anywhere; each is billed in whole hours."""

    instances: Annotated[Whole, Field(ge=1, le=MAX_INSTANCES)] = Field(description="Registered instances")
    hours: Hours | None = Field(None, description="Hours that each is registered; default: the full month")
    trial: StrictBool = Field(False, description="Apply the hours that AWS gives free for the first six months")


class CapacityProviderRequest(Section):
    """An Auto Scaling group's capacity provider that a service's strategy names."""

    purchase_option: Literal["ON_DEMAND", "SPOT"] = Field("ON_DEMAND", description="How its instances are bought")


ProviderName = Annotated[str, Field(min_length=1, max_length=255)]


class QuoteRequest(Section):
    """What a quote is asked for."""

    schema_address: Any = Field(None, alias="$schema", exclude=True, description="For editors; ignored")
    comment: Any = Field(None, exclude=True, description="Ignored")
    name: Annotated[str, Field(max_length=200)] | None = Field(None, description="What the quote is called")
    region: Annotated[str, Field(min_length=1, max_length=64)] = Field(description="The AWS Region that it runs in")
    services: Annotated[list[ServiceRequest], Field(min_length=1, max_length=MAX_SERVICES)] = Field(
        description="The services of the workload; they share instances"
    )
    usage: Usage = Field(default_factory=Usage, description="What surrounds the tasks, for the whole workload")
    launch_options: Annotated[list[LaunchOption], Field(min_length=1, max_length=len(LaunchOption))] | None = Field(
        None, description="The launch options that are priced; default: all"
    )
    cpu_architectures: Annotated[tuple[CpuArchitecture, ...], Field(max_length=2)] = Field(
        (), description="Each option is priced on each of these; default: on the task definitions' own"
    )
    fleet: FleetRequest = Field(default_factory=FleetRequest, description="Which instances are chosen, and how")
    savings_plan: SavingsPlanRequest | None = Field(
        None, description="A Savings Plan; each eligible option is also priced under it"
    )
    savings_plans: Annotated[tuple[SavingsPlanRequest, ...], Field(max_length=MAX_PLANS)] = Field(
        (),
        description="Plans that are applied together, hour by hour; each eligible option is also priced under all of "
        "them. Replaces savings_plan",
        examples=[_STACKED],
    )
    reserved_instances: Annotated[tuple[ReservedInstancesRequest, ...], Field(max_length=100)] = Field(
        (), description="Reserved Instances that are there for this workload"
    )
    discounts: Annotated[tuple[DiscountRequest, ...], Field(max_length=100)] = Field(
        (), description="Private rates, as percentages off the list price"
    )
    hours_per_month: Annotated[RequestDecimal, Field(gt=0, le=HOURS_OF_THE_LONGEST_MONTH)] = Field(
        HOURS_PER_MONTH, description="Hours of the month that is priced"
    )
    external: ExternalRequest | None = Field(
        None, description="On-premises instances; without them EXTERNAL is not priced"
    )
    capacity_providers: Annotated[dict[ProviderName, CapacityProviderRequest], Field(max_length=100)] = Field(
        default_factory=dict,
        description="Capacity providers (Auto Scaling groups) that strategies name; On-Demand unless described as Spot",
    )
    current: LaunchOption | Literal["none"] | None = Field(
        None,
        description="What the workload runs on today, which every option is compared with: a launch option, or none; "
        "default: what the ECS documents say (launchType, capacityProviderStrategy, requiresCompatibilities)",
    )
    spot: StrictBool = Field(True, description="`false` leaves out every Spot option; a strategy keeps its Spot")
    tags: Tags = Field(default_factory=dict, description='e.g. {"team": "web"}: kept, filterable, exported')
    catalog_version: Annotated[str, Field(min_length=1, max_length=128)] | None = Field(
        None, description="The version of the price catalog; default: the current one"
    )
    advice: StrictBool = Field(False, description="Also quote changes to the request, and list those that save")

    @property
    def plans(self) -> tuple[SavingsPlanRequest, ...]:
        """The Savings Plan, or those that are stacked."""
        return self.savings_plans if self.savings_plan is None else (self.savings_plan,)

    @model_validator(mode="after")
    def _spot_is_wanted(self) -> "QuoteRequest":
        for index, option in enumerate(() if self.spot else self.launch_options or ()):
            if option.spot:
                refuse(
                    f"launch_options/{index}", f"{option.value} is a Spot option, and spot is false; drop one of them"
                )
        return self

    @model_validator(mode="after")
    def _one_plan_or_several(self) -> "QuoteRequest":
        if self.savings_plan is not None and self.savings_plans:
            refuse("savings_plans", "must be left out with savings_plan; put that plan into this list")
        return self


def read_request(document: object, catalog: Catalog) -> QuoteRequest:
    """A request that can be priced from this catalog; raises InputError with all faults at once."""
    try:
        request = QuoteRequest.model_validate(document)
    except ValidationError as error:
        refused = input_error(error, document, QuoteRequest)
        if regions := list(_document_region_faults(document, catalog)):
            raise InputError("the request is not valid", [*refused.faults, *regions]) from None
        raise refused from None
    if faults := list(catalog_faults(request, catalog)):
        raise InputError("the request is not valid", faults)
    return request


def _document_region_faults(document: object, catalog: Catalog) -> Iterator[Fault]:
    """The Region's fault even where other fields are wrong too, so that all come at once."""
    if isinstance(document, dict) and isinstance(region := document.get("region"), str):
        yield from _region_faults(region, catalog)


def catalog_faults(request: QuoteRequest, catalog: Catalog) -> Iterator[Fault]:
    """Faults that only a catalog shows: unknown Regions and instance types, and duplicate names."""
    region_faults = list(_region_faults(request.region, catalog))
    yield from region_faults
    if request.usage.data_transfer is not None and not region_faults:
        regions = frozenset(region.code for region in catalog.regions())
        yield from request.usage.data_transfer.faults(regions, request.region)
    services = [service.to_service() for service in request.services]
    yield from duplicate_names(service.name for service in services)
    for index, service in enumerate(services):
        yield from _expression_faults(index, service)
    yield from _provider_faults(request, services)
    yield from _duplicates("/discounts", [discount.service_code for discount in request.discounts])
    yield from _zone_faults(request)
    for field in ("instance_types", "exclude_instance_types"):
        patterns: Sequence[str] | None = getattr(request.fleet, field)
        for index, pattern in enumerate(patterns or ()):
            if not any(fnmatchcase(name, pattern) for name in catalog.instance_types):
                yield Fault(f"/fleet/{field}/{index}", f"no instance type matches {pattern}")
    for index, reserved in enumerate(request.reserved_instances):
        if reserved.instance_type not in catalog.instance_types:
            message = f"{reserved.instance_type} is not an instance type"
            yield Fault(f"/reserved_instances/{index}/instance_type", message)
    for name in request.fleet.registered_memory_mib:
        if name not in catalog.instance_types:
            yield Fault(f"/fleet/registered_memory_mib/{name}", f"{name} is not an instance type")


def _zone_faults(request: QuoteRequest) -> Iterator[Fault]:
    """More zones than the Region has; the defaults give way where a Region has fewer."""
    zones = len(region_zones(request.region))
    message = f"must be at most {zones}: {request.region} has {zones} Availability Zones"
    fleet, managed = request.fleet, request.fleet.managed_instances
    if zones and "availability_zones" in fleet.model_fields_set and fleet.availability_zones > zones:
        yield Fault("/fleet/availability_zones", message)
    if (
        zones
        and "availability_zones" in managed.model_fields_set
        and managed.availability_zones > max(zones, AWS_ZONES)
    ):
        yield Fault("/fleet/managed_instances/availability_zones", message)


def _region_faults(region: str, catalog: Catalog) -> Iterator[Fault]:
    if any(known.code == region for known in catalog.regions()):
        return
    try:
        next(iter(catalog.prices(region)), None)
    except InputError as error:
        yield Fault("/region", str(error))


def _provider_faults(request: QuoteRequest, services: Sequence[Service]) -> Iterator[Fault]:
    named = {share.capacity_provider for service in services for share in service.definition.capacity_provider_strategy}
    for name in request.capacity_providers:
        if name in FARGATE_PROVIDERS:
            message = f"{name} is provided by AWS; describe only capacity providers of Auto Scaling groups"
            yield Fault(pointer(("capacity_providers", name)), message)
        elif name not in named:
            among = ", ".join(sorted(named - FARGATE_PROVIDERS)) or "no capacity provider of an Auto Scaling group"
            message = f"no capacityProviderStrategy names {name}; the services name {among}"
            yield Fault(pointer(("capacity_providers", name)), message)


def _expression_faults(index: int, service: Service) -> Iterator[Fault]:
    documents = {
        "task_definition": service.task_definition.placement_expressions,
        "service_definition": service.definition.placement_expressions,
    }
    for document, expressions in documents.items():
        for expression in expressions:
            try:
                parse_expression(expression)
            except InputError as error:
                yield Fault(f"/services/{index}/{document}/placementConstraints", str(error))


def _duplicates(pointer: str, names: Sequence[str]) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(f"{pointer}/{index}", f"{name} is listed twice")
