"""One of a thing is never reported as several: the word after a count, and messages that hold one."""

import pytest
from pydantic import ValidationError

from ecsquote.calculator.request import QuoteRequest
from ecsquote.counted import counted, noun
from ecsquote.errors import ImportRefused, TableFault
from ecsquote.faults.collected import input_error
from support_api import quote_request


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1712, "1,712 rows"), (-1, "-1 rows")]
)
def test_a_count_and_its_noun(count: int, words: str) -> None:
    assert counted(count, "row") == words


def test_a_noun_that_takes_no_s() -> None:
    assert [counted(count, "entry", "entries") for count in (0, 1, 2)] == ["0 entries", "1 entry", "2 entries"]
    assert [noun(count, "is", "are") for count in (1, 3)] == ["is", "are"]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"services": []}, "must have at least 1 entry, not 0"),
        ({"services": [{}] * 501}, "must have at most 500 entries, not 501"),
        ({"name": "n" * 300}, "must have at most 200 characters"),
    ],
)
def test_the_bound_of_a_list_or_a_text(field: dict[str, object], message: str) -> None:
    document = quote_request(**field)
    with pytest.raises(ValidationError) as caught:
        QuoteRequest.model_validate(document)
    error = input_error(caught.value, document, QuoteRequest)
    (fault,) = (fault for fault in error.faults if fault.pointer == f"/{next(iter(field))}")
    assert fault.message.startswith(message)


def test_one_row_that_cannot_be_imported() -> None:
    fault = TableFault("x.csv", 2, "no price")
    assert str(ImportRefused([fault])) == "1 row cannot be imported; nothing was written"
    assert str(ImportRefused([fault, fault])) == "2 rows cannot be imported; nothing was written"
