"""Where in a policy file something stands: tomllib reads values, and tells no places."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\"-]+)\s*\]\]?")


def line_of(text: str, place: Sequence[int | str], word: str) -> int:
    """The line of a word within the table that a place names; of the table where it has none.

    A place is ``("rule", 2, "when")``: the third ``[[rule]]``. 1 where nothing is found.
    """
    lines = text.splitlines()
    start, end = _block(lines, place)
    wanted = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])") if word else None
    for number in range(start, end):
        if wanted and wanted.search(lines[number]):
            return number + 1
    return start + 1


def _block(lines: Sequence[str], place: Sequence[int | str]) -> tuple[int, int]:
    """The first line of the table, and the one after its last."""
    headers = [(number, name) for number, name in _headers(lines)]
    if len(place) < 2 or not isinstance(place[1], int):
        return 0, headers[0][0] if headers else len(lines)
    own = [at for at, (_, name) in enumerate(headers) if name == place[0]]
    if place[1] >= len(own):
        return 0, len(lines)
    first = own[place[1]]
    after = (number for number, name in headers[first + 1 :] if not name.startswith(f"{place[0]}."))
    return headers[first][0], next(after, len(lines))


def _headers(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The table headers and their lines; none inside a text of several lines."""
    found, inside = [], ""
    for number, line in enumerate(lines):
        if not inside and (header := _HEADER.match(line)):
            found.append((number, header[1]))
        for mark in re.findall(r'"""|\'\'\'', line):
            inside = "" if inside == mark else inside or mark
    return found
