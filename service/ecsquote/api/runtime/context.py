"""What every resource works with: settings, price catalogs, kept quotes and the threads that price."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import anyio
from fastapi import Depends
from starlette.requests import HTTPConnection

from ecsquote.api.runtime.quote_writer import Keeper
from ecsquote.api.runtime.refresh_scheduler import Refresher
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.manifest import CatalogManifest
from ecsquote.pricing.store.provenance import PartRecord
from ecsquote.quotes.store import QuoteStore
from ecsquote.settings import Settings

Result = TypeVar("Result")


class Catalogs(Protocol):
    """Where catalog versions come from (`pricing.store.CatalogStore`)."""

    def current(self) -> Catalog:
        """The newest version; CatalogError if there is none."""

    def load(self, version: str) -> Catalog:
        """One version; InputError if it is not kept."""

    def current_version(self) -> str:
        """What `current` is called."""

    def manifest(self, version: str) -> CatalogManifest:
        """What a version holds and where from; InputError if it is not kept."""

    def parts(self, version: str) -> Mapping[str, PartRecord]:
        """Where a version's prices come from, part by part; InputError if it is not kept."""

    def versions(self) -> Sequence[CatalogManifest]:
        """All versions kept, newest first."""

    def folder(self, version: str) -> Path:
        """Where a version's tables are; InputError if it is not kept."""

    def look_again(self) -> None:
        """Forget what may be out of date: a version was put there a moment ago."""

    @property
    def trouble(self) -> str | None:
        """Why the versions may not be the latest, for people; None where they are."""


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to every resource; made when the app starts."""

    settings: Settings
    catalogs: Catalogs
    quotes: QuoteStore
    keeper: Keeper
    threads: anyio.CapacityLimiter
    refresher: Refresher

    async def in_thread(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Work that would keep other requests waiting, done aside."""
        return await anyio.to_thread.run_sync(work, *arguments, limiter=self.threads)


def context_of(connection: HTTPConnection) -> Context:
    """The context of the app that a request came to."""
    context: Context = connection.app.state.context
    return context


InContext = Annotated[Context, Depends(context_of)]
