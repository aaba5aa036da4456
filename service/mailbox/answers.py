"""What became of drafts that may have been saved: they are there, or the owner has used them.

An owner edits a draft, and the mail program saves it under a new Message-ID; sends it; throws it
away. What stays is which mail it answers (RFC 5322, 3.6.4).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.errors import ServerRefused
from service.mailbox.connection import Connection
from service.mailbox.finding import fields_in, uids_with

#: So many of a folder's latest messages are looked at without a search: they need not be in the
#: server's index yet.
LATEST = 500

_FIELDS = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO)]"
_FIELD = re.compile(rb"(?im)^(message-id|in-reply-to):((?:[^\n]|\n[ \t])*)")


@dataclass(frozen=True, slots=True)
class Answer:
    """A message that answers another one: their Message-IDs."""

    message_id: str
    to: str


def answer_in(header: bytes) -> Answer:
    """What a header says of it; "" for what is not there."""
    told = {m[1].lower(): b"".join(m[2].split()) for m in _FIELD.finditer(header)}
    return Answer(*(told.get(f, b"").decode("latin-1") for f in (b"message-id", b"in-reply-to")))


def made_of(
    connection: Connection, drafts: Sequence[Answer], folders: Sequence[str]
) -> frozenset[str]:
    """Which of the drafts, by Message-ID, are in these folders, whatever the owner did to them.

    A message of another name that answers the same mail stands for one draft. The folder that is
    open is opened again. Only the first folder has to let itself be opened.
    """
    before = connection.selected
    found: set[Answer] = set()
    try:
        for folder in folders:
            try:
                connection.select(folder, examine=True)
            except ServerRefused:
                if folder == folders[0]:
                    raise
                continue
            found.update(_answers(connection, drafts))
    finally:
        connection.open_again(before)
    return frozenset(_made(drafts, found))


def _made(drafts: Sequence[Answer], found: set[Answer]) -> Iterator[str]:
    ours = {draft.message_id for draft in drafts}
    there = {answer.message_id for answer in found}
    edited = Counter(answer.to for answer in found if answer.message_id not in ours)
    for draft in drafts:
        if draft.message_id in there:
            yield draft.message_id
        elif draft.to and edited[draft.to] > 0:
            edited[draft.to] -= 1
            yield draft.message_id


def _answers(connection: Connection, drafts: Sequence[Answer]) -> Iterator[Answer]:
    """By whole Message-IDs: a part of one is not found where a server searches for words."""
    ours = uids_with(connection, "Message-ID", {draft.message_id for draft in drafts})
    answered = {draft.to for draft in drafts if draft.to.isascii()} - {""}
    uids = sorted({*_latest(connection), *ours, *uids_with(connection, "In-Reply-To", answered)})
    for told in connection.fetch_many(uids, _FIELDS).values():
        yield answer_in(fields_in(told))


def _latest(connection: Connection) -> list[int]:
    exists = connection.selected.exists if connection.selected else 0
    return connection.search([f"{max(1, exists - LATEST + 1)}:*"]) if exists else []
