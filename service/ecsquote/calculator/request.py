"""The quote request: what is asked, checked whole before anything is priced."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ecsquote.calculator.costs import Usage
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.errors import Fault, InputError
from ecsquote.pricing.catalog import Catalog
from ecsquote.units import HOURS_PER_MONTH, RequestDecimal
from ecsquote.workload.faults import input_error
from ecsquote.workload.request import ServiceRequest
from ecsquote.workload.service import CpuArchitecture

MAX_SERVICES = 500
MAX_INSTANCES = 100_000
HOURS_OF_THE_LONGEST_MONTH = Decimal(744)

Pattern = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9.*?\-\[\]]+$")]
Mib = Annotated[int, Field(ge=1, le=100_000_000)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FleetRequest(_Section):
    """How instances may be chosen, for EC2 and Managed Instances."""

    instance_types: Annotated[tuple[Pattern, ...], Field(max_length=200)] | None = Field(
        None, description="Patterns such as m7g.*; default: every current type that fits"
    )
    exclude_instance_types: Annotated[tuple[Pattern, ...], Field(max_length=200)] = ()
    burstable: bool = Field(False, description="T types too; surplus CPU credits are then billed")
    average_cpu_percent: Annotated[RequestDecimal, Field(ge=0, le=100)] | None = None
    max_instance_types: Annotated[int, Field(ge=1, le=50)] | None = None
    eni_trunking: bool = Field(False, description="The account setting awsvpcTrunking; always on for Managed Instances")
    target_capacity_percent: Annotated[int, Field(ge=1, le=100)] = 100
    min_instances: Annotated[int, Field(ge=0, le=MAX_INSTANCES)] = 0
    availability_zones: Annotated[int, Field(ge=1, le=6)] = 1
    reserved_memory_mib: Annotated[int, Field(ge=0, le=1_000_000)] = Field(0, description="ECS_RESERVED_MEMORY")
    registered_memory_mib: Annotated[dict[str, Mib], Field(max_length=2000)] = Field(
        default_factory=dict, description="What instances really register, by type; default: our model"
    )
    root_volume_gib: Annotated[int, Field(ge=1, le=65_536)] = 30
    root_volume_type: Literal["gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"] = "gp3"

    @model_validator(mode="after")
    def _credits_need_utilisation(self) -> "FleetRequest":
        if self.burstable and self.average_cpu_percent is None:
            raise ValueError("burstable instances bill surplus CPU credits: give average_cpu_percent (0 to 100)")
        return self


class SavingsPlanRequest(_Section):
    """A Savings Plan under which each eligible option is priced as well."""

    type: Literal["COMPUTE", "EC2_INSTANCE"]
    term_years: Literal[1, 3]
    payment_option: Literal["NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT"]
    instance_family: Annotated[str, Field(min_length=1, max_length=32)] | None = Field(
        None, description="EC2_INSTANCE plans only, e.g. m7g"
    )
    hourly_commitment: Annotated[RequestDecimal, Field(ge=0, le=1_000_000)] | None = Field(
        None, description="USD an hour; default: just enough for the steady part of the load"
    )

    @model_validator(mode="after")
    def _family_belongs_to_instance_plans(self) -> "SavingsPlanRequest":
        if self.type == "EC2_INSTANCE" and self.instance_family is None:
            raise ValueError("an EC2_INSTANCE plan needs instance_family, e.g. m7g")
        if self.type == "COMPUTE" and self.instance_family is not None:
            raise ValueError("a COMPUTE plan has no instance_family; leave it out or use EC2_INSTANCE")
        return self


class DiscountRequest(_Section):
    """A private rate: a percentage off the list price of one service, or of all (*)."""

    service_code: Annotated[str, Field(pattern=r"^(\*|[A-Za-z0-9]{1,64})$")]
    percent: Annotated[RequestDecimal, Field(ge=0, le=100)]


class ExternalRequest(_Section):
    """On-premises instances registered with ECS Anywhere; each is billed in whole hours."""

    instances: Annotated[int, Field(ge=1, le=MAX_INSTANCES)]
    hours: Annotated[RequestDecimal, Field(ge=0, le=HOURS_OF_THE_LONGEST_MONTH)] | None = None
    trial: bool = False


class QuoteRequest(_Section):
    """What a quote is asked for."""

    name: Annotated[str, Field(max_length=200)] | None = None
    region: Annotated[str, Field(min_length=1, max_length=64)]
    services: Annotated[tuple[ServiceRequest, ...], Field(min_length=1, max_length=MAX_SERVICES)]
    usage: Usage = Field(default_factory=Usage)
    launch_options: Annotated[tuple[LaunchOption, ...], Field(min_length=1, max_length=len(LaunchOption))] | None = None
    cpu_architectures: Annotated[tuple[CpuArchitecture, ...], Field(max_length=2)] = ()
    fleet: FleetRequest = Field(default_factory=FleetRequest)
    savings_plan: SavingsPlanRequest | None = None
    discounts: Annotated[tuple[DiscountRequest, ...], Field(max_length=100)] = ()
    hours_per_month: Annotated[RequestDecimal, Field(gt=0, le=HOURS_OF_THE_LONGEST_MONTH)] = HOURS_PER_MONTH
    external: ExternalRequest | None = None
    catalog_version: Annotated[str, Field(min_length=1, max_length=128)] | None = None


def read_request(document: object, catalog: Catalog) -> QuoteRequest:
    """A request that can be priced from this catalog; raises InputError with all faults at once."""
    try:
        request = QuoteRequest.model_validate(document)
    except ValidationError as error:
        refused = input_error(error)
        raise InputError(str(refused), [*refused.faults, *_document_region_faults(document, catalog)]) from None
    if faults := list(catalog_faults(request, catalog)):
        raise InputError("the request cannot be priced as it stands", faults)
    return request


def _document_region_faults(document: object, catalog: Catalog) -> Iterator[Fault]:
    """The Region's fault even where other fields are wrong too, so that all come at once."""
    if isinstance(document, dict) and isinstance(region := document.get("region"), str):
        yield from _region_faults(region, catalog)


def catalog_faults(request: QuoteRequest, catalog: Catalog) -> Iterator[Fault]:
    """What only a catalog can tell: unknown Regions and instance types, and names that clash."""
    region_faults = list(_region_faults(request.region, catalog))
    yield from region_faults
    regions = frozenset(region.code for region in catalog.regions())
    if request.usage.data_transfer is not None and not region_faults:
        yield from request.usage.data_transfer.faults(regions, request.region)
    yield from _duplicate_services(request.services)
    yield from _duplicates("/discounts", [discount.service_code for discount in request.discounts])
    for field in ("instance_types", "exclude_instance_types"):
        patterns: Sequence[str] | None = getattr(request.fleet, field)
        for index, pattern in enumerate(patterns or ()):
            if not any(fnmatchcase(name, pattern) for name in catalog.instance_types):
                yield Fault(f"/fleet/{field}/{index}", f"no instance type matches {pattern}")
    for name in request.fleet.registered_memory_mib:
        if name not in catalog.instance_types:
            yield Fault(f"/fleet/registered_memory_mib/{name}", f"{name} is not an instance type")


def _region_faults(region: str, catalog: Catalog) -> Iterator[Fault]:
    try:
        next(iter(catalog.prices(region)), None)
    except InputError as error:
        yield Fault("/region", str(error))


def _duplicate_services(services: Sequence[ServiceRequest]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, service in enumerate(services):
        name = service.to_service().name
        if name in first:
            at = first[name]
            yield Fault(f"/services/{index}/name", f"service {at} is called {name} too; give each service its own name")
        first.setdefault(name, index)


def _duplicates(pointer: str, names: Sequence[str]) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(f"{pointer}/{index}", f"{name} is there twice")
