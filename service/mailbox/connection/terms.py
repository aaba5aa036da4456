"""Words of a command: our own as they are, other people's text and names quoted.

imapclient quotes only what holds a blank, a quote or a backslash. A Message-ID may hold whatever
its sender likes: "(" is a BAD for the whole SEARCH, and "{9}" at its end would begin a literal.
"""

from typing import Any

from imapclient import imap_utf7
from imapclient.imapclient import _normalise_search_criteria, _quoted


class Text(str):
    """A string that is sent as one, whatever is in it (RFC 9051, 4.3); it is found where ASCII."""

    __slots__ = ()


def as_argument(term: Any) -> list[bytes]:
    """A term as imapclient sends it."""
    if not isinstance(term, Text):
        return list(_normalise_search_criteria([term]))
    plain = "".join(c if c.isascii() and c.isprintable() else "?" for c in term)
    quoted = _quoted(in_quotes(plain).encode("ascii"))
    quoted.original = plain.encode("ascii")
    return [quoted]


def decoded(name: str) -> str:
    """A folder's name out of modified UTF-7 (RFC 3501, 5.1.3); as it is where it is none."""
    try:
        return str(imap_utf7.decode(name.encode("ascii")))
    except (UnicodeError, ValueError):
        return name


def encoded_name(name: str) -> Text:
    """A name of a folder or a label in modified UTF-7 (RFC 3501, 5.1.3)."""
    return Text(imap_utf7.encode(name).decode("ascii"))


def in_quotes(text: str) -> str:
    """A string as RFC 9051, 4.3 quotes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
