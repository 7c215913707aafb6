"""A page of a list, and the cursor of the next one."""

from typing import Generic, TypeVar

from pydantic import BaseModel, Field

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """Part of a list."""

    items: list[Item]
    next_cursor: str | None = Field(description="what to ask for next; null at the end")


class CatalogPage(Page[Item], Generic[Item]):
    """Part of a list of one catalog version."""

    catalog_version: str
