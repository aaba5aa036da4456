"""Finding messages by the Message-IDs in their fields, whatever their UID is by now."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from service.mailbox.connection import Connection
from service.mailbox.connection.terms import Text

#: Octets of terms in one SEARCH: a command line should have no more than 8,000 (RFC 9051, 4), and a
#: Message-ID may have 990.
BATCH_OCTETS = 6_000

#: Octets of a term beside its Message-ID.
TERM_OCTETS = 30

_FIELD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"

#: A Message-ID without what may stand around it: the reader of letters takes the same.
_MESSAGE_ID = re.compile(rb"<[!-;=?-~]{1,990}>")


def uids_of(connection: Connection, message_ids: Iterable[str]) -> dict[str, list[int]]:
    """The UIDs in the open folder of each Message-ID that is there; copies have several."""
    wanted = {message_id for message_id in message_ids if message_id}
    uids = uids_with(connection, "Message-ID", wanted)
    found: dict[str, list[int]] = {}
    for uid, message_id in sorted(message_ids_of(connection, uids).items()):
        if message_id in wanted:  # HEADER finds what merely contains it (RFC 9051, 6.4.4)
            found.setdefault(message_id, []).append(uid)
    return found


def uids_with(connection: Connection, field: str, message_ids: Iterable[str]) -> list[int]:
    """UIDs in the open folder whose field contains any of these, ascending."""
    found: set[int] = set()
    for batch in _batches(sorted(message_ids)):
        found.update(connection.search_all(_any_of(field, batch)))
    return sorted(found)


def message_ids_of(connection: Connection, uids: Sequence[int]) -> dict[int, str]:
    """The Message-ID of each of these UIDs, "" where it has none."""
    told = connection.fetch_many(uids, _FIELD)
    return {uid: _message_id(fields_in(told[uid])) for uid in uids if uid in told}


def fields_in(told: Mapping[bytes, bytes]) -> bytes:
    """The header fields that were asked for; how they are named is the server's own way."""
    asked = (value for key, value in told.items() if key.startswith(b"BODY[HEADER.FIELDS"))
    return next(asked, None) or b""


def _message_id(header: bytes) -> str:
    found = _MESSAGE_ID.search(header)
    return found[0].decode("ascii") if found else ""


def _any_of(field: str, message_ids: Sequence[str]) -> list[Any]:
    """Search terms for any of these: OR takes two."""
    *before, last = (["HEADER", field, Text(one)] for one in message_ids)
    return [term for one in before for term in ("OR", *one)] + last


def _batches(message_ids: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    octets = 0
    for message_id in message_ids:
        if batch and octets + len(message_id) > BATCH_OCTETS:
            yield batch
            batch, octets = [], 0
        batch.append(message_id)
        octets += len(message_id) + TERM_OCTETS
    if batch:
        yield batch
