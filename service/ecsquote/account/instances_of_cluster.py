"""The instances that stand in a cluster: ECS's view of each joined with EC2's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ecsquote.account.saved_scan import AwsObject, SavedRegion

_GONE = ("INACTIVE", "REGISTRATION_FAILED")
_ON_PREMISES = "mi-"


@dataclass(frozen=True, slots=True)
class ClusterInstance:
    """One container instance, with EC2's instance where it was read."""

    registered: AwsObject
    instance: AwsObject | None

    @property
    def id(self) -> str:
        """The id of the EC2 instance, or of the managed node outside AWS."""
        return str(self.registered.get("ec2InstanceId"))

    @property
    def external(self) -> bool:
        """Whether it stands outside AWS (ECS Anywhere)."""
        return self.id.startswith(_ON_PREMISES)

    @property
    def type(self) -> str | None:
        """The instance type; ECS knows it as an attribute too."""
        if self.instance is not None and self.instance.get("InstanceType"):
            return str(self.instance["InstanceType"])
        return self.attribute("ecs.instance-type")

    @property
    def spot(self) -> bool:
        """Whether it is a Spot instance."""
        return self.instance is not None and self.instance.get("InstanceLifecycle") == "spot"

    @property
    def operating_system(self) -> str:
        """LINUX or WINDOWS."""
        platform = str((self.instance or {}).get("Platform") or self.attribute("ecs.os-type") or "linux")
        return "WINDOWS" if platform.lower().startswith("windows") else "LINUX"

    @property
    def stopped(self) -> bool:
        """Whether EC2 bills its volumes only."""
        state = ((self.instance or {}).get("State") or {}).get("Name", "running")
        return state in ("stopped", "stopping", "terminated", "shutting-down")

    @property
    def registered_resources(self) -> tuple[int, int]:
        """The CPU units and MiB that tasks can reserve on it; 0 where ECS does not say."""
        found = {
            each.get("name"): each.get("integerValue", 0) for each in self.registered.get("registeredResources") or ()
        }
        return int(found.get("CPU", 0)), int(found.get("MEMORY", 0))

    def attribute(self, name: str) -> str | None:
        """An attribute that ECS or its agent gives the instance."""
        attributes = self.registered.get("attributes") or ()
        return next((each.get("value") for each in attributes if each.get("name") == name), None)


def cluster_instances(region: SavedRegion, cluster_arn: str) -> list[ClusterInstance]:
    """The container instances of a cluster that are registered, those that drain too: they are billed."""
    by_id: dict[Any, AwsObject] = {each.get("InstanceId"): each for each in region.instances}
    return [
        ClusterInstance(each, by_id.get(each.get("ec2InstanceId")))
        for each in region.container_instances
        if each.get("clusterArn") == cluster_arn and each.get("status") not in _GONE
    ]


def subnets_of(instances: Iterable[ClusterInstance]) -> list[str]:
    """The subnets in which instances stand, each once."""
    found = (each.instance.get("SubnetId") for each in instances if each.instance is not None)
    return list(dict.fromkeys(str(each) for each in found if each))
