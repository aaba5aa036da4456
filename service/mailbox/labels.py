"""How this server labels and archives: the one place to change for another kind of server.

A *keyword* is an IMAP flag of our own (RFC 9051, 2.3.2); it stays on the message when it moves.
Where a folder takes no new keywords, a label is a *folder*: what stays in the inbox is copied
there, what leaves is moved there, so the label folder is its archive. Where a server shows its own
labels as folders (Proton Mail Bridge), all is copied there, and what leaves goes to the archive.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.mailbox.connection import Connection, Store, flag
from service.mailbox.folders import Folders
from service.mailbox.moving import Found, move_all, move_back
from service.mailbox.uidset import uid_sets
from service.tags import Kind, keyword

#: What a mail can be labelled: one for each verdict, and one for what was not understood. A policy
#: may have labels of its own besides.
LABELS = ("accept", "meet", "decline", "ignore", "review", "suspicious", "not-understood")


@dataclass(frozen=True, slots=True)
class Target:
    """A message that gets a label; ``archive``: it is to leave the watched folder as well.

    ``mark_read``: with the label it is marked as read.
    """

    uid: int
    message_id: str
    label: str
    archive: bool
    mark_read: bool = False


class LabelWay(Protocol):
    """How a server labels and archives. ``on_message``: a label is on the message itself."""

    kind: Kind
    on_message: bool
    labels: tuple[str, ...]

    def called(self, label: str) -> str:
        """What a label is called on this server, in full."""

    def with_label(self, *labels: str) -> list[str]:
        """Search terms for messages that bear any of these labels."""

    def without_label(self) -> list[str]:
        """Search terms for messages that bear no label of ours."""

    def labelled_message_ids(self) -> frozenset[str]:
        """Message-IDs that bear a label which the search terms cannot tell."""

    def label(self, targets: Sequence[Target], *, again: bool) -> None:
        """Put the labels on; ``again``: an earlier try may have done it already."""

    def archive(self, targets: Sequence[Target], *, again: bool) -> None:
        """Let the targets leave the open folder."""

    def put_back(
        self, label: str, there: Mapping[str, Sequence[int]], folder: str
    ) -> frozenset[str]:
        """Let what was archived leave the archive, which is open, for the folder it came from.

        ``there``: the UIDs of each Message-ID; of several copies it is ours. Which they were.
        """

    def take_off(self, targets: Sequence[Target]) -> None:
        """Take the labels off these in the open folder; what was marked as read is unread."""

    def kept_at(self, label: str) -> str | None:
        """The folder to which mail of this label is archived, None where there is none."""

    def copied_to(self, label: str) -> str | None:
        """The folder where what is in it bears this label, None where that is on the message."""

    def wants(self, label: str, *, archive: bool) -> list[str]:
        """The folders, by their full names, that a mail of this label needs."""


def by_label(targets: Iterable[Target]) -> dict[str, list[Target]]:
    """The targets of each label."""
    grouped: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        grouped[target.label].append(target)
    return dict(grouped)


def seen(targets: Sequence[Target]) -> list[Store]:
    """What is to be marked as read, as STOREs of the flag for it (RFC 9051, 2.3.2)."""
    return [flag(uids, "\\Seen") for uids in uid_sets(t.uid for t in targets if t.mark_read)]


class Keywords:
    """Labels are keywords; the archive is the server's own archive folder."""

    kind: Kind = "keywords"
    on_message = True

    def __init__(
        self, connection: Connection, folders: Folders, archive: str | None, own: frozenset[str]
    ) -> None:
        self._connection, self._folders, self._archive = connection, folders, archive
        self.labels = (*LABELS, *sorted(own))

    @staticmethod
    def called(label: str) -> str:
        """The keyword for a label."""
        return keyword(label)

    def with_label(self, *labels: str) -> list[str]:
        """KEYWORD for each of them; OR takes two."""
        *before, last = (["KEYWORD", self.called(label)] for label in labels)
        return [term for one in before for term in ("OR", *one)] + last

    def without_label(self) -> list[str]:
        """UNKEYWORD for every label of ours."""
        return [term for label in self.labels for term in ("UNKEYWORD", self.called(label))]

    def labelled_message_ids(self) -> frozenset[str]:
        """None: the search terms tell."""
        return frozenset()

    def label(self, targets: Sequence[Target], *, again: bool) -> None:  # noqa: ARG002 (harmless again)
        """One STORE a label, and one for what is to be read; to do it again changes nothing."""
        self._connection.store(self._stores(targets) + seen(targets))

    def put_back(
        self, label: str, there: Mapping[str, Sequence[int]], folder: str
    ) -> frozenset[str]:
        """By MOVE; ours is the one with the keyword, or else the last one."""
        bearing = set(self._connection.search_all(self.with_label(label))) if there else set()
        ours = [
            Found(next((uid for uid in uids if uid in bearing), uids[-1]), message_id)
            for message_id, uids in there.items()
        ]
        return move_back(self._connection, ours, folder)

    def take_off(self, targets: Sequence[Target]) -> None:
        """One STORE for each."""
        self._connection.store(self._stores(targets) + seen(targets), off=True)

    def _stores(self, targets: Sequence[Target]) -> list[Store]:
        return [
            flag(uids, self.called(label))
            for label, members in by_label(targets).items()
            for uids in uid_sets(target.uid for target in members)
        ]

    def kept_at(self, label: str) -> str | None:  # noqa: ARG002 (one archive for all of them)
        """The server's archive, if it is there."""
        return self._folders.find("\\archive", self._archive)

    def copied_to(self, label: str) -> str | None:  # noqa: ARG002 (none)
        """None: a label is on the message."""
        return None

    def wants(self, label: str, *, archive: bool) -> list[str]:
        """The archive, for what leaves."""
        return [self.kept_at(label) or self._folders.place("Archive")] if archive else []

    def archive(self, targets: Sequence[Target], *, again: bool) -> None:
        """One MOVE for all."""
        if targets:
            self._connection.must_move(self._archive or "the archive")
            to = self._folders.special("\\archive", self._archive, "Archive", again=again)
            move_all(self._connection, targets, to, again=again)
