"""Elastic Load Balancing: hours, capacity units, trust stores, and what comes with them (addresses, zone crossings)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.data_transfer import inter_az_lines
from ecsquote.calculator.costs.load_balancer_traffic import LoadBalancerType, PlacedFault, Traffic, share_faults
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.costs.quantities import Count, HourlyQuantity, Hours, Quantity, Zones
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.errors import Fault, InputError
from ecsquote.facts import fact
from ecsquote.faults.collected import raise_to_pydantic
from ecsquote.faults.pointers import pointer
from ecsquote.pricing.meters import (
    CLASSIC_LB_GB,
    INTER_AZ_GB,
    LOAD_BALANCER_OPERATIONS,
    PUBLIC_IPV4_HOURS,
    TRUST_STORE_HOURS,
    Meter,
    load_balancer_hours,
    load_balancer_lcu,
    load_balancer_reserved_lcu,
)

MAX_TRAFFIC_PARTS = 744
_UNIT_NAMES = {"application": "LCU", "network": "NLCU", "gateway": "GLCU"}
_RESERVABLE = ("application", "network")
GATEWAY_UNIT = (
    "a gateway load balancer's GLCU is assumed to be {new_connections_per_second} new connections per second, "
    "{active_connections:,} active ones or {processed_gb_per_hour} GB per hour, which is not confirmed by "
    "AWS's page; lcu_per_hour overrides it"
)


class LoadBalancer(CostComponent):
    """One load balancer. Source: https://aws.amazon.com/elasticloadbalancing/pricing/."""

    component: ClassVar[str] = "load_balancer"

    type: LoadBalancerType = Field(description="The kind of load balancer.")
    scheme: Literal["internet-facing", "internal"] = Field(
        "internet-facing",
        description="An internet-facing one has a public IPv4 address in each zone; gateway load balancers have none.",
    )
    availability_zones: Zones = Field(2, description="Zones it is enabled in; an Application Load Balancer needs 2.")
    hours: Hours | None = Field(
        None,
        description="Hours that it exists in the month; a partial hour is billed in full. Default: the full month.",
    )
    lcu_per_hour: HourlyQuantity | None = Field(
        None, description="Capacity units (LCU, NLCU, GLCU) used each hour; give this or `traffic`."
    )
    traffic: Annotated[tuple[Traffic, ...], Field(max_length=MAX_TRAFFIC_PARTS)] | None = Field(
        None, description="Its traffic through the month; give this or `lcu_per_hour`."
    )
    reserved_lcu: HourlyQuantity = Field(
        Decimal(0), description="Reserved capacity units; units used beyond them in an hour are also billed."
    )
    mutual_tls_trust_stores: Count = Field(0, description="Trust stores for mutual TLS (application only).")
    cross_zone: bool = Field(
        False,
        description="Cross-zone load balancing (network only): (n − 1)/n of the GB cross zones, billed on both sides.",
    )
    processed_gb: Quantity = Field(
        Decimal(0),
        description="GB processed in the month: classic; or network with cross_zone where no traffic is given.",
    )

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Hours of each type, its capacity units, and what comes with them."""
        for kind in LOAD_BALANCER_OPERATIONS:
            yield load_balancer_hours(kind)
        for kind in _UNIT_NAMES:
            yield load_balancer_lcu(kind)
        for kind in _RESERVABLE:
            yield load_balancer_reserved_lcu(kind)
        yield from (CLASSIC_LB_GB, TRUST_STORE_HOURS, PUBLIC_IPV4_HOURS, INTER_AZ_GB)

    @model_validator(mode="after")
    def _refuse_faults(self) -> "LoadBalancer":
        faults = tuple(Fault(pointer(place), message) for place, message in self._faults())
        if faults:
            raise_to_pydantic(InputError("the load balancer is not valid", faults))
        return self

    def _faults(self) -> Iterator[PlacedFault]:
        minimum: int = fact("load_balancers", "minimum_application_zones")
        if self.type == "application" and self.availability_zones < minimum:
            yield ("availability_zones",), f"an Application Load Balancer needs at least {minimum} Availability Zones"
        yield from self._capacity_faults()
        if self.mutual_tls_trust_stores and self.type != "application":
            yield ("mutual_tls_trust_stores",), "only an application load balancer has mutual TLS trust stores"
        if self.cross_zone and self.type != "network":
            yield ("cross_zone",), "cross_zone is for network load balancers only; other types pay nothing across zones"
        if self.processed_gb and self.type != "classic" and not (self.cross_zone and self.type == "network"):
            yield (
                ("processed_gb",),
                "processed_gb is for classic load balancers; other types take traffic or lcu_per_hour",
            )
        if self.processed_gb and self.traffic and self.cross_zone:
            yield ("processed_gb",), "must be left out with traffic, which includes the GB processed"

    def _capacity_faults(self) -> Iterator[PlacedFault]:
        if self.type == "classic":
            for field in ("lcu_per_hour", "traffic", "reserved_lcu"):
                if getattr(self, field):
                    yield (field,), f"a classic load balancer is billed by processed_gb; leave {field} out"
            return
        if self.lcu_per_hour is not None and self.traffic:
            yield ("traffic",), "give either lcu_per_hour or traffic, not both"
        if self.traffic:
            yield from share_faults(self.traffic)
        for index, part in enumerate(self.traffic or ()):
            for place, message in part.faults(self.type):
                yield ("traffic", index, *place), message
            if self.reserved_lcu and part.protocol == "TLS":
                yield ("reserved_lcu",), "AWS reserves no capacity for a network load balancer with TLS listeners"
        if self.reserved_lcu and self.type not in _RESERVABLE:
            yield ("reserved_lcu",), f"AWS reserves capacity for application and network, not {self.type}"

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Hours, capacity units (reserved, then used beyond), trust stores, addresses, zone crossings."""
        hours = self._billed_hours(bill)
        name = f"{self.type.title()} Load Balancer"
        yield from charge(LoadBalancer, bill, load_balancer_hours(self.type), hours, f"{name} hours")
        if self.type == "classic":
            yield from charge(LoadBalancer, bill, CLASSIC_LB_GB, self.processed_gb, f"{name} data processed")
        else:
            unit = _UNIT_NAMES[self.type]
            if self.reserved_lcu:
                reserved = hours * Fraction(self.reserved_lcu)
                meter = load_balancer_reserved_lcu(self.type)
                yield from charge(LoadBalancer, bill, meter, reserved, f"{name} reserved capacity units ({unit})")
            used = self._unreserved_units_an_hour() * hours
            yield from charge(LoadBalancer, bill, load_balancer_lcu(self.type), used, f"{name} capacity units ({unit})")
        trust_store_hours = self.mutual_tls_trust_stores * hours
        yield from charge(LoadBalancer, bill, TRUST_STORE_HOURS, trust_store_hours, "Mutual TLS trust store hours")
        if self.scheme == "internet-facing" and self.type != "gateway":
            addresses = PublicIpv4(
                address_hours=self.availability_zones * hours, used_by=f"{name}, one address per zone"
            )
            yield from addresses.line_items(bill)
        if self.cross_zone:
            crossing = Fraction(self.availability_zones - 1, self.availability_zones) * self._processed_gb(hours)
            yield from inter_az_lines(bill, crossing, f"{name} cross-zone")

    def _billed_hours(self, bill: Bill) -> Fraction:
        """The full month, or the given hours with each partial hour counted in full."""
        return Fraction(bill.hours_per_month) if self.hours is None else Fraction(ceil(self.hours))

    def _unreserved_units_an_hour(self) -> Fraction:
        """Average capacity units above the reserved ones, computed per kind of hour."""
        reserved = Fraction(self.reserved_lcu)
        if not self.traffic:
            return max(Fraction(0), Fraction(self.lcu_per_hour or 0) - reserved)
        return sum(
            (
                Fraction(part.share_of_hours) * max(Fraction(0), part.capacity_units(self.type) - reserved)
                for part in self.traffic
            ),
            Fraction(0),
        )

    def _processed_gb(self, hours: Fraction) -> Fraction:
        if not self.traffic:
            return Fraction(self.processed_gb)
        an_hour = (Fraction(part.share_of_hours) * Fraction(part.processed_gb_per_hour) for part in self.traffic)
        return hours * sum(an_hour, Fraction(0))

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """What the request leaves out, or AWS bills elsewhere."""
        if self.type == "gateway":
            yield "AWS bills endpoints of gateway load balancers separately; they are not priced here"
        if self.type == "gateway" and self.traffic:
            yield GATEWAY_UNIT.format(**fact("load_balancers", "gateway_capacity_unit"))
        if self.type != "classic" and self.lcu_per_hour is None and not self.traffic:
            yield f"the {self.type} load balancer carries no traffic: neither lcu_per_hour nor traffic is given"
        if self.cross_zone and not self.traffic and not self.processed_gb:
            yield "no GB cross zones at the network load balancer: neither traffic nor processed_gb is given"
        if self.scheme == "internet-facing" and self.type != "gateway":
            yield "an internet-facing load balancer has one public IPv4 address per zone; AWS adds more as it scales"
