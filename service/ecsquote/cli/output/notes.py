"""Notes of a quote, each once, for any kind of output: what holds for all services or options is one note."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ecsquote.calculator.quoting import DERIVED
from ecsquote.cli.output.option_names import group_name
from ecsquote.contract.price_basis import Basis
from ecsquote.contract.quotes import OptionQuote, Quote

MOST_SERVICES = 3
"""Service names in one note; the rest are counted."""
_FIRST = (
    r"^Prices read more than",
    r"^what runs today is not known",
    r"^few Spot prices|no rolling deployment can start",
    r"which this quote does not include",
    r"^prices are derived",
    r"prices change",
    r"Spot (?:price|pool|instance)",
    r"is unused and lost",
    r"average_cpu_percent|CPU credits",
    r"deployment",
    r"no public IPv4 address",
    r"start|minutes",
)
"""What could change the decision, first to last: what is old, unknown or left out, how sure a price is, the fleet."""
_OLD_PRICES = re.compile(r"^(Prices read more than [^:]+: [^,;]+)(, [^;]+);")
_LAST = (r"would name [A-Z]", r"fee is the same", r"^no mean or 95th percentile")
"""What changes no ranking, after all other notes."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note: the options that it is about (empty: all of them), and its text."""

    about: str
    text: str
    warns: bool

    @property
    def words(self) -> str:
        """The note on one line: "Spot: prices change"."""
        return f"{self.about}: {self.text}" if self.about else self.text

    @property
    def brief(self) -> str:
        """The same, of the services with old prices only the first, which is the oldest."""
        return _OLD_PRICES.sub(lambda found: f"{found[1]} and {found[2].count(', ')} more;", self.words)


def notes(quote: Quote) -> list[Note]:
    """All assumptions and warnings, what could change the decision first."""
    return sorted((*_warnings(quote), *_of_options(quote, "assumptions")), key=_rank)


def warnings(quote: Quote) -> list[Note]:
    """Warnings of the available options and of the catalog."""
    return sorted(_warnings(quote), key=_rank)


def _warnings(quote: Quote) -> Iterator[Note]:
    yield from (Note("", text, warns=True) for text in quote.catalog.warnings)
    yield from _of_options(quote, "warnings")


def _of_options(quote: Quote, kind: str) -> Iterator[Note]:
    """Each note once, with the services and the options that it is about."""
    about: dict[tuple[tuple[str, ...], str], dict[int, None]] = {}
    names = _service_names(quote)
    for at, option in enumerate(quote.options):
        if not option.available:
            continue
        by_text: dict[str, list[str]] = {}
        for note in _texts(option, kind):
            service, text = _parted(note, names)
            by_text.setdefault(text, []).extend(filter(None, [service]))
        for text, services in by_text.items():
            about.setdefault((tuple(services), text), {})[at] = None
    for (about_services, text), positions in about.items():
        yield Note(group_name(quote, positions), _of_services(about_services, names, text), warns=kind == "warnings")


def _texts(option: OptionQuote, kind: str) -> Iterable[str]:
    """The option's own notes; which prices are derived is said by how, for the lines themselves name them."""
    if kind != "warnings":
        return option.assumptions
    ways = dict.fromkeys(item.note for item in option.line_items if item.price.basis is Basis.DERIVED and item.note)
    kept = [text for text in option.warnings if not (ways and text.startswith(DERIVED))]
    return (*(f"prices are derived, not published: {way}" for way in ways), *kept)


def _service_names(quote: Quote) -> Sequence[str]:
    """Longest first, so that the service `web: api` is not taken for `web`."""
    found = {
        service.get("name") or (service.get("task_definition") or {}).get("family") or ""
        for service in quote.request.get("services", ())
    }
    return sorted(found - {""}, key=lambda name: (-len(name), name))


def _parted(note: str, names: Sequence[str]) -> tuple[str | None, str]:
    """The service that a note begins with, and the rest of it."""
    for name in names:
        if note.startswith(f"{name}: "):
            return name, note.removeprefix(f"{name}: ")
    return None, note


def _of_services(services: Sequence[str], names: Sequence[str], text: str) -> str:
    if not services:
        return text
    if len(services) == len(names) > 1:
        return f"every service: {text}"
    listed = ", ".join(services[:MOST_SERVICES])
    more = f" and {len(services) - MOST_SERVICES} more" if len(services) > MOST_SERVICES else ""
    return f"{listed}{more}: {text}"


def _rank(note: Note) -> int:
    """Its place by what it says; otherwise warnings go before assumptions."""
    first = next((at for at, words in enumerate(_FIRST) if re.search(words, note.text)), None)
    if any(re.search(words, note.text) for words in _LAST):
        return len(_FIRST) + 2
    if first is not None:
        return first
    return len(_FIRST) + (0 if note.warns else 1)
