"""Room for a rolling deployment: which services need it, and whether running instances have it."""

import numpy as np

from ecsquote.calculator.placement.production.request import FleetService
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray


def needs_headroom(service: FleetService, tasks: int) -> bool:
    """True where a rolling deployment starts a new task before an old one stops.

    ECS may run tasks × maximumPercent ÷ 100, rounded down, and must keep tasks × minimumHealthyPercent ÷ 100,
    rounded up. Where it may stop a task first, the new one takes its room. Room for one task at a time is our
    assumption: managed scaling would also start an instance for the new task.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    if service.group.daemon or service.runs or tasks <= 0:
        return False
    more = tasks * service.maximum_percent // 100 > tasks
    stops_first = -(-tasks * service.minimum_healthy_percent // 100) < tasks
    return more and not stops_first


def undominated(needs: FloatArray, flagged: BoolArray, apart: BoolArray) -> list[int]:
    """The flagged services whose headroom is enough for all others: no other one needs as much of everything.

    `apart`: services that ports or distinctInstance keep to one task per instance; they always stay.
    """
    services = np.flatnonzero(flagged)
    if not len(services):
        return []
    own = needs[services]
    covers = (own[:, None, :] >= own[None, :, :]).all(axis=2)
    earlier = np.arange(len(services))
    same = covers & covers.T
    beaten = (covers & ~same) | (same & (earlier[:, None] < earlier[None, :]))
    kept = ~beaten.any(axis=0) | apart[services]
    found: list[int] = services[kept].tolist()
    return found
