"""The doctor's screen: a line a check, as it is found; what was not looked at is told together."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.text import Text

from rules import printable
from service.doctor.checked import Checked, Level

_STYLES = {
    Level.OK: "green",
    Level.WARNING: "yellow",
    Level.WRONG: "bold red",
    Level.UNKNOWN: "bright_black",
}

#: How each level is counted in the last line, in its order: what is worst stands last.
_COUNTED = {
    Level.OK: ("ok", "ok"),
    Level.UNKNOWN: ("not looked at", "not looked at"),
    Level.WARNING: ("warning", "warnings"),
    Level.WRONG: ("wrong", "wrong"),
}

#: Columns where no terminal tells how many.
_WIDTH = 120

#: Columns of the level, of the check's name, and the fewest for what it found.
_LEVEL, _CHECK, _LEAST = 9, 14, 20


def show(found: Iterable[Checked]) -> list[Checked]:
    """Show each as it comes, and at last how many there were of each kind."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    shown = []
    for several in _together(found):
        shown += several
        for line in _lines(several, console):
            console.print(line, soft_wrap=True)
    console.print()
    console.print(_summary(shown))
    return shown


def _together(found: Iterable[Checked]) -> Iterator[list[Checked]]:
    """What was not looked at for one reason is one row; all else comes by itself."""
    for (level, _), group in groupby(found, lambda one: (one.level, one.line)):
        if level is Level.UNKNOWN:
            yield list(group)
        else:
            yield from ([one] for one in group)


def _lines(several: list[Checked], console: Console) -> Iterator[Text]:
    """The lines of a row: how it is, which check, what it found, and below that what to do."""
    first = several[0]
    level = "–" if first.level is Level.UNKNOWN else first.level.value
    name = "" if len(several) > 1 else first.check
    head = Text.assemble((level.ljust(_LEVEL), _STYLES[first.level]), name.ljust(_CHECK))
    said = Text(_said(several), "bright_black" if first.level is Level.UNKNOWN else "")
    yield from _indented(head, said, console)
    if first.do:
        style = "dim" if first.level is Level.OK else "bold"
        arrow = Text.assemble(" " * (_LEVEL + _CHECK), ("→ ", style))
        yield from _indented(arrow, Text(printable(first.do), style), console)


def _said(several: list[Checked]) -> str:
    names = ", ".join(one.check for one in several)
    return printable(several[0].line) + (f": {names}" if len(several) > 1 else "")


def _indented(head: Text, text: Text, console: Console) -> Iterator[Text]:
    """The text beside its head, on as many lines as it takes."""
    room = max(console.width - len(head), _LEAST)
    for line in text.wrap(console, room):
        line.rstrip()
        yield head + line
        head = Text(" " * len(head))


def _summary(found: list[Checked]) -> Text:
    """How many of each level; and the names of those that want something to be done."""
    counts = Counter(one.level for one in found)
    parts = [
        f"{counts[level]} {one if counts[level] == 1 else many}"
        for level, (one, many) in _COUNTED.items()
        if counts[level]
    ]
    worst = Level.WRONG if counts[Level.WRONG] else Level.WARNING
    names = ", ".join(dict.fromkeys(one.check for one in found if one.level is worst))
    line = ", ".join(parts) + (f": {names}" if names else "")
    return Text(line, style=_STYLES[worst if names else Level.OK])
