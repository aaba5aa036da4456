"""A list written by hand, one person a line; ``#`` begins a comment."""

import re
from collections.abc import Sequence

from rules import Acquaintance, clean_profile
from service.errors import SettingsError

#: Characters of a line; a person needs fewer.
_LONGEST = 500

_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")


def read_hand_list(lines: Sequence[str], source: str) -> list[Acquaintance]:
    """Everybody on the list."""
    found = (_person(line, f"{source}, line {n}") for n, line in enumerate(lines, start=1))
    return [person for person in found if person]


def _refuse_tables(line: str, place: str) -> None:
    """A table read as a list would make strangers of the people in it."""
    if len(line) > _LONGEST or ";" in line or "\t" in line or line.count(",") > 2:
        raise SettingsError(
            f"acquaintances: {place}: neither LinkedIn's Connections.csv (with its English header) "
            "nor one person a line, like: Ada Quill, Northwind"
        )


def _person(line: str, record: str) -> Acquaintance | None:
    text = re.sub(r"(^|\s)#.*", "", line).strip()
    if not text:
        return None
    _refuse_tables(text, record)
    if profile := clean_profile(text):
        return Acquaintance(profile=profile, record=f"you listed them ({record})")
    address = _ADDRESS.search(text)
    if address:
        text = text.replace(address[0], "")
    name, _, company = text.partition(",")
    return Acquaintance(
        name=name.strip(' <>"\t'),
        addresses=(address[0],) if address else (),
        company=company.strip(' <>"\t'),
        record=f"you listed them ({record})",
    )
