"""Finding messages again by their Message-ID, whatever their UID is by now."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from service.mailbox.connection import Connection
from service.mailbox.connection.terms import Text
from service.mailbox.message_ids import FIELD, message_id_in

#: Message-IDs that one SEARCH asks for: a Message-ID may have 990 octets, a command line 8,000.
BATCH_OCTETS = 7_000


def uids_of(connection: Connection, message_ids: Iterable[str]) -> dict[str, list[int]]:
    """The UIDs in the open folder of each Message-ID that is there; copies have several."""
    found: dict[str, list[int]] = {}
    for batch in _batches(sorted({m for m in message_ids if m})):
        for uid, message_id in message_ids_of(connection, connection.search_all(_any_of(batch))):
            if message_id in batch:  # HEADER finds what merely contains it (RFC 9051, 6.4.4)
                found.setdefault(message_id, []).append(uid)
    return found


def message_ids_of(connection: Connection, uids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Each UID with its message's Message-ID, where it has one."""
    for uid, data in connection.fetch(uids, [FIELD]).items():
        if message_id := message_id_in(data):
            yield uid, message_id


def _any_of(message_ids: Sequence[str]) -> list[Any]:
    """Search terms for any of these: OR takes two."""
    *before, last = (["HEADER", "Message-ID", Text(one)] for one in message_ids)
    return [term for one in before for term in ("OR", *one)] + last


def _batches(message_ids: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for message_id in message_ids:
        if batch and sum(map(len, batch)) + 24 * len(batch) + len(message_id) > BATCH_OCTETS:
            yield batch
            batch = []
        batch.append(message_id)
    if batch:
        yield batch
