"""Cells → names, addresses, profiles and dates: one clean line each, however it was written."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rules import clean_profile, printable

_LONGEST = 200
_MOST_ADDRESSES = 20
_LONGEST_CELL = 5_000

# ":::" is how Google writes several values into one cell.
_BETWEEN_ADDRESSES = re.compile(r"[\s,;<>\"'()]+|:::")
_ADDRESS = re.compile(r"[^\s@:/=]+@[^\s@:/]+\.[^\s@:/.]+|[^\s@:/=]+@[^\s@:/.]+")
#: Most cells: nothing in them that could be unsafe or part of a token.
_PLAIN = re.compile(r"(?:[A-Za-z0-9.,&'()+]| (?! )){0,100}")
_BETWEEN_LINKS = re.compile(r"[\s,<>\"']+|:::")


def plain(cell: str, longest: int = _LONGEST) -> str:
    """The cell as one line without control, bidi and zero-width characters, and without tokens."""
    if _PLAIN.fullmatch(cell):
        return cell.strip()
    return " ".join(printable(cell[:_LONGEST_CELL]).split())[:longest].rstrip()


def addresses_in(cells: Iterable[str]) -> tuple[str, ...]:
    """The mail addresses in some cells, each once; Exchange's "EX" names are none."""
    found: dict[str, str] = {}
    for cell in cells:
        if "@" not in cell:
            continue
        for word in _BETWEEN_ADDRESSES.split(plain(cell, _LONGEST_CELL)):
            address = word[7:] if word[:7].casefold() == "mailto:" else word
            if len(address) <= 254 and _ADDRESS.fullmatch(address):
                found.setdefault(address.casefold(), address)
    return tuple(found.values())[:_MOST_ADDRESSES]


def profile_in(cells: Iterable[str]) -> str:
    """The first LinkedIn profile in some cells, clean, or ""."""
    for cell in cells:
        if "linkedin" not in cell[:_LONGEST_CELL].casefold():
            continue
        for word in _BETWEEN_LINKS.split(cell[:_LONGEST_CELL]):
            if word and (profile := clean_profile(word)):
                return profile
    return ""


@lru_cache(maxsize=1 << 12)
def profile_of(link: str) -> str:
    """The clean profile of a link that comes again and again, as in correspondence."""
    return clean_profile(link.strip())


def distinct(names: Iterable[str], apart_from: str) -> tuple[str, ...]:
    """The names that are there and are not the one known already, each once."""
    found = {name.casefold(): name for name in names if name}
    found.pop(apart_from.casefold(), None)
    return tuple(found.values())
