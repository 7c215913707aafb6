"""The EBS volumes that ECS makes for each task of a service: types, sizes and performance that EBS has, and names.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceVolumeConfiguration.html
"""

from ecsquote.workload.ecs_object import EcsObject
from ecsquote.workload.service import ManagedVolume

SIZES_GIB = {
    "gp3": (1, 16_384),
    "gp2": (1, 16_384),
    "io1": (4, 16_384),
    "io2": (4, 16_384),
    "st1": (125, 16_384),
    "sc1": (125, 16_384),
    "standard": (1, 1024),
}
IOPS = {"gp3": (3000, 16_000), "io1": (100, 64_000), "io2": (100, 256_000)}
NEEDS_IOPS = ("io1", "io2")
NO_IOPS = ("st1", "sc1", "standard")
GP3_THROUGHPUT = (125, 1000)
_NAME = "volumeConfigurations"
DEFAULT_VOLUME_TYPE = "gp2"
"""The type of a volume made without one: EBS's own default, to which ECS passes the request on unchanged.

Source: VolumeType of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
"""


def read_volumes(source: EcsObject) -> tuple[ManagedVolume, ...]:
    """The volumes; what AWS would refuse is added to the faults."""
    volumes = []
    for entry in _speaker(source).objects(_NAME, 1):
        if entry.value.get("name") is None:
            entry.fault("name", "is required: the name of the task definition's volume")
        name = entry.text("name")
        if entry.has("managedEBSVolume"):
            volumes.append(_volume(entry.object("managedEBSVolume"), name or ""))
    return tuple(volumes)


def check_launch_volume(source: EcsObject, launched: str, *, daemon: bool) -> None:
    """Service and task definition mean the same volume, or AWS would refuse: `launched` is configuredAtLaunch there.

    Where only one of them declares it, the other may not be written yet: that is a warning, not a fault.
    """
    if daemon:
        words = f"must be REPLICA: the task definition's volume {launched} is configuredAtLaunch"
        source.fault("schedulingStrategy", words)
        return
    for entry in _speaker(source).objects(_NAME, 1):
        if entry.value.get("name") != launched:
            entry.fault("name", f"must be {launched}, the volume of the task definition that is configuredAtLaunch")


def _speaker(source: EcsObject) -> EcsObject:
    """Find volumeConfigurations: in the service, or in its primary deployment as describe-services prints it.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
    """
    deployments = source.value.get("deployments")
    if source.has(_NAME) or not isinstance(deployments, list):
        return source
    for index, each in enumerate(deployments):
        if isinstance(each, dict) and each.get("status") == "PRIMARY":
            return EcsObject(each, source.at("deployments", index), source.faults)
    return source


def _volume(ebs: EcsObject, name: str) -> ManagedVolume:
    kind = ebs.choice("volumeType", SIZES_GIB) or DEFAULT_VOLUME_TYPE
    if not ebs.has("snapshotId") and ebs.value.get("sizeInGiB") is None:
        ebs.fault("sizeInGiB", "sizeInGiB or snapshotId is required")
    if kind in NEEDS_IOPS and ebs.value.get("iops") is None:
        ebs.fault("iops", f"is required for {kind}")
    if kind in NO_IOPS and ebs.value.get("iops") is not None:
        ebs.fault("iops", f"must be left out for {kind}")
    if kind != "gp3" and ebs.value.get("throughput") is not None:
        ebs.fault("throughput", f"must be left out for {kind}; it is for gp3")
    return ManagedVolume(
        name=name,
        size_gib=ebs.integer("sizeInGiB", *SIZES_GIB[kind]),
        volume_type=kind,
        iops=ebs.integer("iops", *IOPS.get(kind, (0, 256_000))),
        type_assumed=ebs.value.get("volumeType") is None,
        throughput_mib_per_second=ebs.integer("throughput", *(GP3_THROUGHPUT if kind == "gp3" else (0, 1000))),
    )
