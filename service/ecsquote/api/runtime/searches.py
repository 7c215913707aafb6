"""The work that searches do: here with the quoter of this process, or in a process of the pool."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ecsquote.api.runtime.deadlines import advice_deadline, ended_after
from ecsquote.contract.workloads import QuotedWorkload
from ecsquote.quotes.kept import KeptQuote, new_quote
from ecsquote.quotes.quoter import Quoter


def kept_quote(
    quoter: Quoter, document: Mapping[str, Any], workload: QuotedWorkload | None, owner: str | None, seconds: float
) -> KeptQuote:
    """A priced request as it is kept; its fleets and its advice are the best that are found in this time."""

    def priced() -> KeptQuote:
        quote = quoter.quote(document, datetime.now(UTC), advice_deadline(seconds), workload)
        return new_quote(quote, owner=owner)

    return ended_after(seconds, priced)
