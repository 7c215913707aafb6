"""Loads from the history of desired counts: time-weighted by the hour, over whole weeks, with what was assumed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ecsquote.account.loads import service_load
from ecsquote.account.saved_scan import SavedMetric, SavedRegion

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
"""The scan; 30 November 2026 is a Monday, so that the two weeks before it begin with Mondays."""
HOUR = timedelta(hours=1)


def activity(at: datetime, tasks: int, **changes: Any) -> dict[str, Any]:
    return {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "Description": f"Setting desired count to {tasks}.",
        "StatusCode": "Successful",
        "StartTime": at.isoformat(),
        "EndTime": (at + timedelta(minutes=1)).isoformat(),
    } | changes


def region(*activities: dict[str, Any], metrics: tuple[SavedMetric, ...] = ()) -> SavedRegion:
    found = {"account": "111122223333", "region": "eu-west-1", "scaling_activities": activities, "metrics": metrics}
    return SavedRegion.model_validate(
        {name: list(each) if isinstance(each, tuple) else each for name, each in found.items()}
    )


def load(found: SavedRegion, service: dict[str, Any] | None = None, days: int = 14) -> Any:
    return service_load({"serviceName": "web", "desiredCount": 2} | (service or {}), "shop", found, MONDAY, days)


def test_each_hour_of_the_week_is_the_mean_of_its_weeks_weighted_by_time() -> None:
    # 2 tasks from before the two weeks, 6 from Monday 8:15 to 10:00 of the second week alone.
    second = MONDAY - timedelta(days=7)
    found = load(
        region(
            activity(MONDAY - timedelta(days=20), 2),
            activity(second + 10 * HOUR, 2),  # AWS lists the latest first; the order must not matter
            activity(second + 8 * HOUR + timedelta(minutes=15), 6),
        )
    )
    hours = found.load["hourly_tasks"]
    assert found.source == "scaling_activities"
    assert len(hours) == 168
    assert hours[7] == 2
    # (2 + (0.25 × 2 + 0.75 × 6)) / 2 and (2 + 6) / 2
    assert hours[8:11] == ["3.5", 4, 2]
    assert set(hours[11:]) == {2}
    assert found.assumed == ("the hours are those of 2 weeks until 2026-11-30 00:00 UTC",)


def test_the_first_known_count_stands_before_it_and_the_present_one_is_compared() -> None:
    found = load(region(activity(MONDAY - timedelta(days=3), 5)))  # on Friday
    assert set(found.load["hourly_tasks"]) == {5}
    assert found.assumed[1:] == (
        "5 tasks before 2026-11-27 00:00, the first change that AWS still shows",
        "the desired count is 2 now; the last change that AWS shows set 5",
    )


def test_only_successful_changes_of_the_service_itself_count() -> None:
    failed = activity(MONDAY - HOUR, 9, StatusCode="Failed")
    other = activity(MONDAY - HOUR, 9, ResourceId="service/shop/webhooks")
    odd = activity(MONDAY - HOUR, 9, Description="Attempting to scale")
    found = load(region(failed, other, odd))
    assert (found.source, found.load) == ("desired_count", {"tasks": "2"})


def test_the_words_of_a_finished_change_are_read_too() -> None:
    done = activity(MONDAY - timedelta(days=30), 3, Description="Successfully set desired count to 3.")
    assert set(load(region(done)).load["hourly_tasks"]) == {3}


def test_an_hour_that_both_weeks_share_with_the_scan_in_its_middle_is_still_whole() -> None:
    at = MONDAY + timedelta(minutes=30)
    found = service_load(
        {"serviceName": "web", "desiredCount": 4}, "shop", region(activity(at - timedelta(days=7), 4)), at, 14
    )
    assert set(found.load["hourly_tasks"]) == {4}  # assumed before, and 30 + 30 minutes of hour 0 in each week


def metric(values: list[Decimal | None]) -> SavedMetric:
    return SavedMetric(
        namespace="ECS/ContainerInsights",
        name="RunningTaskCount",
        statistic="Average",
        dimensions={"ClusterName": "shop", "ServiceName": "web"},
        start=MONDAY - timedelta(days=14),
        values=values,
    )


def test_container_insights_stand_in_where_nothing_was_scaled() -> None:
    values: list[Decimal | None] = [Decimal(2)] * 336
    values[0], values[168] = Decimal(3), Decimal(6)  # (3 + 6) / 2
    values[1], values[169] = None, Decimal(7)
    values[2] = values[170] = None  # the mean of the other 167 hours: (4.5 + 7 + 165 × 2) / 167
    found = load(region(metrics=(metric(values),)))
    assert found.source == "container_insights"
    assert found.load["hourly_tasks"][:4] == ["4.5", 7, "2.044910179641", 2]
    assert found.assumed == ("1 hour of the week without data: the mean of the others",)


def test_a_metric_without_data_says_nothing() -> None:
    assert load(region(metrics=(metric([None] * 336),))).source == "desired_count"


def test_a_daemon_has_no_load_and_a_task_set_gives_the_count() -> None:
    assert load(region(), {"schedulingStrategy": "DAEMON"}).source == "daemon"
    deployments = [{"status": "ACTIVE", "desiredCount": 9}, {"status": "PRIMARY", "desiredCount": 3}]
    service = {"serviceName": "web", "deployments": deployments}
    assert service_load(service, "shop", region(), MONDAY, 14).load == {"tasks": "3"}
