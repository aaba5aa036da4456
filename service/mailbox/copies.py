"""Which mails are in another folder already: what an earlier try has copied there.

A mail is known by its Message-ID; one that has none, by its header: COPY changes no octet of it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from service.mailbox.connection import Connection
from service.mailbox.finding import message_ids_of

#: Octets of a header that tell one mail from another; and mails of which so much is asked at once.
HEADER_OCTETS, HEADER_BATCH = 65_536, 50

_HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>"


class Known(Protocol):
    """A mail in the open folder; its Message-ID is "" where it has none."""

    @property
    def uid(self) -> int:
        """Where it is."""

    @property
    def message_id(self) -> str:
        """By what it is known."""


def copied_already(connection: Connection, mails: Sequence[Known], folder: str) -> frozenset[int]:
    """Which of these UIDs of the open folder are in the other one; the open one is opened again."""
    nameless = _headers(connection, [mail.uid for mail in mails if not mail.message_id])
    with _opened(connection, folder):
        there = message_ids_of(connection, connection.search_all(["ALL"]))
        without = [uid for uid, message_id in there.items() if not message_id] if nameless else []
        headers = set(_headers(connection, without).values())
    ids = frozenset(there.values())
    named = {mail.uid for mail in mails if mail.message_id and mail.message_id in ids}
    return frozenset(named | {uid for uid, header in nameless.items() if header in headers})


def copied_octet_by_octet(
    connection: Connection, mails: Sequence[Known], folder: str
) -> frozenset[int]:
    """Which of these are in the other folder by their headers, for what is expunged here then.

    A Message-ID alone is not enough: two mails may bear one (RFC 5322 forbids, nobody hinders it).
    """
    headers = _headers(connection, [mail.uid for mail in mails])
    wanted = {mail.message_id for mail in mails}
    with _opened(connection, folder):
        there = message_ids_of(connection, connection.search_all(["ALL"]))
        alike = [uid for uid, message_id in there.items() if message_id in wanted]
        found = set(_headers(connection, alike).values())
    return frozenset(uid for uid, header in headers.items() if header in found)


def message_ids_in(connection: Connection, folder: str) -> frozenset[str]:
    """The Message-IDs in a folder; the open folder is opened again."""
    with _opened(connection, folder):
        there = message_ids_of(connection, connection.search_all(["ALL"]))
    return frozenset(filter(None, there.values()))


@contextmanager
def _opened(connection: Connection, folder: str) -> Iterator[None]:
    """Another folder, read-only; then the one that was open, whatever happened meanwhile.

    Raises Unreachable where its UIDs have changed.
    """
    before = connection.selected
    try:
        connection.select(folder, examine=True)
        yield
    finally:
        connection.open_again(before)


def _headers(connection: Connection, uids: Sequence[int]) -> dict[int, bytes]:
    """The digest of each one's header."""
    told = connection.fetch_many(uids, _HEADER, HEADER_BATCH)
    return {
        uid: hashlib.sha256(data[b"BODY[HEADER]<0>"]).digest()
        for uid, data in told.items()
        if data.get(b"BODY[HEADER]<0>")
    }
