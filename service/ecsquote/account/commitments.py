"""Savings Plans and Reserved Instances that an account owns: named, since the report is list cost and applies none."""

from collections.abc import Iterable, Iterator

from ecsquote.account.saved_scan import AwsObject, SavedRegion
from ecsquote.contract.scans import OwnedCommitment
from ecsquote.counted import counted
from ecsquote.units import sign_of

ACTIVE = "active"


def owned_commitments(regions: Iterable[SavedRegion]) -> Iterator[OwnedCommitment]:
    """Those that are in force, each once."""
    seen: set[str] = set()
    for region in regions:
        for plan in region.savings_plans:
            name = str(plan.get("savingsPlanId"))
            if str(plan.get("state", ACTIVE)) == ACTIVE and name not in seen:
                seen.add(name)
                yield OwnedCommitment(region.account, plan.get("region"), name, _plan(plan))
        for reserved in region.reserved_instances:
            if str(reserved.get("State", ACTIVE)) == ACTIVE:
                name = str(reserved.get("ReservedInstancesId"))
                yield OwnedCommitment(region.account, region.region, name, _reserved(reserved))


def _plan(plan: AwsObject) -> str:
    family = f" of {plan['ec2InstanceFamily']}" if plan.get("ec2InstanceFamily") else ""
    until = f" until {str(plan['end'])[:10]}" if plan.get("end") else ""
    sign = sign_of(plan.get("currency", "USD"))
    return f"{plan.get('savingsPlanType')} Savings Plan{family}, {sign}{plan.get('commitment')} an hour{until}"


def _reserved(reserved: AwsObject) -> str:
    until = f" until {str(reserved['End'])[:10]}" if reserved.get("End") else ""
    count = counted(int(reserved.get("InstanceCount", 1)), "Reserved Instance")
    return f"{count} {reserved.get('InstanceType')}{until}"
