"""A dependency of the app or of a router runs before every operation, and before any of the body is read."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from ecsquote.api.app import create_app
from ecsquote.api.http.problems import answer_with_problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.settings import Settings
from support_api import ADMIN_KEY_HASH, fargate_catalogs

STREAMED = 40 * 1024 * 1024
"""Bytes that a request announces; they are sent once the server asks for them ("100 Continue")."""


def refuse() -> None:
    raise HTTPException(401, "nobody may")


async def call(app: FastAPI, method: str, path: str) -> tuple[int, int]:
    """The status of one request, and how often its body was asked for before the answer."""
    asked = 0
    statuses: list[int] = []

    async def receive() -> Message:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = {
        "host": "127.0.0.1",
        "content-type": "application/json",
        "content-length": str(STREAMED),
        "expect": "100-continue",
    }
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "state": {},
        "app": app,
    }
    await app(scope, receive, send)
    return statuses[0], asked


def operations(app: FastAPI) -> list[tuple[str, str]]:
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    return [(method, route.path) for route in routes for method in sorted(route.methods or ())]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.mark.anyio
async def test_every_operation_refuses_what_a_dependency_refuses_with_its_body_unread(settings: Settings) -> None:
    app = create_app(settings, fargate_catalogs(), dependencies=[Depends(refuse)])
    described = {(method.upper(), path) for path, item in app.openapi()["paths"].items() for method in item}
    assert set(operations(app)) == described
    async with app.router.lifespan_context(app):
        answers = {(method, path): await call(app, method, path) for method, path in operations(app)}
    assert len(answers) > 25
    assert answers == dict.fromkeys(answers, (401, 0))


@pytest.mark.anyio
async def test_every_operation_refuses_a_request_without_a_key_with_its_body_unread(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, admin_key_hash=ADMIN_KEY_HASH), fargate_catalogs())
    async with app.router.lifespan_context(app):
        answers = {(method, path): await call(app, method, path) for method, path in operations(app)}
    refused = {each for each, answer in answers.items() if answer == (401, 0)}
    assert answers.keys() - refused == {("GET", "/healthz"), ("GET", "/readyz")}


@pytest.mark.anyio
async def test_without_dependencies_the_same_requests_are_not_refused(settings: Settings) -> None:
    app = create_app(settings, fargate_catalogs())
    async with app.router.lifespan_context(app):
        status, _ = await call(app, "GET", "/healthz")
    assert status == 200


def test_dependencies_stay_with_their_app(settings: Settings) -> None:
    create_app(settings, dependencies=[Depends(refuse)])
    routes = [route for route in create_app(settings).routes if isinstance(route, APIRoute)]
    assert not any(each.call is refuse for route in routes for each in route.dependant.dependencies)


@pytest.mark.anyio
async def test_a_raw_route_runs_the_dependencies_of_its_router() -> None:
    async def handler(request: Request) -> Response:
        return Response(await request.body())

    router = APIRouter(dependencies=[Depends(refuse)])
    router.add_api_route("/raw", handler, methods=["POST"], route_class_override=RawRoute, response_class=Response)
    app = FastAPI()
    app.router.routes.extend(router.routes)
    answer_with_problems(app)
    assert await call(app, "POST", "/raw") == (401, 0)
