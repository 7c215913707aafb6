"""The rules of a production fleet, as the request and the Region give them."""

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.market.burst_terms import average_cpu_percent
from ecsquote.calculator.options.market.candidates import Market
from ecsquote.calculator.placement.production.request import ProductionRules


def production_rules(fleet: FleetRequest, market: Market, zones: tuple[str, ...], *, managed: bool) -> ProductionRules:
    """What the fleet section says; `zones`: of the Region, empty where they are not known."""
    return ProductionRules(
        availability_zones=min(fleet.availability_zones, len(zones)) if zones else fleet.availability_zones,
        deployment_headroom=fleet.deployment_headroom,
        instance_start_minutes=fleet.instance_start_minutes,
        scale_in_minutes=fleet.scale_in_minutes,
        target_capacity_percent=fleet.target_capacity_percent,
        min_instances=fleet.min_instances,
        max_instance_types=fleet.max_instance_types,
        two_from_zero=not managed and not fleet.min_instances,
        average_cpu_percent=average_cpu_percent(fleet),
        zone_codes=zones,
        bursts=market.bursts,
        only_for=market.only_for,
    )
