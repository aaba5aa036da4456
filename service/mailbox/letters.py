"""Finding LinkedIn's mail, and fetching no more of it than is needed.

First the header and the first part alone: 2.4 kB instead of 47 kB a mail in the modern layout. The
whole mail only for those that the reader could not understand from that.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules import search_hint
from service.errors import ServerRefused
from service.mailbox.connection import Connection
from service.mailbox.halves import fetch_bearing

#: UIDs in one FETCH: so few that judging begins early, so many that the server is kept busy.
BATCH = 250

#: Octets of header and of first part that are asked for; the reader's own limits are as low.
HEADER_OCTETS, PART_OCTETS = 65_537, 65_536

#: Octets of a whole mail, and of one FETCH of whole mails together.
WHOLE_OCTETS, WHOLE_BATCH_OCTETS = 2_097_152, 16_777_216

_FIRST = (
    "RFC822.SIZE",
    f"BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>",
    "BODY.PEEK[1.MIME]<0.8192>",
    f"BODY.PEEK[1]<0.{PART_OCTETS}>",
)
_CONTENT_FIELD = re.compile(rb"content-[a-z-]+\s*:", re.IGNORECASE)
_TYPE_FIELD = re.compile(rb"content-type\s*:", re.IGNORECASE)
_CONTENT_TYPE = re.compile(rb"^content-type\s*:\s*([a-z0-9.+-]+)/", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as fetched. ``whole``: there is no more of it to be had.

    ``fault`` says why it could not be fetched; then ``message`` is empty.
    """

    uid: int
    message: bytes
    whole: bool
    size: int = 0
    fault: str = ""


def criteria(uids: str = "", since: date | None = None) -> list[Any]:
    """Search terms for mail that may be an invitation; the reader has the last word."""
    terms: list[Any] = ["UID", uids] if uids else []
    if since is not None:
        terms += ["SINCE", since]
    terms += ["UNDELETED", "OR", "OR", "FROM", search_hint.FROM_CONTAINS]
    terms += ["FROM", search_hint.LOCAL_PART, "SUBJECT", search_hint.SUBJECT_CONTAINS]
    for sender in search_hint.NEVER_INVITES:
        terms += ["NOT", "FROM", sender]
    return terms


def fetch_letters(connection: Connection, uids: Sequence[int]) -> Iterator[list[Letter]]:
    """Header and first part of every message, a batch at a time; who vanished is left out.

    The next batches are on their way meanwhile: until the last one, nothing else may be asked.
    """
    batches = [uids[start : start + BATCH] for start in range(0, len(uids), BATCH)]
    refused = []
    for batch, told in connection.fetch_ahead(batches, _FIRST):
        if isinstance(told, ServerRefused):
            refused.append(batch)
        else:
            yield [_letter(uid, told[uid]) for uid in batch if uid in told]
    for batch in refused:
        yield _fetch(connection, batch, _FIRST)


def fetch_whole(connection: Connection, letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """The whole mail instead of its first part; what is too large stays as it is."""
    batch: list[int] = []
    octets = 0
    for letter in letters:
        if batch and octets + letter.size > WHOLE_BATCH_OCTETS:
            yield _fetch(connection, batch, _whole_items())
            batch, octets = [], 0
        batch.append(letter.uid)
        octets += min(letter.size, WHOLE_OCTETS)
    if batch:
        yield _fetch(connection, batch, _whole_items())


def _whole_items() -> tuple[str, ...]:
    return "RFC822.SIZE", f"BODY.PEEK[]<0.{WHOLE_OCTETS + 1}>"


def _fetch(connection: Connection, uids: Sequence[int], items: Sequence[str]) -> list[Letter]:
    """One FETCH; what the server refuses is told message by message."""
    told, refused = fetch_bearing(connection, uids, items)
    letters = {uid: _letter(uid, data) for uid, data in told.items()}
    letters |= {uid: Letter(uid, b"", whole=True, fault=str(e)) for uid, e in refused.items()}
    return [letters[uid] for uid in uids if uid in letters]


def _letter(uid: int, data: dict[bytes, Any]) -> Letter:
    size = int(data.get(b"RFC822.SIZE") or 0)
    if (whole := data.get(b"BODY[]<0>")) is not None:
        return Letter(uid, whole, whole=True, size=size)
    header = data.get(b"BODY[HEADER]<0>") or b""
    part = data.get(b"BODY[1]<0>") or b""
    return _put_together(uid, size, header, data.get(b"BODY[1.MIME]<0>") or b"", part)


def _put_together(uid: int, size: int, header: bytes, mime: bytes, part: bytes) -> Letter:
    """Header and first part as a message of one part, which the reader reads like any other.

    Of what stands above the part only what says how to read it is taken: the owner's provider
    keeps a sender from writing its results into the header, not from writing them there.
    """
    if len(header) >= HEADER_OCTETS:  # there is more of it: the reader refuses that
        return Letter(uid, header, whole=True, size=size)
    fields = _fields(header)
    doubled = sum(bool(_TYPE_FIELD.match(field)) for field in fields) > 1
    if doubled or _content_type(header) != b"multipart":  # doubled: the reader is to see both
        whole = len(header) + len(part) >= size
        return Letter(uid, header + part, whole=whole, size=size)
    fields = [field for field in fields if not _CONTENT_FIELD.match(field)]
    if _content_type(mime) == b"multipart":  # the text is further down: nothing readable here
        return Letter(uid, b"".join(fields) + b"\r\n", whole=False, size=size)
    fields += [field for field in _fields(mime) if _CONTENT_FIELD.match(field)]
    return Letter(uid, b"".join(fields) + b"\r\n" + part, whole=False, size=size)


def _content_type(header: bytes) -> bytes:
    found = _CONTENT_TYPE.search(header)
    return found[1].lower() if found else b"text"


def _fields(header: bytes) -> list[bytes]:
    """Header fields with their folded lines (RFC 5322, 2.2.3)."""
    fields: list[bytes] = []
    for line in header.rstrip(b"\r\n").split(b"\n"):
        complete = line.rstrip(b"\r") + b"\r\n"
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += complete
        else:
            fields.append(complete)
    return fields
