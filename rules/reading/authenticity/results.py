"""One Authentication-Results field as data (RFC 8601, 2.2), read leniently.

What providers write departs from the grammar: no authserv-id (Exchange Online), a ``;`` at the end
(Yahoo), a comment glued to its result, a bare word between two methods. Nothing here raises.
"""

import re
from typing import NamedTuple

from rules.reading.wire import Field

NAME = "authentication-results"
MAX_OCTETS = 8 * 1024  # real ones have some 600

_METHOD = re.compile(r"\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\bheader\.(from|d|i)\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_OUTSIDE = re.compile(r'"(?:[^"\\]|\\.)*"|\(|[^"(]+|"', re.DOTALL)
_INSIDE = re.compile(r"\\.|[()]|[^\\()]+|\\", re.DOTALL)

#: Stands for what was not read: a field that is larger than any real one, or whose comments do not
#: come to an end. Nothing beside it proves anything.
UNREAD = "unread"


class Result(NamedTuple):
    """What one method found, and about which domains; none where it does not say."""

    method: str
    value: str
    domains: tuple[str, ...]


class Results(NamedTuple):
    """One field. ``writer`` is its authserv-id, in lower case; empty where it has none."""

    writer: str
    results: tuple[Result, ...]


def _unquoted(found: re.Match[str]) -> str:
    """A quoted string as a plain word; what it says beyond that may be the sender's own text."""
    inside = found[0][1:-1]
    return inside if re.fullmatch(r"[\w.@-]+", inside) else "quoted"


def without_comments(text: str) -> str:
    """The text without (comments), however they are nested (RFC 5322, 3.2.2).

    In a comment a quote is no more than a character, and what follows a backslash neither opens
    nor closes it. What follows a comment without an end is not told.
    """
    kept, depth, at = [], 0, 0
    while at < len(text):
        found = (_INSIDE if depth else _OUTSIDE).match(text, at)
        if found is None:
            break
        piece, at = found[0], found.end()
        if depth:
            depth += (piece == "(") - (piece == ")")
        elif piece == "(":
            depth = 1
        else:
            kept.append(_QUOTED.sub(_unquoted, piece))
    return " ".join(kept) + (f"; {UNREAD}=yes" if depth else "")


def _writer(first: str) -> str:
    """The authserv-id that a field begins with; a version number may follow it."""
    words = first.split()
    return words[0].casefold().rstrip(".") if words and "=" not in first else ""


def _result(part: str) -> Result | None:
    method = _METHOD.match(part)
    if method is None:
        return None
    domains = (value.rpartition("@")[2].rstrip(".") for _, value in _PROPERTY.findall(part))
    return Result(method[1].lower(), method[2].lower(), tuple(domains))


def read_results(field: Field) -> Results:
    """The results that a field holds; of one that is larger than any real one only who wrote it."""
    large = len(field.value) > MAX_OCTETS
    parts = without_comments(field.text[:MAX_OCTETS]).split(";")
    writer = _writer(parts[0])
    if large:
        return Results(writer, (Result(UNREAD, "yes", ()),))
    methods = parts[1:] if writer else parts
    return Results(writer, tuple(found for part in methods if (found := _result(part))))
