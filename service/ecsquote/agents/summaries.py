"""Answers in short, for a context that has to hold many: names, months and what is left open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ecsquote.units import decimal_string, exact_sum

Document = Mapping[str, Any]
_NAMES = ("launch_option", "cpu_architecture")
_COMPONENTS = 4
"""Of an option: those that cost most."""


def quote_in_short(quote: Document) -> dict[str, Any]:
    """Every option with its month, what it runs on and what costs most."""
    workload = quote["workload"]
    return {
        **{name: quote[name] for name in ("name", "region", "currency", "hours_per_month")},
        "catalog_version": quote["catalog"]["version"],
        "current": quote["current"] and {name: quote["current"][name] for name in (*_NAMES, "monthly")},
        "options": [option_in_short(option) for option in quote["options"]],
        "advice": [{name: each[name] for name in ("words", "saving")} for each in quote["advice"] or ()],
        "unknown_usage": sorted({f"{each['component']}: {each['needs']}" for each in quote["unknown_usage"]}),
        "workload": workload and {**counts_of(workload), "unknown": [each["what"] for each in workload["unknown"]]},
        "warnings": list(dict.fromkeys([*quote["catalog"]["warnings"], *_warnings(quote["options"])])),
    }


def _warnings(options: Sequence[Document]) -> list[str]:
    return [warning for option in options if option["available"] for warning in option["warnings"]]


def option_in_short(option: Document) -> dict[str, Any]:
    """One row: its name, its month and why it is as it is."""
    names = {name: option[name] for name in _NAMES} | plan_of(option)
    if not option["available"]:
        return {**names, "monthly": None, "unavailable_reason": option["unavailable_reason"]}
    change, placement = option["change_from_current"], option["placement"]
    return {
        **names,
        "monthly": option["monthly"],
        **({"change_from_current": change["monthly"]} if change else {}),
        **(_fleet(placement) if placement else {}),
        "costs_most": _largest_components(option["line_items"]),
    }


def plan_of(option: Document) -> dict[str, Any]:
    """The Savings Plan of a row, where it has one."""
    return {"savings_plan": option["savings_plan"]} if option["savings_plan"] else {}


def _fleet(placement: Document) -> dict[str, Any]:
    counts: defaultdict[str, int] = defaultdict(int)
    for row in placement["instances"]:
        counts[row["instance_type"]] += row["count"]
    return {
        "instances": dict(counts)
        if len(counts) <= _COMPONENTS
        else {"types": len(counts), "all": sum(counts.values())},
        "idle_share": placement["idle_share"],
        "gap_percent": placement["gap_percent"],
    }


def _largest_components(lines: Sequence[Document]) -> dict[str, str]:
    months: defaultdict[str, list[Decimal]] = defaultdict(list)
    for line in lines:
        months[line["component"]].append(Decimal(line["monthly"]))
    sums = {component: exact_sum(each) for component, each in months.items()}
    ordered = sorted(sums, key=lambda name: (-abs(sums[name]), name))
    return {name: decimal_string(sums[name]) for name in ordered[:_COMPONENTS]}


def counts_of(workload: Document) -> dict[str, Any]:
    """How much a file left open, by number."""
    lists = ("assumed", "not_priced", "faults")
    return {"format": workload["format"], "complete": workload["complete"], **{n: len(workload[n]) for n in lists}}


def reading_in_short(reading: Document) -> dict[str, Any]:
    """What a file holds: its services by name, and everything that it leaves open."""
    services = [
        {
            "region": request["region"],
            "service": service.get("name"),
            "family": (service.get("task_definition") or {}).get("family"),
            "load": service.get("load"),
        }
        for request in reading["requests"]
        for service in request.get("services", ())
    ]
    return {
        "format": reading["format"],
        "complete": reading["complete"],
        "services": services,
        "unknown": [{name: each[name] for name in ("source", "what")} for each in reading["unknown"]],
        "faults": [{name: each[name] for name in ("source", "message")} for each in reading["faults"]],
        "assumed": [each["what"] for each in reading["assumed"]],
        "warnings": [each["message"] for each in reading["warnings"]],
        "not_priced": sorted({each["type"] for each in reading["not_priced"]}),
    }


def difference_in_short(found: Document) -> dict[str, Any]:
    """The change of each option, and the lines of what runs today, else of the cheapest, that changed most."""
    compared = [option for option in found["options"] if option["change"] is not None]
    lines = compared[0]["lines"] if compared else []
    names = ("kind", "component", "service", "description", "change")
    return {
        **{name: found[name] for name in ("currency", "change", "percent", "current", "notes")},
        **{side: {n: found[side][n] for n in ("region", "launch_option", "monthly")} for side in ("before", "after")},
        "options": [_option_difference(option) for option in found["options"]],
        "lines_of": compared[0]["launch_option"] if compared else None,
        "lines": [{name: line[name] for name in names} for line in lines[:20]],
    }


def _option_difference(option: Document) -> dict[str, Any]:
    months = {side: option[side] and option[side]["monthly"] for side in ("before", "after")}
    return {"launch_option": option["launch_option"], **months, "change": option["change"]}


def break_even_in_short(answer: Document) -> dict[str, Any]:
    """Each stretch with its cheapest option."""
    return {
        **{name: answer[name] for name in ("axis", "service", "complete", "current", "notes")},
        "stretches": [{name: each[name] for name in ("first", "last", "cheapest")} for each in answer["stretches"]],
        "overtaken": answer["overtaken"],
    }


def what_if_in_short(answer: Document) -> dict[str, Any]:
    """Each change with what it saves."""
    names = ("words", "saves_monthly", "cheapest", "unavailable_reason")
    return {
        **{name: answer[name] for name in ("current", "cheapest", "notes")},
        "changes": [{name: each[name] for name in names} for each in answer["changes"]],
    }


def check_in_short(check: Document) -> dict[str, Any]:
    """Each budget's verdict with its figures and the lines that cost most."""
    names = ("name", "workload", "verdict", "per", "spent", "base", "change", "change_percent")
    checks = ("kind", "verdict", "figure", "threshold", "reason")
    lines = ("description", "monthly", "change")
    return {
        "verdict": check["verdict"],
        "budgets": [
            {
                **{name: each[name] for name in names},
                "checks": [{name: one[name] for name in checks} for one in each["checks"]],
                "lines": [{name: line[name] for name in lines} for line in each["lines"]],
            }
            for each in check["budgets"]
        ],
        **{name: check[name] for name in ("unpriced_workloads", "unused_budgets", "warnings")},
    }


def report_in_short(report: Document) -> dict[str, Any]:
    """Each cluster: today, the cheapest, and the services whose right size saves most."""
    return {
        **{name: report[name] for name in ("read_at", "catalog_version", "summary")},
        "clusters": [_cluster(each) for each in report["clusters"]],
        "shared_monthly": report["shared"]["monthly"],
        "not_read": [{name: each[name] for name in ("region", "action", "why")} for each in report["not_read"]],
    }


def _cluster(cluster: Document) -> dict[str, Any]:
    services = [
        {"name": each["name"], "today": each["today"], "right_size": _size(each["right_size"])}
        for each in cluster["services"]
    ]
    return {
        **{name: cluster[name] for name in ("account", "region", "cluster", "complete", "cheapest")},
        "today_monthly": cluster["today"]["monthly"],
        "services": services,
        "unknown": [each["what"] for each in cluster["unknown"]],
    }


def _size(right_size: Document | None) -> dict[str, Any] | None:
    names = ("cpu", "memory", "saves_monthly", "confidence")
    return None if right_size is None else {name: right_size[name] for name in names}


def prices_in_short(prices: Sequence[Document]) -> list[dict[str, Any]]:
    """Each price without where it was read."""
    names = ("service_code", "usage_type", "unit", "unit_price", "begin_range", "observed_on", "basis")
    return [{name: price[name] for name in names} for price in prices]
