"""Notes in a terminal: the first that fit on a few lines, and how many more there are."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from ecsquote.cli.output.terminal import printable
from ecsquote.counted import counted

MOST_LINES = 6
_BULLET = "  - "


class NoteList:
    """A heading and as many notes, in their order, as fit on MOST_LINES; at least one. `everything`: all notes."""

    def __init__(self, texts: Sequence[str], *, everything: bool = False) -> None:
        self._texts = texts
        self._everything = everything

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines as wide as the console."""
        if not self._texts:
            return
        yield Text("\nNotes", style="bold")
        shown = lines = 0
        for text in self._texts:
            wrapped = Text(printable(text)).wrap(console, options.max_width - len(_BULLET))
            if shown and not self._everything and lines + len(wrapped) > MOST_LINES:
                break
            for number, line in enumerate(wrapped):
                yield Text(" " * len(_BULLET) if number else _BULLET).append_text(line)
            shown, lines = shown + 1, lines + len(wrapped)
        if rest := len(self._texts) - shown:
            yield Text(f"  {counted(rest, 'more note')}; --explain shows {'it' if rest == 1 else 'them'}")
