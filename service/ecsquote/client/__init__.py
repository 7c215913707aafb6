"""A typed client of the HTTP API, in a synchronous and an asynchronous form; errors say what the server said."""

from ecsquote.client.asynchronous import AsyncClient
from ecsquote.client.errors import ClientError, Problem, Unreachable
from ecsquote.client.synchronous import Client

__all__ = ["AsyncClient", "Client", "ClientError", "Problem", "Unreachable"]
