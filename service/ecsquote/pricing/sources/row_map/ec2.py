"""AmazonEC2: On-Demand instance hours and surplus CPU credits.

https://aws.amazon.com/ec2/pricing/on-demand/
"""

from ecsquote.pricing import meters
from ecsquote.pricing.sources.row_map.rule import RowMeaning, Rule

_COMPUTE, _BARE_METAL = "Compute Instance", "Compute Instance (bare metal)"


def _instance_rule(system: str, tenancy: str, usage_type: str, families: tuple[str, ...]) -> Rule:
    """On-Demand instance hours without software, licence, reservation or capacity block."""
    rank = 0 if tenancy == "Shared" else 1
    return Rule(
        offer="AmazonEC2",
        usage_type=usage_type,
        units=("Hrs",),
        meaning=lambda match, _attributes: RowMeaning(meters.instance_hours(match["type"], system), rank=rank),
        attributes={
            "operation": meters.RUN_INSTANCES[system],
            "operatingSystem": system.capitalize(),
            "tenancy": tenancy,
            "preInstalledSw": "NA",
            "licenseModel": "No License required",
            "capacitystatus": "Used",
            "marketoption": "OnDemand",
        },
        families=families,
    )


# Not kept: UnusedBox, Reservation, DedicatedUsage, UnusedDed, DedicatedRes, HostBoxUsage, capacity blocks, BYOL,
# SQL Server, and the data transfer rows that the offer repeats.
_INSTANCE_HOURS = tuple(
    rule
    for system in meters.RUN_INSTANCES
    for rule in (
        _instance_rule(system, "Shared", r"BoxUsage:(?P<type>[a-z0-9-]+\.[a-z0-9-]+)", (_COMPUTE, _BARE_METAL)),
        # A bare metal type may be sold under Dedicated tenancy alone.
        _instance_rule(
            system, "Dedicated", r"(?:Box|Dedicated)Usage:(?P<type>[a-z0-9-]+\.metal[a-z0-9-]*)", (_BARE_METAL,)
        ),
    )
)


def _cpu_credits(family: str, system: str) -> RowMeaning | None:
    """Windows has a different price; rows of systems that are neither are not kept."""
    named = {"Linux": "LINUX", "": "LINUX", "Windows": "WINDOWS"}.get(system)
    return None if named is None else RowMeaning(meters.cpu_credits(family, named))


EC2_RULES = (
    *_INSTANCE_HOURS,
    Rule(
        offer="AmazonEC2",
        usage_type=r"CPUCredits:(?P<family>t2|t3|t3a|t4g)",
        units=("vCPU-Hours",),
        meaning=lambda match, attributes: _cpu_credits(match["family"], attributes.operatingSystem),
    ),
)
