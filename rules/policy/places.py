"""Where in a policy file something stands: tomllib reads values, and tells no places."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\"-]+)\s*\]\]?")


def line_of(text: str, place: Sequence[int | str], word: str) -> int:
    """The line of a word within the table that a place names; of the table where it has none.

    A place is ``("rule", 2, "when")``: the third ``[[rule]]``. 1 where nothing is found.
    """
    lines = text.split("\n")  # as an editor counts them
    start, end = _block(lines, place)
    key = next((str(part) for part in reversed(place[2:]) if isinstance(part, str)), "")
    for pattern in (_key(key), _key(word), _word(word)):
        for number in range(start, end):
            if pattern and pattern.search(lines[number]):
                return number + 1
    return start + 1


def _key(name: str) -> re.Pattern[str] | None:
    """A line that gives this key a value."""
    return re.compile(rf"^\s*[\"']?{re.escape(name)}[\"']?\s*[=.]") if name else None


def _word(word: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])") if word else None


def _block(lines: Sequence[str], place: Sequence[int | str]) -> tuple[int, int]:
    """The first line of the table, and the one after its last."""
    headers = [(number, name) for number, name in _headers(lines)]
    if len(place) < 2 or not isinstance(place[1], int):
        misspelt = [number for number, name in headers if place and name == place[0]]
        first = misspelt[0] if misspelt else 0
        return first, headers[0][0] if headers and not misspelt else len(lines)
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
