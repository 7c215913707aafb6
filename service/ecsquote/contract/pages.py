"""A page of a list, and the cursor of the next one."""

from typing import Generic, TypeVar

from pydantic import BaseModel, Field

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(description="the `cursor` of the next page; null at the end")


class CatalogPage(Page[Item], Generic[Item]):
    """A page of a list of one catalog version."""

    catalog_version: str
