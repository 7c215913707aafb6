"""How many instances managed scaling and an Auto Scaling group run where tasks need a number of them.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Count = TypeVar("Count", int, npt.NDArray[np.int64])


def at_target_capacity(needed: Count, target_percent: int) -> Count:
    """Instances that managed scaling keeps: needed × 100 ÷ target, rounded up."""
    return -(-needed * 100 // target_percent)


def running_instances(needed: int, least: int, target_percent: int) -> int:
    """Instances that run where tasks need `needed`: those of the target capacity, or `least` in any case."""
    return max(least, at_target_capacity(needed, target_percent))
