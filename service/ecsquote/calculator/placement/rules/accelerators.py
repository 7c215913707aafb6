"""The GPUs and Neuron devices that an instance type offers to tasks, where the catalog's counts do not say it.

Source: pricing_data/facts/accelerators.toml, with the pages that it was read from.
"""

from fractions import Fraction

from ecsquote.facts import fact
from ecsquote.pricing.instance_types import InstanceType

_NEURON_NAMES = ("inferentia", "trainium", "neuron")
_NO_FRACTION = Fraction(0)


def neuron_devices(instance_type: InstanceType) -> int:
    """Inferentia and Trainium devices; other accelerators are not offered to tasks.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-inference.html
    """
    if not instance_type.accelerator_count:
        return 0
    name = (instance_type.accelerator_name or "").lower()
    if not any(word in name for word in _NEURON_NAMES):
        return 0
    listed: int = fact("accelerators", "neuron_devices").get(instance_type.name, instance_type.accelerator_count)
    return listed


def fractional_gpu(instance_type: InstanceType) -> Fraction:
    """The fraction of one GPU that the type has, e.g. 1/8; 0 for types with whole GPUs or none."""
    listed: str | None = fact("accelerators", "fractional_gpus").get(instance_type.name)
    return _NO_FRACTION if listed is None else Fraction(listed)


def gpu_devices(instance_type: InstanceType) -> int:
    """The GPUs that tasks can reserve; a fractional GPU is one device."""
    return instance_type.gpu_count or int(instance_type.name in fact("accelerators", "fractional_gpus"))
