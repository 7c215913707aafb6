"""The client is the API's: every operation of the OpenAPI document has one method, its path and its parameters."""

import inspect
from typing import Any

import pytest

from ecsquote.api.app import create_app
from ecsquote.client import AsyncClient, Client
from ecsquote.client.asynchronous import AsynchronousMethod
from ecsquote.client.call import Operation
from ecsquote.client.synchronous import SynchronousMethod
from ecsquote.settings import Settings
from support_client import DECLARED

RECIPE = "see CONTRIBUTING.md, Recipe: an endpoint"
BATCH = ("POST", "/v1/quotes/batch")
"""Streamed both ways, so a method of each client: `make_quotes`."""
FORM = "multipart/form-data"
HEADERS = {"Idempotency-Key": "idempotency_key"}
NOT_PASSED_ON = {"accept"}
"""`format` says the same."""

OFFERED: dict[tuple[str, str], dict[str, Any]] = {
    (method.upper(), path): operation
    for path, item in create_app(Settings()).openapi()["paths"].items()
    for method, operation in item.items()
}


def declared(place: tuple[str, str]) -> dict[str, Operation[Any, Any]]:
    return {name: each for name, each in DECLARED.items() if (each.method, each.path) == place}


def parameters(operation: Operation[Any, Any]) -> set[str]:
    return set(inspect.signature(operation.describe).parameters)


@pytest.mark.parametrize("place", sorted(OFFERED.keys() - {BATCH}), ids=" ".join)
def test_an_operation_has_one_method_with_its_parameters(place: tuple[str, str]) -> None:
    offered, found = OFFERED[place], declared(place)
    plain = [name for name, each in found.items() if each.variant is None]
    assert len(plain) == 1, f"{' '.join(place)} has no method of the client, or several: {RECIPE}"
    assert offered["operationId"] == plain[0], "generated clients call it as this one does"
    wanted = {HEADERS.get(each["name"], each["name"]) for each in offered.get("parameters", ())} - NOT_PASSED_ON
    content = offered.get("requestBody", {}).get("content", {})
    if set(content) == {FORM}:
        wanted |= content[FORM]["schema"]["properties"].keys()
    else:
        wanted |= {"body"} if content else set()
    assert set().union(*map(parameters, found.values())) == wanted, RECIPE


def test_the_client_calls_nothing_that_is_not_offered() -> None:
    assert {(each.method, each.path) for each in DECLARED.values()} | {BATCH} == OFFERED.keys(), RECIPE


@pytest.mark.parametrize(("client", "method"), [(Client, SynchronousMethod), (AsyncClient, AsynchronousMethod)])
def test_both_clients_have_every_operation_under_its_name(
    client: type, method: type[SynchronousMethod[..., Any]] | type[AsynchronousMethod[..., Any]]
) -> None:
    methods = {name: value.operation for name, value in vars(client).items() if isinstance(value, method)}
    assert methods == DECLARED, RECIPE
    assert callable(getattr(client, "make_quotes", None))


@pytest.mark.parametrize("name", DECLARED)
def test_a_method_says_what_it_does(name: str) -> None:
    assert DECLARED[name].__doc__
    assert DECLARED[name].__doc__ == getattr(Client, name).__doc__
