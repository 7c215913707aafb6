"""The rows that every form of an account report shows: clusters, services, and what is to be said of them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from ecsquote.calculator.components import component_entry
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.counted import counted, listed
from ecsquote.units import decimal_string, to_cents, to_decimal

Document = Mapping[str, Any]
"""An account report, as the API answers it."""
SEVERAL = "several"
_NAMED = 5
_SOURCES = {
    "scaling_activities": "scaling history",
    "container_insights": "Container Insights",
    "desired_count": "desired count",
    "schedule": "schedule",
    "daemon": "on every instance",
}


class ClusterRow(NamedTuple):
    """One cluster; money a month, in the report's currency."""

    name: str
    region: str
    account: str
    services: int
    today: Decimal
    idle: Decimal | None
    cheapest: str
    cheapest_monthly: Decimal | None
    right_sized: str
    right_sized_monthly: Decimal | None
    complete: bool


class ServiceRow(NamedTuple):
    """One service; money a month, in the report's currency."""

    cluster: str
    name: str
    runs_on: str
    tasks: str
    load_source: str
    today: Decimal
    cheapest: str
    cheapest_monthly: Decimal | None
    right_size: str
    saves: Decimal | None
    confidence: str
    reason: str


def cluster_rows(document: Document) -> Iterator[ClusterRow]:
    """The clusters in the order of the report."""
    for each in document["clusters"]:
        sized = next(iter(each["right_sized_options"]), None)
        yield ClusterRow(
            name=each["cluster"],
            region=each["region"],
            account=each["account"],
            services=len(each["services"]),
            today=Decimal(each["today"]["monthly"]),
            idle=_money(each["today"]["idle_monthly"]),
            cheapest=_words(each["cheapest"]),
            cheapest_monthly=_monthly(each["cheapest"]),
            right_sized=_words(sized),
            right_sized_monthly=_monthly(sized),
            complete=each["complete"],
        )


def service_rows(cluster: Document) -> Iterator[ServiceRow]:
    """The services of a cluster, the most expensive first."""
    for each in sorted(cluster["services"], key=lambda one: -to_cents(Decimal(one["today"]["monthly"]))):
        size = each["right_size"]
        sized = f"{size['cpu']} / {size['memory']}" if size["cpu"] else ""
        yield ServiceRow(
            cluster=cluster["cluster"],
            name=each["name"],
            runs_on=SEVERAL if each["launch_option"] is None else LaunchOption(each["launch_option"]).words,
            tasks=_tasks(each["load"]),
            load_source=_SOURCES[each["load_source"]],
            today=Decimal(each["today"]["monthly"]),
            cheapest=_words(each["cheapest"]),
            cheapest_monthly=_monthly(each["cheapest"]),
            right_size=sized,
            saves=_money(size["saves_monthly"]),
            confidence=size["confidence"] if sized else "",
            reason=size["reason"],
        )


def report_title(document: Document) -> str:
    """What was read, and at whose prices."""
    accounts = list(dict.fromkeys(each["account"] for each in document["clusters"]))
    name = f"Account {accounts[0]}" if len(accounts) == 1 else counted(len(accounts), "account")
    read_at = f"{document['read_at'][:16].replace('T', ' ')} UTC"
    days = counted(document["days"], "day")
    prices = f"list prices in {document['currency']} of catalog {document['catalog_version']}"
    return f"{name}, read {read_at} over {days}; {prices}"


def report_notes(document: Document) -> Iterator[str]:
    """What no figure holds, most important first."""
    for each in document["not_read"]:
        yield f"not read in {each['region']}: {each['action']} ({each['why']}); unknown: {each['leaves_unknown']}"
    for cluster in document["clusters"]:
        for each in cluster["faults"]:
            yield f"{cluster['cluster']}: {each['source']} is not priced: {each['message']}"
        for each in cluster["not_priced"]:
            yield f"{cluster['cluster']}: {each['source']} ({each['type']}) is not priced: {each['why']}"
        for each in cluster["unknown"]:
            yield f"{cluster['cluster']}: {each['source']}: {each['what']}{_taken(each['taken'])}"
        yield from _without_quantity(cluster)
    for each in document["not_priced"]:
        yield f"{each['source']} is not priced: {each['why']}"
    for each in document["commitments"]:
        yield f"owned and not applied: {each['words']}"


def not_right_sized(cluster: Document) -> Iterator[str]:
    """Why services have no right size, those with the same reason together."""
    by_reason: dict[str, list[str]] = {}
    for each in cluster["services"]:
        if each["right_size"]["cpu"] is None:
            by_reason.setdefault(each["right_size"]["reason"], []).append(each["name"])
    for reason, names in by_reason.items():
        yield f"{listed(names, _NAMED)}: {reason}"


def _without_quantity(cluster: Document) -> Iterator[str]:
    """What costs money on top, component by component."""
    by_component: dict[str, dict[str, None]] = {}
    for each in cluster["unknown_usage"]:
        by_component.setdefault(each["component"], {})[each["service"] or "the workload"] = None
    for name, services in by_component.items():
        whose = next(iter(services)) if len(services) == 1 else counted(len(services), "service")
        yield f"{cluster['cluster']}: plus {component_entry(name).label} of {whose}, which no metric counts"


def _taken(value: str | None) -> str:
    return "" if value is None else f"; {value} is counted"


def _tasks(load: Document) -> str:
    """How many tasks run, on average where that differs by the hour."""
    if "runs_per_month" in load:
        return f"{_short(Fraction(str(load['runs_per_month'])))} runs"
    hours = load.get("hourly_tasks")
    if hours:
        counts = [Fraction(str(each)) for each in hours]
        mean = sum(counts, Fraction(0)) / len(counts)
        return (
            _short(mean)
            if len(set(counts)) == 1
            else f"{_short(min(counts))}-{_short(max(counts))}, mean {_short(mean)}"
        )
    return str(load.get("tasks", ""))


def _short(value: Fraction) -> str:
    return decimal_string(round(to_decimal(value), 1))


def _words(option: Document | None) -> str:
    return "" if option is None else LaunchOption(option["launch_option"]).words


def _monthly(option: Document | None) -> Decimal | None:
    return None if option is None else Decimal(option["monthly"])


def _money(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)
