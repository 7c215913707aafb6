"""The error tree: one root for all that leaves a room, drawn in full, and faults that move with their document."""

import importlib
import inspect
import pkgutil
import re

import pytest

import ecsquote
from ecsquote import errors
from ecsquote.errors import EcsquoteError, Fault, InputError, InputTooLarge, UnreadableInput

INTERNAL = {
    "ecsquote.api.runtime.issuer_keys.IssuerAway": "caught where a token is checked, which is answered with 503",
    "ecsquote.budgets.spending._UnknownCosts": "caught where a budget is checked; becomes the reason in its result",
    "ecsquote.cli.failures.SeveralFailures": "groups errors of the tree, one for each input of a command",
    "ecsquote.client.transport.Later": "caught by the retry loop, which raises the ClientError it carries",
    "ecsquote.pricing.sources.http_client.Retriable": "caught by the retry loop, which raises SourceError in the end",
    "ecsquote.pricing.sources.offer_json._OtherLayout": "caught by the reader, which then reads the file as a whole",
    "ecsquote.pricing.tables.reading.LeftOut": "caught row by row and counted in the manifest",
    "ecsquote.pricing.rows.RowRefused": "caught row by row; becomes a TableFault or a refused row",
}
"""Exceptions outside the tree, each with who catches it: none of them may reach a caller."""

MIGRATIONS = "ecsquote.quotes.migrations."
"""Alembic runs these modules; they cannot be imported on their own."""


def exceptions() -> dict[str, type[BaseException]]:
    found: dict[str, type[BaseException]] = {}
    for module in pkgutil.walk_packages(ecsquote.__path__, "ecsquote."):
        if module.name.startswith(MIGRATIONS):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if inspect.isclass(value) and issubclass(value, BaseException) and value.__module__ == module.name:
                found[f"{module.name}.{name}"] = value
    return found


def test_every_exception_is_in_the_tree_or_documented_as_internal() -> None:
    outside = {name for name, kind in exceptions().items() if not issubclass(kind, EcsquoteError)}
    assert outside == INTERNAL.keys()


def test_the_drawn_tree_is_the_real_one() -> None:
    """Each line of the drawing is a class whose parent is the line above with one level less."""
    drawn: dict[str, str | None] = {}
    above: list[str] = []
    for indent, name in re.findall(r"^([│├└─ ]*)([A-Z]\w+(?:Error|\w))(?:  .*)?$", errors.__doc__ or "", re.MULTILINE):
        level = len(indent) // 4
        above[level:] = [name]
        drawn[name] = above[level - 1] if level else None
    real = {
        name: None if kind is EcsquoteError else kind.__base__.__name__
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, EcsquoteError) and kind.__base__ is not None
    }
    assert drawn == real


def test_an_error_of_the_tree_is_defined_in_it_or_below_the_client_error() -> None:
    elsewhere = {
        name
        for name, kind in exceptions().items()
        if issubclass(kind, EcsquoteError) and kind.__module__ != errors.__name__
    }
    assert {name.rpartition(".")[0] for name in elsewhere} == {"ecsquote.client.errors"}
    assert all(issubclass(exceptions()[name], errors.ClientError) for name in elsewhere)


@pytest.mark.parametrize("kind", [InputError, UnreadableInput, InputTooLarge])
def test_an_error_keeps_its_class_and_words_below_a_prefix(kind: type[InputError]) -> None:
    error = kind("two faults", [Fault("/load", "is required"), Fault("", "must be an object")])
    moved = error.under("/request/services/0")
    assert type(moved) is kind
    assert str(moved) == "two faults"
    assert moved.faults == (
        Fault("/request/services/0/load", "is required"),
        Fault("/request/services/0", "must be an object"),
    )
    assert error.faults[0].pointer == "/load"


def test_an_error_without_faults_has_none_below_a_prefix_either() -> None:
    assert InputError("the file is empty").under("/request").faults == ()
