"""Lines for a person, broken between words where a terminal is narrow; elsewhere as they are."""

import re
import shutil
import textwrap
from typing import TextIO

#: What stands before a line's text: its number in a list, its level, or what it is about.
_BEGINNING = re.compile(r"\s*\S+(?: \S+)?\s{2,}|\s+")

#: Columns below which nothing can be read anyhow.
_LEAST = 20


def wrapped(line: str, stream: TextIO, widest: int | None = None) -> list[str]:
    """The line as it is shown on the stream: what does not fit goes on below, under its text.

    ``widest`` is how many columns are used at most. A path or an address is never broken.
    """
    if not stream.isatty():
        return [line]
    columns = shutil.get_terminal_size().columns
    width = max(_LEAST, min(columns, widest or columns))
    begins = _BEGINNING.match(line)
    indent = " " * (begins.end() if begins else 0)
    told = textwrap.wrap(
        line, width, subsequent_indent=indent[: width // 2], break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return told or [""]
