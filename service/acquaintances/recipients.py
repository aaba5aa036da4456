"""A sent mail's header → the people it went to.

Headers are hostile even here: whoever was answered chose their own display name. So everything is
bounded, and what cannot be read is said to be so, not guessed at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import utils
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

#: An address ends at 254 characters (RFC 5321, 4.5.3.1); a longer name is none.
_LONGEST_ADDRESS, _LONGEST_NAME = 254, 200

_PART = r"[^\s@<>()\[\]\",;:\\\x00-\x1f]+"
_ADDRESS = re.compile(rf"{_PART}@{_PART}\.{_PART}")

#: Local parts of machines and lists, whole or up to a plus, a dash or an equals sign (VERP).
_MACHINES = (
    "no-?reply|no\\.reply|do-?not-?reply|donot-reply|mailer-?daemon|postmaster|bounces?|unsubscribe"
    "|subscribe|listserv|majordomo|mailman|notifications?|auto-?confirm|auto-?reply|hit-reply"
    "|inmail-hit-reply|reply(?=\\+)"
)
_NOBODY = re.compile(
    rf"(?:{_MACHINES})(?:$|[+=@_.-])"  # noreply@, bounces+owner=example.org@
    r"|owner-|.*-(?:request|owner|bounces?|unsubscribe|subscribe|no-?reply|noreply)(?:$|\+)"
    r"|.*[._](?:no-?reply|donotreply)$"
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a mail went to; ``name`` as the mail wrote it, or ""."""

    address: str
    name: str = ""


def is_person(address: str) -> bool:
    """Whether there may be a person behind an address: no list, and nothing that never reads."""
    local, _, domain = address.casefold().rpartition("@")
    return not (_NOBODY.match(local) or _is_machine_domain(domain))


def _is_machine_domain(domain: str) -> bool:
    return domain.startswith(("reply.", "bounce.", "bounces.", "noreply.")) or domain.endswith(
        (".invalid", ".localhost")
    )


def recipients(header: bytes) -> tuple[list[Recipient], bool]:
    """Whom To, Cc and Bcc name, each address once, and whether all of it could be read."""
    found: dict[str, Recipient] = {}
    well = True
    for name, value in _fields(header):
        if name in (b"to", b"cc", b"bcc"):
            people = _addresses(_text(value))
            well = well and people is not None
            for person in people or ():
                if person.address not in found or not found[person.address].name:
                    found[person.address] = person
    return list(found.values()), well


def sent_on(header: bytes) -> date | None:
    """The day on which it was sent, where the sender was; None where that cannot be read."""
    for name, value in _fields(header):
        if name == b"date":
            try:
                return parsedate_to_datetime(_text(value)[:100]).date()
            except (ValueError, TypeError, IndexError, OverflowError):
                return None
    return None


def _fields(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names in lower case and values, unfolded (RFC 5322, 2.2.3)."""
    unfolded = re.sub(rb"\r?\n(?=[ \t])", b"", header)
    for line in unfolded.splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            yield name.strip().lower(), value.strip()


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _addresses(value: str) -> list[Recipient] | None:
    """Everybody in a list of addresses; None where it is no such list."""
    try:
        listed = _getaddresses([value])
    except (RecursionError, ValueError, IndexError, AttributeError):  # ((((… and ::::…
        return None
    people = [
        Recipient(address.casefold(), _name(name, address))
        for name, address in ((name, quoted.strip("'")) for name, quoted in listed)
        if len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address)
    ]
    return people if people or "@" not in value else None


def _getaddresses(values: list[str]) -> list[tuple[str, str]]:
    """Pythons since 2024 would refuse a whole header for one odd name, unless told not to."""
    if getattr(utils, "supports_strict_parsing", False):
        return utils.getaddresses(values, strict=False)
    return utils.getaddresses(values)


def _name(raw: str, address: str) -> str:
    """A display name as a person writes it; "" for what is only the address again."""
    text = _decoded(raw) if "=?" in raw else raw
    name = " ".join(text.split()).strip("'\"` ")
    if len(name) > _LONGEST_NAME or "@" in name or name.casefold() == address.casefold():
        return ""
    broken = "=?" in name or "?=" in name  # half an encoded word, cut at its comma or bracket
    return name if name.isprintable() and not broken else ""


def _decoded(raw: str) -> str:
    """Encoded words (RFC 2047) as text; "" where they cannot be read."""
    try:
        return str(make_header(decode_header(raw[:4_000])))
    except (HeaderParseError, LookupError, ValueError):  # an unknown charset, half a letter
        return ""
