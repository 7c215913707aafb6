"""A typed client of the HTTP API, in a synchronous and an asynchronous form; errors say what the server said."""

from ecsquote.client.asynchronous import AsyncClient
from ecsquote.client.errors import Problem, Unreachable
from ecsquote.client.synchronous import Client
from ecsquote.errors import ClientError

__all__ = ["AsyncClient", "Client", "ClientError", "Problem", "Unreachable"]
