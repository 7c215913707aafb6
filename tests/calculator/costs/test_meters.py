"""Every meter that exists is billed by some component, and no component bills another one than it names."""

from fractions import Fraction
from importlib import import_module
from pkgutil import iter_modules

import pytest

from ecsquote.calculator import costs
from ecsquote.calculator.components import COMPONENTS, Usage, needed_meters
from ecsquote.calculator.costs.component import CostComponent, covers
from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.ec2_cpu_credits import Ec2CpuCredits
from ecsquote.calculator.costs.guardduty import RuntimeMonitoring
from ecsquote.calculator.costs.managed_instances_fee import ManagedInstancesFee
from ecsquote.errors import PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from support_costs import bill_at

NOT_BILLED = {
    *("EBS:SnapshotUsage", "PublicIPv4:IdleAddress"),
    *("IATimedStorage-ET-ByteHrs", "IATimedStorage-Z-ByteHrs", "ArchiveTimedStorage-ByteHrs", "ProvisionedTP-MiBpsHrs"),
    *("VendedLog-Bytes", "CW:HighResAlarmMonitorUsage", "CW:CompositeAlarmMonitorUsage"),
    *("CW:Requests", "CW:GMD-Metrics"),
    *("discover-instances-revision-call", "PS-Param-Processed-Tier2", "MI-AdvInstances-Hrs"),
    str(meters.XRAY_TRACES_SCANNED),
}
"""No field of a quote request leads to these; their prices are kept to be looked up."""


def constants() -> list[Meter]:
    """Every meter that the map names without a parameter."""
    values = list(vars(meters).values())
    tables = [entry for value in values if isinstance(value, dict) for entry in value.values()]
    return [value for value in [*values, *tables] if isinstance(value, Meter)]


def test_the_map_was_read() -> None:
    assert meters.FARGATE_VCPU in constants()
    assert meters.EFS_STORED_GB["ONE_ZONE"] in constants()


def is_billed(meter: Meter) -> bool:
    """True where some component bills the meter, named in full or by a pattern."""
    return any(covers(pattern, meter) for pattern in needed_meters())


@pytest.mark.parametrize("meter", constants(), ids=str)
def test_every_constant_is_billed_by_a_component(meter: Meter) -> None:
    assert is_billed(meter) is NOT_BILLED.isdisjoint({meter.usage_type, str(meter)})


@pytest.mark.parametrize(
    "meter",
    [
        meters.instance_hours("m7g.large", "LINUX"),
        meters.instance_hours("m5.large", "WINDOWS"),
        meters.spot_instance_hours("u-6tb1.metal", "LINUX"),
        meters.managed_instances_fee("c6a.2xlarge"),
        meters.cpu_credits("t4g", "LINUX"),
        meters.inter_region_gb("ap-southeast-3"),
        meters.ebs_volume_gb("standard"),
        meters.ebs_volume_iops("io1"),
        meters.load_balancer_hours("classic"),
        meters.load_balancer_lcu("gateway"),
        meters.load_balancer_reserved_lcu("network"),
    ],
    ids=str,
)
def test_every_meter_with_a_parameter_is_billed(meter: Meter) -> None:
    assert is_billed(meter)


@pytest.mark.parametrize(
    "meter",
    [
        Meter("AmazonEC2", "UnusedBox:m5.large", "Hrs", "RunInstances"),
        Meter("AmazonEC2", "BoxUsage:m5.large", "Hrs", "RunInstances:0006"),
        Meter("AmazonEC2", "RegionalNatGateway-Hours", "Hrs"),
        Meter("AmazonECS", "ECS-EC2-vCPU-Hours", "vCPU-Hours"),
        Meter("AmazonECS", "ECS-Anywhere-Instance-hours-WithFree", "Hrs"),
        Meter("AWSDataTransfer", "Global-DataTransfer-Out-Bytes", "GB"),
        Meter("AWSELB", "LoadBalancerUsage", "Hrs", "LoadBalancing:Outposts"),
        Meter("AmazonECS", "BoxUsage:m5.large", "Hrs", "RunInstances"),
    ],
    ids=str,
)
def test_neighbours_are_not_billed(meter: Meter) -> None:
    assert not is_billed(meter)


def test_the_table_holds_every_component_once() -> None:
    """Every class of a file in `costs/` that has a name of its own has one entry in the table."""
    modules = [import_module(f"{costs.__name__}.{found.name}") for found in iter_modules(costs.__path__)]
    classes = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__ and "component" in vars(value)
    ]
    listed = [entry.model for entry in COMPONENTS.values() if entry.model is not None]
    assert len(listed) == len(set(listed)) == len(classes) >= 18
    assert set(listed) == set(classes)
    assert all(entry.model is None or entry.model.component == name for name, entry in COMPONENTS.items())


USED: list[CostComponent] = [
    *Usage.model_validate(
        {
            "load_balancers": [
                {"type": "application", "lcu_per_hour": 9, "reserved_lcu": 1, "mutual_tls_trust_stores": 1},
                {"type": "network", "cross_zone": True, "traffic": [{"processed_gb_per_hour": 1}]},
                {"type": "gateway", "lcu_per_hour": 1},
                {"type": "classic", "processed_gb": 1},
            ],
            "data_transfer": {"internet_out_gb": 101, "inter_az_gb": 1, "inter_region_gb": {"eu-west-1": 1}},
            "nat_gateways": {"count": 1, "processed_gb": 1},
            "vpc_endpoints": {"interface_endpoints": 1, "processed_gb": 1},
            "logs": {"ingested_gb": 1, "stored_gb": 1},
            "container_insights": {"mode": "enhanced", "metrics": 1},
            "alarms": {"count": 1},
            "secrets": {"count": 1, "api_calls": 1},
            "ecr": {"stored_gb": 1, "image_gb": 1, "pulls_through_nat": 1},
            "efs": {"stored_gb": 1},
            "cloud_map": {"instances": 1, "api_calls": 1},
            "xray": {"traces_recorded": 1, "traces_retrieved": 1},
            "scheduler": {"invocations": 14_000_001},
            "parameters": {"advanced": 1, "api_calls": 1},
            "kms": {"keys": 1, "requests": 20_001},
        }
    ).components(),
    Ec2Compute(instance_type="m5.large", operating_system="WINDOWS", spot=True, instance_hours=Fraction(1)),
    Ec2CpuCredits(family="t3", operating_system="LINUX", vcpu_hours=Fraction(1)),
    ManagedInstancesFee(instance_type="m5.large", instance_hours=Fraction(1)),
    RuntimeMonitoring(fargate_vcpu_hours=Fraction(1), instance_vcpu_hours=Fraction(1)),
]


@pytest.mark.parametrize("component", USED, ids=lambda component: f"{component.component}")
def test_a_component_bills_only_what_it_names(component: CostComponent) -> None:
    """Where only the meters that it names have a price it can be billed; where none has, it cannot."""
    named = {_with_parameter(pattern): "1" for pattern in component.meters()}
    billed = {line.meter for line in component.line_items(bill_at(named))}
    assert billed
    assert all(any(covers(pattern, meter) for pattern in component.meters()) for meter in billed)
    with pytest.raises(PriceNotFound, match="us-east-1"):
        list(component.line_items(bill_at({})))


def _with_parameter(pattern: Meter) -> Meter:
    """The meter of a pattern for the instance type, family or Region that these tests use."""
    name = "t3" if "CPUCredits" in pattern.usage_type else "m5.large"
    usage_type, variant = pattern.usage_type.replace("*", name), pattern.variant.replace("*", "eu-west-1")
    return Meter(pattern.service_code, usage_type, pattern.unit, variant)
