"""Finding a table's header among its first lines: which layout, which column means what."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.acquaintances.layouts import LAYOUTS, Layout
from service.acquaintances.lines import Lines
from service.acquaintances.words import SEVERAL, WORDS, header_word, words_of

#: The header stands within the first lines: LinkedIn writes notes above it, Excel "sep=;".
HEADER_WITHIN = 20

_DELIMITERS = (",", ";", "\t")
_LONGEST_HEADER = 20_000
_MOST_COLUMNS = 500

#: Tried in this order on a header that is not UTF-8: Outlook writes its Windows' code page.
_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257", "cp932", "gb18030")


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: ``columns`` are the places of each meaning, ``number`` its line."""

    layout: Layout
    delimiter: str
    cells: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    number: int


def find_header(lines: Lines) -> Header | None:
    """The header within the first lines, or None. Sets the lines' code page to the header's."""
    raw = lines.first(HEADER_WITHIN)
    best = None
    for code_page in _CODE_PAGES[:1] if _is_unicode(raw) else _CODE_PAGES:
        found = _header_among([_decoded(line, code_page) for line in raw])
        if found and (best is None or len(found.columns) > len(best.columns)):
            best, lines.code_page = found, code_page
    return best


def _is_unicode(raw: Sequence[str]) -> bool:
    try:
        "".join(raw).encode()
    except UnicodeEncodeError:
        return False
    return True


def _decoded(line: str, code_page: str) -> str:
    raw = line.encode("utf-8", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode(code_page, "replace")


def _header_among(lines: Sequence[str]) -> Header | None:
    for number, line in enumerate(lines, start=1):
        found = [_header(line, delimiter, number) for delimiter in _DELIMITERS]
        if known := [header for header in found if header]:
            return max(known, key=lambda header: len(header.columns))
    return None


def _header(line: str, delimiter: str, number: int) -> Header | None:
    if delimiter not in line or len(line) > _LONGEST_HEADER:
        return None
    cells = next(csv.reader([line], delimiter=delimiter))
    if len(cells) > _MOST_COLUMNS:
        return None
    names = [header_word(cell) for cell in cells]
    columns = _columns(names)
    for layout in LAYOUTS:
        if _fits(layout, names, columns):
            read = {meaning: columns[meaning] for meaning in layout.means if meaning in columns}
            return Header(layout, delimiter, tuple(cells), read, number)
    return None


def _fits(layout: Layout, names: Sequence[str], columns: Mapping[str, tuple[int, ...]]) -> bool:
    marked = not layout.marks or any(header_word(mark) in names for mark in layout.marks)
    return marked and len(names) >= layout.at_least and set(layout.needs) <= columns.keys()


def _columns(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The places of each meaning that the header has."""
    places: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        places.setdefault(name, []).append(number)
    columns = {meaning: _places(places, meaning) for meaning in WORDS}
    if first := columns["first"]:
        # Outlook's courtesy title ("Mr"; French writes both "Titre") stands before the name.
        columns["title"] = tuple(n for n in columns["title"] if n > first[0])
    return {meaning: found for meaning, found in columns.items() if found}


def _places(places: Mapping[str, Sequence[int]], meaning: str) -> tuple[int, ...]:
    words = [word for word in words_of(meaning) if word in places]
    if meaning in SEVERAL:
        return tuple(sorted({n for word in words for n in places[word]}))
    return tuple(places[words[0]]) if words else ()
