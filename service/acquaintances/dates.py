"""Dates as contact files write them → as people read them: "8 Feb 2026"."""

import re
from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBER = {month.casefold(): number for number, month in enumerate(_MONTHS, start=1)}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ ,-]{1,2}(\d{4}|\d{2})(?!\d)")
_MONTH_DAY = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})(?!\d)")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)(.*)")
_DOTS = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)")


def parsed(written: str) -> date | None:
    """The day in a date, or None where it is not certain which day is meant."""
    text = written.strip()[:60]
    if found := _ISO.match(text):
        return _day(found[1], found[2], found[3])
    if found := _DAY_MONTH.match(text):
        return _day(found[3], _NUMBER.get(found[2].casefold(), 0), found[1])
    if found := _MONTH_DAY.match(text):
        return _day(found[3], _NUMBER.get(found[1].casefold(), 0), found[2])
    if found := _DOTS.match(text):
        return _day(found[3], found[2], found[1])
    found = _SLASHES.match(text)
    return _slashes(found) if found else None


def _slashes(found: re.Match[str]) -> date | None:
    """3/4/2026 is April in most of the world; March where a clock of 12 hours follows (US)."""
    first, second = int(found[1]), int(found[2])
    if second > 12 or first == second or re.search(r"\b[AP]M\b", found[4]):
        return _day(found[3], first, second)
    return _day(found[3], second, first) if first > 12 else None


def _day(year: str, month: str | int, day: str | int) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def shown(written: str) -> str:
    """The date as "8 Feb 2026", or as it is written where it cannot be told."""
    day = parsed(written)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else written.strip()[:60]
