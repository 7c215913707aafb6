"""One request per Region, and where the Region comes from."""

import pytest

from ecsquote.contract.workloads import WorkloadReading
from ecsquote.errors import InputError
from ecsquote.inputs.estate.resources import Resource
from support_estates import SERVICE_SOURCE, TASK_SOURCE, places, read, service, task_definition

TWO = "aws_ecs_service.two"


def regions(reading: WorkloadReading) -> list[tuple[str, list[str]]]:
    """Each request's Region and the names of its services."""
    return [(request["region"], [each["name"] for each in request["services"]]) for request in reading.requests]


def task() -> Resource:
    """A task definition that says nothing of a Region."""
    found = task_definition()
    return Resource(found.source, found.type, found.kind, found.properties)


def here(region: str | None) -> Resource:
    return service(SERVICE_SOURCE, region)


def there(region: str | None) -> Resource:
    return service(TWO, region, serviceName="two")


def test_each_region_of_the_file_has_a_request() -> None:
    reading = read(task(), here("eu-west-1"), there("us-east-1"))
    assert regions(reading) == [("eu-west-1", ["web"]), ("us-east-1", ["two"])]


def test_the_region_asked_for_selects_a_part() -> None:
    selected = read(task(), here("eu-west-1"), there("us-east-1"), region="us-east-1")
    assert regions(selected) == [("us-east-1", ["two"])]
    assert places(selected) == {TASK_SOURCE: "service", SERVICE_SOURCE: "not_priced", TWO: "service"}
    assert [each.why for each in selected.not_priced] == ["in eu-west-1, which is not the Region asked for"]


def test_a_region_that_several_regions_do_not_hold_is_refused() -> None:
    with pytest.raises(InputError, match="eu-west-1, us-east-1") as refused:
        read(task(), here("eu-west-1"), there("us-east-1"), region="ap-south-1")
    assert [fault.pointer for fault in refused.value.faults] == ["/region"]


def test_the_region_asked_for_comes_before_that_of_a_file_of_one_region() -> None:
    assert regions(read(task(), here("eu-west-1"), region="us-east-1")) == [("us-east-1", ["web"])]


@pytest.mark.parametrize(
    ("own", "of_file", "fallback", "found"),
    [
        ("eu-west-1", "us-east-1", "ap-south-1", "eu-west-1"),
        (None, "us-east-1", "ap-south-1", "us-east-1"),
        (None, None, "ap-south-1", "ap-south-1"),
    ],
)
def test_the_region_comes_from_the_resource_then_the_file_then_the_fallback(
    own: str | None, of_file: str | None, fallback: str, found: str
) -> None:
    reading = read(task(), here(own), estate_region=of_file, fallback_region=fallback)
    assert regions(reading) == [(found, ["web"])]


def test_an_arn_in_the_document_gives_the_region() -> None:
    arn = "arn:aws:ecs:eu-north-1:123456789012:cluster/shop"
    assert regions(read(task(), service(SERVICE_SOURCE, None, cluster=arn))) == [("eu-north-1", ["web"])]


def test_without_a_region_the_fault_is_at_region() -> None:
    with pytest.raises(InputError) as refused:
        read(task(), here(None))
    assert [fault.pointer for fault in refused.value.faults] == ["/region"]


def test_a_file_without_services_needs_no_region() -> None:
    assert read().requests == ()


def test_one_service_without_a_region_among_others_is_unknown() -> None:
    reading = read(task(), here("eu-west-1"), there(None))
    assert regions(reading) == [("eu-west-1", ["web"])]
    assert [(each.source, each.taken) for each in reading.unknown] == [(TWO, None)]
