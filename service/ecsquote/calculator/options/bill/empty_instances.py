"""Which rules of the fleet section ask for instances without tasks."""

from collections import Counter
from collections.abc import Iterator, Mapping

from ecsquote.calculator.options.bill.deployed_services import services_at_most
from ecsquote.calculator.options.fleets.planned_instances import PlannedInstances, PlannedSegment
from ecsquote.calculator.options.market.permitted_types import fleet_of
from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.calculator.placement.production.headroom import needs_headroom
from ecsquote.calculator.placement.rules.managed_scaling import at_target_capacity

Kind = tuple[object, ...]


def kept_for(planned: PlannedInstances) -> dict[Kind, tuple[str, ...]]:
    """By the kind of instances without tasks, the fields of the fleet section that ask for them.

    More than one where each of them may be the reason: all count one instance.
    """
    fleet = fleet_of(planned.situation.request, planned.purchase)
    services = planned.situation.services
    daemons = frozenset(service.name for service in services if service.definition.daemon)
    if len(daemons) == len(services):  # instances of daemons alone stand for these
        return {}
    busy: dict[Kind, list[int]] = {}
    for segment in planned.segments:
        for kind, count in _empty_rows(segment, daemons, by_type=fleet.max_instance_types == 1):
            busy.setdefault(kind, []).append(count)
    deployed = fleet.deployment_headroom and any(
        needs_headroom(service, tasks) for service, tasks in services_at_most(planned)
    )
    return {
        kind: tuple(
            name
            for name, asks in (
                ("deployment_headroom", deployed),
                ("min_instances", any(count < fleet.min_instances for count in counts)),
                (
                    "target_capacity_percent",
                    any(at_target_capacity(count, fleet.target_capacity_percent) > count for count in counts),
                ),
            )
            if asks
        )
        for kind, counts in busy.items()
    }


def _empty_rows(segment: PlannedSegment, daemons: frozenset[str], *, by_type: bool) -> Iterator[tuple[Kind, int]]:
    """The kind of each row without tasks, daemons aside, and how many instances of its capacity provider have some.

    `by_type`: each planned type is a provider of its own; else the types together.
    """
    busy: Counter[str] = Counter()
    empty: list[tuple[str, Bought]] = []
    for row in segment.rows:
        provider = (row.planned_type or row.group.instance_type) if by_type else ""
        if _is_empty(row.group.tasks, daemons):
            empty.append((provider, row))
        else:
            busy[provider] += row.group.count
    for provider, row in empty:
        yield row.kind, busy[provider]


def _is_empty(tasks: Mapping[str, int], daemons: frozenset[str]) -> bool:
    return all(name in daemons for name in tasks)
