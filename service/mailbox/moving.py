"""Moving messages between folders, so that none is twice there and none is nowhere.

Where MOVE is a COPY first, a broken try may have left the copy behind (RFC 6851, 3.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.mailbox.connection import Connection
from service.mailbox.copies import Known, copied_octet_by_octet
from service.mailbox.finding import uids_of
from service.mailbox.folders import Folders
from service.mailbox.uidset import uid_sets


def is_open(connection: Connection, folder: str) -> bool:
    """Whether this is the open folder; on some servers its letter case makes no difference."""
    now = connection.selected
    return now is not None and now.folder.casefold() == folder.casefold()


@dataclass(frozen=True, slots=True)
class Found:
    """A message in the open folder, as it was found again."""

    uid: int
    message_id: str


def move_all(connection: Connection, mails: Sequence[Known], folder: str, *, again: bool) -> None:
    """Move these out of the open folder; what is there already stays. ``again``: as far as is left.

    What is in the open folder is not to be moved there: it would be its own copy, and expunged.
    """
    if not mails or is_open(connection, folder):
        return
    uids = [mail.uid for mail in mails]
    if again and not connection.can("MOVE"):
        done = copied_octet_by_octet(connection, mails, folder)
        for uid_set in uid_sets(done):
            connection.expunge(uid_set)
        uids = [uid for uid in uids if uid not in done]
    for uid_set in uid_sets(uids):
        connection.move(uid_set, folder)


def move_back(connection: Connection, mails: Sequence[Found], folder: str) -> frozenset[str]:
    """Move these from the open folder to where they came from; the Message-IDs of what it moved.

    Where a broken try has left the copy behind, the message stays in both, for to expunge it might
    take the owner's own copy.
    """
    place = connection.selected
    if mails and place and not connection.can("MOVE"):
        connection.must_move(folder)
        connection.select(folder, examine=True)
        there = uids_of(connection, (mail.message_id for mail in mails))
        connection.select(place.folder)
        mails = [mail for mail in mails if mail.message_id not in there]
    move_all(connection, mails, folder, again=False)
    return frozenset(mail.message_id for mail in mails)


def move_to_trash(
    connection: Connection, folders: Folders, mails: Sequence[Found]
) -> frozenset[str]:
    """Move these from the open folder to the Trash, which is made where there is none."""
    if not mails:
        return frozenset()
    return move_back(connection, mails, folders.special("\\trash", None, "Trash"))
