"""Taking back what was done: out of the archive, labels off, an untouched draft to the Trash.

Nothing is deleted here either: what we made ourselves, a draft or a label's copy, goes to the
Trash. Messages are found again by their Message-ID; what the owner moved elsewhere stays there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from service.mailbox.connection import Connection, gmail_label
from service.mailbox.drafts import Drafts, fingerprint
from service.mailbox.finding import uids_of
from service.mailbox.folders import Folders
from service.mailbox.gmail import ALL_MAIL, label_shown_in, label_stores
from service.mailbox.labels import LabelWay, Target, by_label, move_all, seen
from service.mailbox.uidset import uid_sets


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
        """Move the targets of a label back to a folder from where they are archived: which ones.

        Of several copies it is the one that bears the label. In Gmail's All Mail everything is:
        only what bears the label was archived by us. Returns Message-IDs.
        """
        place = way.kept_at(label)
        if not targets or place is None or place == folder or not self._folders.has(place):
            return frozenset()
        self._connection.select(place)
        there = uids_of(self._connection, (target.message_id for target in targets))
        bearing = set(self._connection.search_all(way.with_label(label))) if there else set()
        if self._connection.speaks_gmail:
            found = [(u, m) for m, uids in there.items() for u in uids if u in bearing]
            return self._relabelled(found, place, folder)
        ours = [
            (next((uid for uid in uids if uid in bearing), uids[-1]), message_id)
            for message_id, uids in there.items()
        ]
        return self._move(ours, place, folder)

    def _relabelled(
        self, found: Sequence[tuple[int, str]], place: str, folder: str
    ) -> frozenset[str]:
        """On Gmail: these (UID, Message-ID) of ``place`` get the folder's label, and lose its own.

        By STORE, which Google documents; of COPY to INBOX it is told that it does nothing
        (github.com/gmailgem/gmail/issues/63). What is shown in All Mail alone has no label to lose.
        """
        uids = [uid for uid, _ in found]
        self._connection.store([gmail_label(s, label_shown_in(folder)) for s in uid_sets(uids)])
        everything = self._folders.announced(ALL_MAIL)
        if everything is not None and place != everything:
            for uid_set in uid_sets(uids):
                self._connection.move(uid_set, everything)
        return frozenset(message_id for _, message_id in found)

    def labels_off(
        self, way: LabelWay, folder: str, targets: Sequence[Target]
    ) -> frozenset[Target]:
        """Take the labels off the targets that are in the folder; which they were.

        What a policy had marked as read is unread again. A message without a Message-ID is known
        by its UID alone, as long as it has not left the folder. A label's copy goes to the Trash
        only while the message itself is in the folder; on Gmail it is no copy but the message.
        """
        self._connection.select(folder)
        there = uids_of(self._connection, (target.message_id for target in targets))
        here = {t: there.get(t.message_id, []) for t in targets if t.message_id in there}
        here |= {t: [t.uid] for t in targets if t.uid and not t.message_id and not t.archive}
        found = [replace(t, uid=uid) for t, uids in here.items() for uid in uids]
        labelled = self._connection.speaks_gmail
        stores = label_stores(found) if labelled and not way.on_message else way.stores(found)
        self._connection.store(stores + seen(found), off=True)
        if not way.on_message and not labelled:
            for label, members in by_label(found).items():
                self._out_of_label(way, label, {m.message_id for m in members})
            self._connection.select(folder)
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
        ours = {
            draft: [u for u in copies if _is_ours(told.get(u, {}), drafts[draft])]
            for draft, copies in found.items()
        }
        moved = self._to_trash([(u, d) for d, copies in ours.items() for u in copies], folder)
        return moved, frozenset(found) - moved

    def _out_of_label(self, way: LabelWay, label: str, message_ids: Iterable[str]) -> None:
        """A copy goes to the Trash; where the mail itself is shown, the label alone comes off."""
        folder = way.copied_to(label)
        if folder is None or not self._folders.has(folder):
            return
        self._connection.select(folder)
        there = uids_of(self._connection, message_ids)
        if not way.shared:
            self._to_trash([(uid, m) for m, uids in there.items() for uid in uids], folder)
            return
        for uid_set in uid_sets(uid for uids in there.values() for uid in uids):
            self._connection.expunge(uid_set)

    def _to_trash(self, found: Sequence[tuple[int, str]], place: str) -> frozenset[str]:
        if not found:
            return frozenset()
        return self._move(found, place, self._folders.special("\\trash", None, "Trash"))

    def _move(self, found: Sequence[tuple[int, str]], place: str, folder: str) -> frozenset[str]:
        """Move these (UID, Message-ID) from the open folder ``place``; which it moved.

        Where MOVE is a COPY first, a broken try may have left the copy behind: then the message
        stays in both, for to expunge it might take the owner's own copy.
        """
        if found and not self._connection.can("MOVE"):
            self._connection.must_move(folder)
            self._connection.select(folder, examine=True)
            there = uids_of(self._connection, (message_id for _, message_id in found))
            self._connection.select(place)
            found = [one for one in found if one[1] not in there]
        targets = [Target(uid, message_id, "", archive=False) for uid, message_id in found]
        move_all(self._connection, targets, folder, again=False)
        return frozenset(message_id for _, message_id in found)


def _is_ours(told: Mapping[bytes, object], saved: str) -> bool:
    content = told.get(b"BODY[]")
    return isinstance(content, bytes) and bool(saved) and fingerprint(content) == saved
