"""Things of one kind on a chart, services or instance types: a colour each, and the smallest of many together."""

from collections.abc import Iterable, Mapping, Sequence

from ecsquote.charts.words import shortened

MAX_NAME_CHARACTERS = 32


class Colours:
    """The largest of some things by name, each with a colour; the rest as one."""

    def __init__(self, sizes: Mapping[str, int], series: Sequence[str], kind: str) -> None:
        ranked = sorted(sizes, key=lambda name: (-sizes[name], name))
        named = ranked if len(ranked) <= len(series) else ranked[: len(series) - 1]
        self._names = {name: shortened(name, MAX_NAME_CHARACTERS) for name in named}
        self._rest = f"{len(ranked) - len(named)} other {kind}"
        self.domain = [*self._names.values(), *([self._rest] if len(named) < len(ranked) else [])]
        self.range = list(series[: len(self.domain)])

    def name(self, thing: str) -> str:
        """What it is called in the legend."""
        return self._names.get(thing, self._rest)

    def ordered(self, things: Iterable[str]) -> list[str]:
        """In the legend's order."""
        order = list(self._names)
        return sorted(things, key=lambda name: (order.index(name) if name in self._names else len(order), name))
