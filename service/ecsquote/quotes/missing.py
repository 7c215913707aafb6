"""What the file of a workload leaves open, in words: then a bill is at least what a quote says, not all of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ecsquote.counted import counted


def is_at_least(document: Mapping[str, Any]) -> bool:
    """Whether the file that a quote was made from leaves anything unknown or has a fault."""
    workload = document.get("workload")
    return workload is not None and not workload["complete"]


def missing_words(document: Mapping[str, Any]) -> Iterator[str]:
    """One line for each fault and each unknown value, the workload's before those of usage."""
    workload = document.get("workload")
    if workload is None:
        return
    for fault in workload["faults"]:
        yield f"{fault['source']}: not priced: {fault['message']}"
    for unknown in sorted(workload["unknown"], key=lambda one: (one["kind"] != "workload", one["taken"] is not None)):
        taken = "not priced" if unknown["taken"] is None else f"{unknown['taken']} is taken"
        yield f"{unknown['source']}: {unknown['what']}; {taken}"


def lacks_workload(document: Mapping[str, Any]) -> bool:
    """Whether a size, a count, a capacity or a whole service is missing, so that the bill may be any higher."""
    workload = document.get("workload")
    if workload is None:
        return False
    return bool(workload["faults"]) or any(unknown["kind"] == "workload" for unknown in workload["unknown"])


def missing_in_short(document: Mapping[str, Any]) -> str:
    """How much is missing, in one phrase: "2 services and 3 values are not known"."""
    workload = document["workload"]
    parts = [counted(len(workload["faults"]), "fault")] if workload["faults"] else []
    if workload["unknown"]:
        parts.append(counted(len(workload["unknown"]), "unknown value"))
    return " and ".join(parts)
