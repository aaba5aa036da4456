"""Labels that are folders, and labels that a server shows as folders.

Both are for servers whose messages take no keyword of ours, or whose owner would not see it.
"""

from collections.abc import Sequence
from dataclasses import replace

from service.mailbox.connection import Connection, Store
from service.mailbox.copies import copied_already, message_ids_in
from service.mailbox.folders import Folders
from service.mailbox.labels import LABELS, Target, by_label, move_all, seen
from service.mailbox.uidset import uid_sets

#: The name above, or before, those of all our labels.
FAMILY = "Coffee First"


class LabelFolders:
    """Labels are folders under ``Coffee First``; what leaves the inbox is moved there."""

    on_message = False
    shared = False

    def __init__(self, connection: Connection, folders: Folders, own: frozenset[str]) -> None:
        self._connection, self._folders = connection, folders
        self.labels = (*LABELS, *sorted(own))

    def folder(self, label: str) -> str:
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
            if self._folders.has(self.folder(label)):
                found |= message_ids_in(self._connection, self.folder(label))
        return frozenset(found)

    def label(self, targets: Sequence[Target], *, again: bool) -> None:
        """Copy what stays; what leaves is labelled by where it goes, if it can go."""
        self._connection.store(seen(targets))
        moves = self._connection.can_move
        staying = [target for target in targets if not (target.archive and moves)]
        for label, members in by_label(staying).items():
            folder = self._folders.ensure(self.folder(label), again=again)
            done = copied_already(self._connection, members, folder) if again else frozenset()
            for uid_set in uid_sets(t.uid for t in members if t.uid not in done):
                self._connection.copy(uid_set, folder)

    def stores(self, targets: Sequence[Target]) -> list[Store]:  # noqa: ARG002 (none)
        """None: a label is a folder."""
        return []

    def kept_at(self, label: str) -> str | None:
        """The label's own folder."""
        return self.folder(label)

    def copied_to(self, label: str) -> str | None:
        """The same."""
        return self.folder(label)

    def wants(self, label: str, *, archive: bool) -> list[str]:  # noqa: ARG002 (either way)
        """The label's own folder."""
        return [self.folder(label)]

    def archive(self, targets: Sequence[Target], *, again: bool) -> None:
        """Move what leaves into its label's folder."""
        for label, members in by_label(targets).items():
            self._connection.must_move(self.folder(label))
            folder = self._folders.ensure(self.folder(label), again=again)
            move_all(self._connection, members, folder, again=again)


class LabelViews(LabelFolders):
    """Labels are the server's own, and it shows each as a folder: Proton Mail Bridge.

    A COPY into it puts the label on, UID EXPUNGE in it takes the label off and nothing else. A MOVE
    into it takes nothing out of the inbox, and a MOVE out of it to the Trash takes the mail itself
    along (its connector.go: MoveMessages, RemoveMessagesFromMailbox). So neither is asked for.
    """

    shared = True

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

    def folder(self, label: str) -> str:
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

    def kept_at(self, label: str) -> str | None:  # noqa: ARG002 (one archive for all of them)
        """The server's archive, if it is there."""
        return self._folders.find("\\archive", self._archive)

    def wants(self, label: str, *, archive: bool) -> list[str]:
        """The label's own folder, and the archive for what leaves."""
        left = [self.kept_at(label) or self._folders.place("Archive")] if archive else []
        return [self.folder(label), *left]
