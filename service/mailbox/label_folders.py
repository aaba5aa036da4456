"""Labels that are folders, and labels that a server shows as folders.

Both are for servers whose messages take no keyword of ours, or whose owner would not see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.mailbox.connection import Connection
from service.mailbox.copies import copied_already, message_ids_in
from service.mailbox.finding import uids_of
from service.mailbox.folders import Folders
from service.mailbox.labels import LABELS, Target, by_label, seen
from service.mailbox.moving import Found, is_open, move_all, move_back, move_to_trash
from service.mailbox.uidset import uid_sets
from service.tags import Kind

#: The name above, or before, those of all our labels.
FAMILY = "Coffee First"


class LabelFolders:
    """Labels are folders under ``Coffee First``; what leaves the inbox is moved there."""

    kind: Kind = "folders"
    on_message = False

    def __init__(self, connection: Connection, folders: Folders, own: frozenset[str]) -> None:
        self._connection, self._folders = connection, folders
        self.labels = (*LABELS, *sorted(own))

    def called(self, label: str) -> str:
        """The full name of a label's folder on this server."""
        return self._folders.place(FAMILY, label.capitalize())

    def with_label(self, *labels: str) -> list[str]:  # noqa: ARG002 (a label is not on the message)
        """Whatever is in the label's own folder."""
        return ["ALL"]

    def without_label(self) -> list[str]:
        """Nothing: a copy elsewhere cannot be seen from here."""
        return []

    def labelled_message_ids(self) -> frozenset[str]:
        """The Message-IDs of everything in the label folders; the open folder is left."""
        found: set[str] = set()
        for label in self.labels:
            if self._folders.has(self.called(label)):
                found |= message_ids_in(self._connection, self.called(label))
        return frozenset(found)

    def label(self, targets: Sequence[Target], *, again: bool) -> None:
        """Copy what stays; what leaves is labelled by where it goes, if it can go."""
        self._connection.store(seen(targets))
        moves = self._connection.can_move
        staying = [target for target in targets if not (target.archive and moves)]
        for label, members in by_label(staying).items():
            folder = self._folders.ensure(self.called(label), again=again)
            if is_open(self._connection, folder):
                continue  # it is watched, and what is in it bears the label
            done = copied_already(self._connection, members, folder) if again else frozenset()
            for uid_set in uid_sets(t.uid for t in members if t.uid not in done):
                self._connection.copy(uid_set, folder)

    def put_back(
        self,
        label: str,  # noqa: ARG002 (it is the open folder)
        there: Mapping[str, Sequence[int]],
        folder: str,
    ) -> frozenset[str]:
        """By MOVE; of several copies the last one is ours."""
        ours = [Found(uids[-1], message_id) for message_id, uids in there.items()]
        return move_back(self._connection, ours, folder)

    def take_off(self, targets: Sequence[Target]) -> None:
        """Clear the labels' folders of them; the open folder is opened again."""
        before = self._connection.selected
        self._connection.store(seen(targets), off=True)
        for label, members in by_label(targets).items():
            folder = self.called(label)
            if self._folders.has(folder) and not is_open(self._connection, folder):
                self._connection.select(folder)
                there = uids_of(self._connection, {member.message_id for member in members})
                self._clear([Found(uid, m) for m, uids in there.items() for uid in uids])
        self._connection.open_again(before)

    def _clear(self, copies: Sequence[Found]) -> None:
        """Out of the open label folder: a copy goes to the Trash."""
        move_to_trash(self._connection, self._folders, copies)

    def kept_at(self, label: str) -> str | None:
        """The label's own folder."""
        return self.called(label)

    def copied_to(self, label: str) -> str | None:
        """The same."""
        return self.called(label)

    def wants(self, label: str, *, archive: bool) -> list[str]:  # noqa: ARG002 (either way)
        """The label's own folder."""
        return [self.called(label)]

    def archive(self, targets: Sequence[Target], *, again: bool) -> None:
        """Move what leaves into its label's folder."""
        for label, members in by_label(targets).items():
            self._connection.must_move(self.called(label))
            folder = self._folders.ensure(self.called(label), again=again)
            move_all(self._connection, members, folder, again=again)


class LabelViews(LabelFolders):
    """Labels are the server's own, and it shows each as a folder: Proton Mail Bridge.

    A COPY into it puts the label on, UID EXPUNGE in it takes the label off and nothing else. A MOVE
    into it takes nothing out of the inbox, and a MOVE out of it to the Trash takes the mail itself
    along (its connector.go: MoveMessages, RemoveMessagesFromMailbox). So neither is asked for.
    """

    kind: Kind = "proton"

    def __init__(
        self,
        connection: Connection,
        folders: Folders,
        own: frozenset[str],
        archive: str | None,
        parent: str,
    ) -> None:
        super().__init__(connection, folders, own)
        self._archive, self._parent = archive, parent

    def called(self, label: str) -> str:
        """The label as a folder; there is but one level of them."""
        name = f"{self._parent}{FAMILY} {label.capitalize()}"
        return self._folders.named(name) or name

    def label(self, targets: Sequence[Target], *, again: bool) -> None:
        """Copy all; what leaves does so by itself."""
        super().label([replace(target, archive=False) for target in targets], again=again)

    def archive(self, targets: Sequence[Target], *, again: bool) -> None:
        """One MOVE for all, to the server's own archive."""
        if targets:
            self._connection.must_move(self._archive or "the archive")
            to = self._folders.special("\\archive", self._archive, "Archive", again=again)
            move_all(self._connection, targets, to, again=again)

    def _clear(self, copies: Sequence[Found]) -> None:
        """It is the mail itself: the label alone comes off."""
        for uid_set in uid_sets(mail.uid for mail in copies):
            self._connection.expunge(uid_set)

    def kept_at(self, label: str) -> str | None:  # noqa: ARG002 (one archive for all of them)
        """The server's archive, if it is there."""
        return self._folders.find("\\archive", self._archive)

    def wants(self, label: str, *, archive: bool) -> list[str]:
        """The label's own folder, and the archive for what leaves."""
        left = [self.kept_at(label) or self._folders.place("Archive")] if archive else []
        return [self.called(label), *left]
