"""AmazonEC2 instance rows as AWS prints them: the one a quote needs and the ninety others that it must not take."""

from collections.abc import Iterator
from dataclasses import dataclass

from played_aws.rows import Dimension, Row, Term, code_of

# operating system, pre-installed software, licence, operation, surcharge a hour: "AMI billing information fields".
SOFTWARE = (
    ("Linux", "NA", "No License required", "RunInstances", "0"),
    ("Windows", "NA", "No License required", "RunInstances:0002", "0.0920000000"),
    ("RHEL", "NA", "No License required", "RunInstances:0010", "0.0288000000"),
    ("SUSE", "NA", "No License required", "RunInstances:000g", "0.0560000000"),
    ("Ubuntu Pro", "NA", "No License required", "RunInstances:0g00", "0.0035000000"),
    ("Red Hat Enterprise Linux with HA", "NA", "No License required", "RunInstances:1010", "0.0400000000"),
    ("Windows", "NA", "Bring your own license", "RunInstances:0800", "0"),
    ("Windows", "SQL Web", "No License required", "RunInstances:0202", "0.1600000000"),
    ("Windows", "SQL Std", "No License required", "RunInstances:0006", "0.5720000000"),
    ("Windows", "SQL Ent", "No License required", "RunInstances:0102", "1.5920000000"),
    ("Linux", "SQL Web", "No License required", "RunInstances:0200", "0.0680000000"),
    ("Linux", "SQL Std", "No License required", "RunInstances:0004", "0.4800000000"),
    ("Linux", "SQL Ent", "No License required", "RunInstances:0100", "1.5000000000"),
    ("RHEL", "SQL Std", "No License required", "RunInstances:0014", "0.5088000000"),
    ("RHEL", "SQL Ent", "No License required", "RunInstances:0110", "1.5288000000"),
    ("Red Hat Enterprise Linux with HA", "SQL Std", "No License required", "RunInstances:1014", "0.5200000000"),
)
# usage type, tenancy, capacity status: the last two cost as much as the first, or nothing.
CAPACITY = (
    ("BoxUsage", "Shared", "Used"),
    ("UnusedBox", "Shared", "UnusedCapacityReservation"),
    ("Reservation", "Shared", "AllocatedCapacityReservation"),
    ("DedicatedUsage", "Dedicated", "Used"),
    ("UnusedDed", "Dedicated", "UnusedCapacityReservation"),
    ("DedicatedRes", "Dedicated", "AllocatedCapacityReservation"),
)
RESERVED_OPERATIONS = (
    "RunInstances",
    "RunInstances:0002",
    "RunInstances:0010",
    "RunInstances:000g",
    "RunInstances:0006",
)
RESERVED_TERMS = tuple(
    (years, option, offering)
    for years in ("1yr", "3yr")
    for option in ("No Upfront", "Partial Upfront", "All Upfront")
    for offering in ("standard", "convertible")
)


@dataclass(frozen=True, slots=True)
class Machine:
    """An instance type with its shipped prices; an operating system without one is not sold here."""

    name: str
    vcpus: int
    memory_gib: str
    hourly: dict[str, str]
    """By operating system, Linux or Windows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A Region as its rows spell it."""

    code: str
    name: str
    prefix: str
    """With its dash; empty in the offers where us-east-1 has none."""


def machine_attributes(machine: Machine, place: Place) -> dict[str, str]:
    """What every row of an instance type repeats."""
    return {
        "servicecode": "AmazonEC2",
        "location": place.name,
        "locationType": "AWS Region",
        "instanceType": machine.name,
        "currentGeneration": "Yes",
        "instanceFamily": "General purpose",
        "vcpu": str(machine.vcpus),
        "physicalProcessor": "Intel Xeon Scalable (Sapphire Rapids)",
        "clockSpeed": "3.2 GHz",
        "memory": f"{machine.memory_gib} GiB",
        "storage": "EBS only",
        "networkPerformance": "Up to 12500 Megabit",
        "processorArchitecture": "64-bit",
        "availabilityzone": "NA",
        "classicnetworkingsupport": "false",
        "dedicatedEbsThroughput": "Up to 10000 Mbps",
        "ecu": "NA",
        "enhancedNetworkingSupported": "Yes",
        "gpuMemory": "NA",
        "intelAvxAvailable": "Yes",
        "intelAvx2Available": "Yes",
        "intelTurboAvailable": "Yes",
        "marketoption": "OnDemand",
        "normalizationSizeFactor": "4",
        "processorFeatures": "Intel AVX; Intel AVX2; Intel AVX512; Intel Turbo",
        "regionCode": place.code,
        "servicename": "Amazon Elastic Compute Cloud",
        "vpcnetworkingsupport": "true",
    }


def machine_rows(machine: Machine, place: Place, *, all_software: bool = True) -> Iterator[Row]:
    """Every On-Demand row of one instance type: operating systems × software × capacity status × tenancy."""
    shared = machine_attributes(machine, place)
    family = "Compute Instance (bare metal)" if ".metal" in machine.name else "Compute Instance"
    for position, (system, software, licence, operation, surcharge) in enumerate(SOFTWARE):
        if not all_software and position not in (0, 1, 2, 6, 7):
            continue
        plain = software == "NA" and licence == "No License required"
        if plain and system in ("Linux", "Windows"):
            price = machine.hourly.get(system)
        else:
            price = f"{float(machine.hourly.get('Linux', '0')) + float(surcharge):.10f}"
        if price is None:
            continue
        for usage, tenancy, capacity in CAPACITY:
            yield _machine_row(
                shared, family, place, (system, software, licence, operation), price, (usage, tenancy, capacity)
            )


def _machine_row(
    shared: dict[str, str],
    family: str,
    place: Place,
    sold_as: tuple[str, str, str, str],
    price: str,
    capacity: tuple[str, str, str],
) -> Row:
    system, software, licence, operation = sold_as
    usage, tenancy, status = capacity
    usage_type = f"{place.prefix}{usage}:{shared['instanceType']}"
    sku = code_of(place.code, usage_type, operation, software)
    attributes = {
        **shared,
        "tenancy": tenancy,
        "operatingSystem": system,
        "licenseModel": licence,
        "usagetype": usage_type,
        "operation": operation,
        "capacitystatus": status,
        "instancesku": code_of(place.code, shared["instanceType"], operation),
        "preInstalledSw": software,
    }
    hourly = "0.0000000000" if usage in ("Reservation", "DedicatedRes") else price
    if tenancy == "Dedicated" and hourly == price:
        hourly = f"{float(price) * 1.06:.10f}"
    terms = [Term((Dimension("Hrs", hourly),))]
    if status == "Used" and operation in RESERVED_OPERATIONS:
        terms.extend(_reserved(price))
    return Row(sku, family, attributes, tuple(terms))


def _reserved(price: str) -> Iterator[Term]:
    """Reserved terms: cheaper prices under the same SKU that are not On-Demand prices."""
    for years, option, offering in RESERVED_TERMS:
        hourly = Dimension("Hrs", f"{float(price) * 0.6:.10f}" if option != "All Upfront" else "0.0000000000")
        upfront = Dimension("Quantity", "1204.0000000000")
        yield Term(
            (hourly,) if option == "No Upfront" else (upfront, hourly),
            kind="Reserved",
            offer_term_code=code_of(years, option, offering, length=10),
            attributes={"LeaseContractLength": years, "OfferingClass": offering, "PurchaseOption": option},
        )
