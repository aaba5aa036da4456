"""Signs mail as LinkedIn does: twice, with keys made anew for each run of the tests."""

from __future__ import annotations

import base64
import re
import subprocess
from functools import cache
from typing import Any

import dkim

ORGANISATION = ("linkedin.com", "d2048-202308-00")
MAIL_HOST = ("maild.linkedin.com", "d2048-202308-0d")

#: What LinkedIn's signatures cover, in their order.
SIGNED = (
    "Date", "From", "Subject", "MIME-Version", "Content-Type", "To", "X-LinkedIn-Class",
    "X-LinkedIn-Template", "X-LinkedIn-fbl",
)  # fmt: skip

_FIELDS = re.compile(
    rb"^(?:authentication-results|dkim-signature):.*\r\n(?:[ \t].*\r\n)*",
    re.IGNORECASE | re.MULTILINE,
)


@cache
def _key(bits: int, place: tuple[str, str]) -> bytes:
    """A private key for a place (``place`` only makes them differ), as PEM."""
    return _openssl("genrsa", str(bits))


def _openssl(*arguments: str, given: bytes = b"") -> bytes:
    command = ["openssl", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def record(place: tuple[str, str] = ORGANISATION, *, bits: int = 2048, more: bytes = b"") -> bytes:
    """The public key as DNS has it."""
    public = _openssl("rsa", "-pubout", "-outform", "DER", given=_key(bits, place))
    return b"v=DKIM1; k=rsa; " + more + b"p=" + base64.b64encode(public)


def name(place: tuple[str, str]) -> str:
    """Under which name DNS has it."""
    return f"{place[1]}._domainkey.{place[0]}"


def keys(*places: tuple[str, str]) -> dict[str, list[bytes]]:
    """What a name server is to know; both of LinkedIn's keys where none is said."""
    return {name(place): [record(place)] for place in places or (ORGANISATION, MAIL_HOST)}


def bare(message: bytes) -> bytes:
    """A mail without any results and signatures."""
    header, end, body = message.partition(b"\r\n\r\n")
    return _FIELDS.sub(b"", header + b"\r\n")[:-2] + end + body


def signed(
    message: bytes,
    place: tuple[str, str] = ORGANISATION,
    *,
    bits: int = 2048,
    fields: tuple[str, ...] = SIGNED,
    **how: Any,
) -> bytes:
    """The mail with a signature on top; ``how`` is handed to dkimpy (``length=True`` for l=)."""
    domain, selector = place
    line = dkim.sign(
        message,
        selector.encode(),
        domain.encode(),
        _key(bits, place),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[one.lower().encode() for one in fields],
        **how,
    )
    return bytes(line) + message


def as_linkedin(message: bytes) -> bytes:
    """The mail as LinkedIn sends it, with both signatures and nobody's results."""
    return signed(signed(bare(message), ORGANISATION), MAIL_HOST)
