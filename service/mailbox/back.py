"""Taking back what was done: out of the archive, labels off, an untouched draft to the Trash.

Nothing is deleted here either: what we made ourselves, a draft or a label's copy, goes to the
Trash. Messages are found again by their Message-ID; what the owner moved elsewhere stays there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.mailbox.connection import Connection
from service.mailbox.drafts import Drafts, fingerprint
from service.mailbox.finding import uids_of
from service.mailbox.folders import Folders
from service.mailbox.labels import LabelWay, Target
from service.mailbox.moving import Found, move_to_trash


class Back:
    """The way back. Every call may be made again after a crash: it does what is left of it."""

    def __init__(self, connection: Connection, folders: Folders, drafts: Drafts) -> None:
        self._connection, self._folders, self._drafts = connection, folders, drafts

    @property
    def can_move(self) -> bool:
        """Whether anything can leave a folder on this server."""
        return self._connection.can_move

    def out_of(
        self, way: LabelWay, label: str, targets: Sequence[Target], folder: str
    ) -> frozenset[str]:
        """Bring the targets of a label back to a folder from where they are archived.

        Returns the Message-IDs of those that it brought back.
        """
        place = way.kept_at(label)
        if not targets or place is None or place == folder or not self._folders.has(place):
            return frozenset()
        self._connection.select(place)
        there = uids_of(self._connection, (target.message_id for target in targets))
        return way.put_back(label, there, folder)

    def labels_off(
        self, way: LabelWay, folder: str, targets: Sequence[Target]
    ) -> frozenset[Target]:
        """Take the labels off the targets that are in the folder; which they were.

        A message without a Message-ID is known by its UID alone, as long as it has not left the
        folder.
        """
        self._connection.select(folder)
        there = uids_of(self._connection, (target.message_id for target in targets))
        here = {t: there.get(t.message_id, []) for t in targets if t.message_id in there}
        here |= {t: [t.uid] for t in targets if t.uid and not t.message_id and not t.archive}
        way.take_off([replace(t, uid=uid) for t, uids in here.items() for uid in uids])
        return frozenset(here)

    def untouched_drafts(self, drafts: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
        """Move the drafts (ids with fingerprints) that nobody edited to the Trash.

        Returns the ids of those that are moved, and of those that are there and stay.
        """
        if not drafts or (folder := self._drafts.there()) is None:
            return frozenset(), frozenset()
        self._connection.select(folder)
        found = uids_of(self._connection, drafts)
        uids = sorted(uid for copies in found.values() for uid in copies)
        told = self._connection.fetch(uids, ["BODY.PEEK[]"])
        ours = [
            Found(uid, draft)
            for draft, copies in found.items()
            for uid in copies
            if _is_ours(told.get(uid, {}), drafts[draft])
        ]
        moved = move_to_trash(self._connection, self._folders, ours)
        return moved, frozenset(found) - moved


def _is_ours(told: Mapping[bytes, object], saved: str) -> bool:
    content = told.get(b"BODY[]")
    return isinstance(content, bytes) and bool(saved) and fingerprint(content) == saved
