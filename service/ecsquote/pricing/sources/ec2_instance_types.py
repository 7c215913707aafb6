"""What instance types are and where they are sold, by EC2's own API.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html and
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ecsquote.errors import SourceError
from ecsquote.pricing.aws_clients import AWS_ERRORS, AwsClients, plain_reason
from ecsquote.pricing.instance_types import is_burstable
from ecsquote.pricing.sources.source import Clock, Harvest, Progress, SourcePart, Step, no_progress
from ecsquote.pricing.tables.instance_types import ARCHITECTURES

MAX_PAGES = 1000


class Ec2InstanceTypes:
    """Types and offerings of a Region; needs `ec2:DescribeInstanceTypes` and `ec2:DescribeInstanceTypeOfferings`.

    How many awsvpc tasks run with ENI trunking is not EC2's to say: it stays as ECS's table had it.
    """

    name = "ec2-instance-types"

    def __init__(self, clients: AwsClients, clock: Clock | None = None) -> None:
        self.clients = clients
        self.clock = clock or Clock()

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """Every Region."""
        if "AmazonEC2" not in service_codes:
            return []
        if not self.clients.has_credentials():
            raise SourceError("EC2 instance types need AWS credentials, and there are none")
        return [SourcePart(self.name, "AmazonEC2", region) for region in regions]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """All types that the Region describes, and the names of those it sells."""
        client = self.clients.client("ec2", part.region)
        today = self.clock.now().date().isoformat()
        harvest = Harvest(published_at=today)
        for page in _pages(client.describe_instance_types, part.region, {}):
            for described in page.get("InstanceTypes", []):
                record = type_record(described, today)
                if record is not None:
                    harvest.instance_types.append(record)
        for page in _pages(client.describe_instance_type_offerings, part.region, {"LocationType": "region"}):
            harvest.offerings += [offering["InstanceType"] for offering in page.get("InstanceTypeOfferings", [])]
        harvest.offerings.sort()
        progress(Step(part.key, rows=len(harvest.instance_types)))
        return harvest


def _pages(call: Any, region: str, asked: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    token = ""
    for _ in range(MAX_PAGES):
        try:
            page = call(**asked, **({"NextToken": token} if token else {}))
        except AWS_ERRORS as error:
            raise SourceError(f"instance types of {region}: {plain_reason(error)}") from error
        yield page
        token = page.get("NextToken") or ""
        if not token:
            return
    raise SourceError(f"the instance types of {region} do not end")


def type_record(described: Mapping[str, Any], observed_on: str) -> dict[str, object] | None:
    """A type as the catalog holds it; None for one that no ECS task can run on, such as a Mac."""
    processor = described.get("ProcessorInfo", {})
    architectures = sorted(
        {ARCHITECTURES[word] for word in processor.get("SupportedArchitectures", []) if word in ARCHITECTURES}
    )
    if not architectures:
        return None
    gpus = described.get("GpuInfo", {}).get("Gpus", [])
    others = described.get("NeuronInfo", {}).get("NeuronDevices") or described.get("InferenceAcceleratorInfo", {}).get(
        "Accelerators", []
    )
    interfaces = int(described.get("NetworkInfo", {}).get("MaximumNetworkInterfaces", 1))
    return {
        "name": described["InstanceType"],
        "vcpus": int(described["VCpuInfo"]["DefaultVCpus"]),
        "memory_mib": int(described["MemoryInfo"]["SizeInMiB"]),
        "architectures": architectures,
        "gpu_count": sum(int(gpu.get("Count", 0)) for gpu in gpus),
        "gpu_name": _name(gpus),
        "accelerator_count": sum(int(device.get("Count", 0)) for device in others),
        "accelerator_name": _name(others),
        "awsvpc_tasks": max(interfaces - 1, 0),
        "awsvpc_tasks_trunking": None,
        "trunking_basis": None,
        "current_generation": bool(described.get("CurrentGeneration", False)),
        "burstable": is_burstable(
            described["InstanceType"], flagged=bool(described.get("BurstablePerformanceSupported", False))
        ),
        "bare_metal": bool(described.get("BareMetal", False)),
        "source": "AWS DescribeInstanceTypes",
        "observed_on": observed_on,
    }


def _name(devices: Sequence[Mapping[str, Any]]) -> str | None:
    """Maker and name of the first device, as far as AWS says."""
    if not devices:
        return None
    words = [str(devices[0][key]) for key in ("Manufacturer", "Name") if devices[0].get(key)]
    return " ".join(words) or None
