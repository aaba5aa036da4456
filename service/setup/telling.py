"""Lines for a person, broken between words where a terminal is narrow."""

import re
import shutil
import sys
import textwrap

from service import screen

#: What stands before a line's text: its number in a list, or what it is about.
_BEGINNING = re.compile(r"\s+(?:\S+(?: \S+)?\s{2,})?")

#: Columns beyond which a line is hard to read.
_WIDEST = 100


def tell(line: str = "") -> None:
    """A line; what does not fit goes on below, under its text."""
    if not sys.stdout.isatty():
        screen.say(line)
        return
    begins = _BEGINNING.match(line)
    indent = " " * (begins.end() if begins else 0)
    width = max(20, min(shutil.get_terminal_size().columns, _WIDEST))
    told = textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    for part in told or [""]:
        screen.say(part)
