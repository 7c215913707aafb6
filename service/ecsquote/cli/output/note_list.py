"""Notes in a terminal: the first that fit on a few lines, and how many more there are."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from ecsquote.cli.output.terminal import printable

MOST_LINES = 6
_BULLET = "  - "


class NoteList:
    """A heading and as many notes, in their order, as fit on MOST_LINES; at least one. `everything`: all notes."""

    def __init__(self, texts: Sequence[str], *, everything: bool = False) -> None:
        self._texts = texts
        self._everything = everything

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines as wide as the console."""
        shown: list[Sequence[Text]] = []
        for text in self._texts:
            wrapped = Text(printable(text)).wrap(console, options.max_width - len(_BULLET))
            if shown and not self._everything and sum(map(len, shown)) + len(wrapped) > MOST_LINES:
                break
            shown.append(list(wrapped))
        if not shown:
            return
        rest = len(self._texts) - len(shown)
        yield Text("\nNotes", style="bold").append(f" ({rest} more; --explain shows all)" if rest else "", "not bold")
        for lines in shown:
            for number, line in enumerate(lines):
                yield Text(" " * len(_BULLET) if number else _BULLET).append_text(line)
