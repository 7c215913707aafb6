"""A typed client of the HTTP API, synchronous and asynchronous; errors carry the server's problem document."""

from ecsquote.client.asynchronous import AsyncClient
from ecsquote.client.errors import Problem, Unreachable
from ecsquote.client.synchronous import Client
from ecsquote.errors import ClientError

__all__ = ["AsyncClient", "Client", "ClientError", "Problem", "Unreachable"]
