"""LinkedIn's ``Connections.csv`` (its data export, "Get a copy of your data"), 2017 to 2026.

From mid-2021 on three lines of notes stand above the header, and since mid-2023 there is a URL
column: so the header is looked for, and columns are found by name. Who closed their profile
leaves a row with a date alone: nobody.
"""

import csv
from collections.abc import Sequence

from rules import Acquaintance, clean_profile

#: The header stands within the first lines.
_HEADER_WITHIN = 20


def _header_line(lines: Sequence[str]) -> int | None:
    for number, line in enumerate(lines[:_HEADER_WITHIN]):
        cells = {cell.strip().strip('"').casefold() for cell in line.split(",")}
        if {"first name", "last name"} <= cells:
            return number
    return None


def is_connections(lines: Sequence[str]) -> bool:
    """Whether this is such a file, by its header."""
    return _header_line(lines) is not None


def read_connections(lines: Sequence[str], source: str) -> list[Acquaintance]:
    """Every connection that has a name or a profile."""
    start = _header_line(lines) or 0
    people = []
    for row in csv.DictReader(lines[start:]):
        cells = {
            (key or "").strip().casefold(): (value or "")
            for key, value in row.items()
            if isinstance(value, str)
        }
        if person := _person(cells, source):
            people.append(person)
    return people


def _person(cells: dict[str, str], source: str) -> Acquaintance | None:
    name = " ".join((cells.get("first name", "") + " " + cells.get("last name", "")).split())
    profile = clean_profile(cells.get("url", ""))
    if not name and not profile:
        return None
    since = cells.get("connected on", "").strip()
    return Acquaintance(
        name=name,
        addresses=tuple(cells.get("email address", "").split()),
        profile=profile,
        company=cells.get("company", "").strip(),
        record=f"a LinkedIn connection{f' since {since}' if since else ''} ({source})",
    )
