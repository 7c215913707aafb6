"""Which services share a capacity provider: one for each kind of capacity, and one where constraints exclude types."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.production.cluster import Cluster
from ecsquote.calculator.placement.production.provider_problem import (
    ProviderProblem,
    holds_daemons,
    part_of,
    provider_problem,
)
from ecsquote.calculator.placement.rules.eligibility import explain_ineligibility
from ecsquote.calculator.placement.search.arrays import BoolArray
from ecsquote.errors import OptionUnavailable

Kind = tuple[str, str, str]


def capacity_kind(group: TaskGroup) -> Kind:
    """Architecture, operating system and accelerator: what a capacity provider is set up for.

    A capacity provider is one Auto Scaling group, whose launch template has one AMI; one group for each kind of
    capacity is our assumption of how a team sets up a cluster.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
    """
    accelerator = "gpu" if group.gpus or group.gpu_fraction else "neuron" if group.neuron_devices else ""
    return group.cpu_architecture, group.operating_system, accelerator


@dataclass(slots=True)
class _ServiceSet:
    """Services of one capacity provider: their places in the cluster, and the types that hold each of them."""

    kind: Kind
    places: list[int]
    types: BoolArray


def service_sets(cluster: Cluster) -> list[tuple[ProviderProblem, list[int]]]:
    """The problem of each capacity provider, with the positions of its services in the request.

    Services whose placement constraints leave no type in common with the others get a provider of their own, shared
    by those that agree with each other. Services without constraints come first, so that they are together.
    OptionUnavailable where a task fits on no type.
    """
    problem = provider_problem(cluster)
    if not cluster.services:
        return [(part_of(problem, [], _daemon_types(cluster)), [])] if cluster.daemons else []
    roomy: BoolArray = np.all(holds_daemons(problem.room), axis=1)
    holds: BoolArray = np.any(problem.allowed, axis=1) & roomy[:, None]
    found: list[_ServiceSet] = []
    services = cluster.services
    for place in sorted(
        range(len(services)), key=lambda each: (bool(services[each].group.placement_expressions), each)
    ):
        group, mine = services[place].group, holds[:, place]
        if not mine.any():
            raise OptionUnavailable(explain_ineligibility(group, cluster.offered.candidates, cluster.daemons))
        kind = capacity_kind(group)
        home = next((each for each in found if each.kind == kind and (each.types & mine).any()), None)
        if home is None:
            found.append(_ServiceSet(kind, [place], mine.copy()))
        else:
            home.places.append(place)
            home.types &= mine
    if len(found) == 1:
        return [(problem, list(cluster.positions))]
    return [
        (part_of(problem, sorted(each.places), each.types), [cluster.positions[place] for place in sorted(each.places)])
        for each in found
    ]


def _daemon_types(cluster: Cluster) -> BoolArray:
    """The types on which every daemon may run, for a cluster of daemons alone."""
    masks = [cluster.table.permitted(daemon, None, cluster.rules.only_for) for daemon in cluster.daemons]
    found: BoolArray = np.logical_and.reduce(masks)
    return found
