"""The tasks of services that run now: on which instances, and on which capacity providers."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ecsquote.account.estate import ScannedPlace
from ecsquote.account.loads import PRIMARY
from ecsquote.account.saved_scan import AwsObject

_ENDED = ("STOPPED", "DEPROVISIONING", "STOPPING", "DELETED")


def running_tasks(place: ScannedPlace) -> Iterator[tuple[str, AwsObject]]:
    """Each running task with its service's name; in a deployment those of its PRIMARY revision."""
    leaving = {
        deployment.get("id")
        for service in place.services
        for deployment in service.get("deployments") or ()
        if deployment.get("status") != PRIMARY
    }
    for task in place.region.tasks:
        kind, _, name = str(task.get("group") or "").partition(":")
        runs = place.has(task) and task.get("lastStatus") not in _ENDED and task.get("startedBy") not in leaving
        if runs and kind == "service":
            yield name, task


def tasks_by_provider(place: ScannedPlace, service: str) -> Counter[Any]:
    """How many tasks of a service run on each capacity provider; None for those that name none."""
    return Counter(task.get("capacityProviderName") for name, task in running_tasks(place) if name == service)
