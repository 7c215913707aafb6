"""The face of every cost component: a frozen model whose fields are its usage, and which bills itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from ecsquote.calculator.line_items import Bill, LineItem


class CostComponent(BaseModel, ABC):
    """One billable thing. Unknown fields are errors; quantities are for a month unless the name says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    component: ClassVar[str]
    """The `component` of its line items."""

    @abstractmethod
    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Its lines at the Region's prices; raises PriceError where a price is missing or ambiguous."""

    def assumptions(self) -> Iterator[str]:
        """What the figures take for granted, in words for the quote."""
        yield from ()
