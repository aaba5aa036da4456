"""Finding messages by the Message-IDs in their fields, whatever their UID is by now.

Where the server numbers its messages (X-GM-MSGID), a message without a Message-ID is found by its
number: that is the same in every folder, and stays with another UIDVALIDITY.
"""

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

#: Before a number that stands for a Message-ID, which begins with "<".
_NUMBER = "x-gm-msgid:"

_FIELD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"

#: A Message-ID without what may stand around it: the reader of letters takes the same.
_MESSAGE_ID = re.compile(rb"<[!-;=?-~]{1,990}>")


def uids_of(connection: Connection, message_ids: Iterable[str]) -> dict[str, list[int]]:
    """The UIDs in the open folder of each Message-ID that is there; copies have several."""
    wanted = {message_id for message_id in message_ids if message_id}
    numbers = {one for one in wanted if one.startswith(_NUMBER)}
    uids = uids_with(connection, "Message-ID", wanted - numbers)
    told = message_ids_of(connection, uids) | _numbered(connection, numbers)
    found: dict[str, list[int]] = {}
    for uid, message_id in sorted(told.items()):
        if message_id in wanted:  # HEADER finds what merely contains it (RFC 9051, 6.4.4)
            found.setdefault(message_id, []).append(uid)
    return found


def numbers_of(connection: Connection, uids: Sequence[int]) -> dict[int, str]:
    """What stands for the Message-ID of each of these UIDs; nothing where no number is given."""
    if not uids or not connection.speaks_gmail:
        return {}
    told = connection.fetch_many(uids, "X-GM-MSGID")
    known = {uid: data.get(b"X-GM-MSGID") for uid, data in told.items()}
    return {uid: f"{_NUMBER}{number}" for uid, number in known.items() if isinstance(number, int)}


def _numbered(connection: Connection, numbers: set[str]) -> dict[int, str]:
    """The UIDs in the open folder of messages with these numbers."""
    if not numbers or not connection.speaks_gmail:
        return {}
    found: list[int] = []
    for batch in _batches(sorted(numbers)):
        keys = [["X-GM-MSGID", number.removeprefix(_NUMBER)] for number in batch]
        found += connection.search(_any(keys))
    return numbers_of(connection, found)


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
    return _any([["HEADER", field, Text(one)] for one in message_ids])


def _any(keys: Sequence[Sequence[Any]]) -> list[Any]:
    """Search terms for any of these keys: OR takes two."""
    *before, last = keys
    return [term for one in before for term in ("OR", *one)] + [*last]


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
