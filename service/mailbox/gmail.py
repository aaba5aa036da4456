r"""Gmail's way: real labels, nested under ``Coffee First``, by the extension X-GM-EXT-1.

A folder there is a view of all messages with a label, and a message is in as many folders as it
has labels. It is archived when the folder's own label goes off it, which is what MOVE to the
folder announced as ``\All`` does. STORE cannot do that: taking the open folder's own label off is
answered with OK, and changes nothing. Sources: developers.google.com/workspace/gmail/imap/
imap-extensions, github.com/gmailgem/gmail/issues/160.
"""

from collections.abc import Sequence

from service.errors import ServerRefused
from service.mailbox.connection import Connection, Store, encoded_name, gmail_label
from service.mailbox.folders import Folders, opens
from service.mailbox.labels import LABELS, Target, by_label, move_all, seen
from service.mailbox.uidset import uid_sets

#: The special use of the folder that shows all mail (RFC 6154, 2).
ALL_MAIL = "\\all"

#: The label above ours. Gmail shows them nested under it only where it is a label itself.
ABOVE = "Coffee First"

_HIDDEN = (
    "nothing is archived: Gmail does not show the folder for all mail (\\All): in its settings, "
    "under Labels, tick 'Show in IMAP' at All Mail"
)


class GmailLabels:
    """Labels are Gmail's own; the archive is All Mail, where every message is anyhow."""

    on_message = True
    shared = False

    def __init__(
        self, connection: Connection, folders: Folders, archive: str | None, own: frozenset[str]
    ) -> None:
        self._connection, self._folders, self._archive = connection, folders, archive
        self.labels = (*LABELS, *sorted(own))

    @staticmethod
    def name(label: str) -> str:
        """The full name of a label; its separator is always "/"."""
        return f"{ABOVE}/{label.capitalize()}"

    def with_label(self, *labels: str) -> list[str]:
        """X-GM-LABELS for each of them; OR takes two."""
        *before, last = (self._term(label) for label in labels)
        return [term for one in before for term in ("OR", *one)] + last

    def without_label(self) -> list[str]:
        """NOT X-GM-LABELS for every label of ours."""
        return [term for label in self.labels for term in ("NOT", *self._term(label))]

    def labelled_message_ids(self) -> frozenset[str]:
        """None: the search terms tell."""
        return frozenset()

    def label(self, targets: Sequence[Target], *, again: bool) -> None:  # noqa: ARG002 (harmless again)
        """One STORE a label, and one for what is to be read; to do it again changes nothing."""
        self._make(sorted(by_label(targets)))
        self._connection.store(self.stores(targets) + seen(targets))

    def archive(self, targets: Sequence[Target], *, again: bool) -> None:
        """One MOVE for all. Raises ServerRefused where the owner hides All Mail."""
        if not targets:
            return
        to = self._all_mail()
        move_all(self._connection, targets, to, again=again)

    def _all_mail(self) -> str:
        r"""Where it is archived to. Raises ServerRefused where it cannot be done by MOVE.

        Without MOVE it would have to be done by \Deleted, and what that does on Gmail is up to
        the owner's settings: it may mean the Trash.
        """
        to, now = self.kept_at(""), self._connection.selected
        if to is None:
            raise ServerRefused(_HIDDEN)
        if now and now.folder == to:
            raise ServerRefused(f"nothing is archived: {to} is the archive: watch INBOX instead")
        if not self._connection.can("MOVE"):
            raise ServerRefused("nothing is archived: the server announces no MOVE")
        return to

    def stores(self, targets: Sequence[Target]) -> list[Store]:
        """One for each label."""
        return label_stores(targets)

    def kept_at(self, label: str) -> str | None:  # noqa: ARG002 (one for all of them)
        """All Mail, whatever it is called in the owner's language, unless another is configured."""
        if self._archive:
            return self._folders.existing(self._archive)
        return self._folders.announced(ALL_MAIL)

    def copied_to(self, label: str) -> str | None:  # noqa: ARG002 (none)
        """None: a label is on the message."""
        return None

    def wants(self, label: str, *, archive: bool) -> list[str]:  # noqa: ARG002 (the archive is there)
        """The label, and the one above it."""
        return [ABOVE, self.name(label)]

    def _term(self, label: str) -> list[str]:
        return ["X-GM-LABELS", encoded_name(self.name(label))]

    def _make(self, labels: Sequence[str]) -> None:
        """Make the labels that are not there, the one above them first.

        One that is there and not shown in IMAP serves as well. Raises ServerRefused.
        """
        there = {folder.name for folder in self._folders.listed() if opens(folder)}
        if missing := [n for n in (ABOVE, *map(self.name, labels)) if n not in there]:
            self._connection.create_all(missing)
            self._folders.forget()


def label_shown_in(folder: str) -> str:
    """The label whose messages a folder shows: its name, but for the inbox."""
    return "\\Inbox" if folder.upper() == "INBOX" else folder


def label_stores(targets: Sequence[Target]) -> list[Store]:
    """Each label with the messages that get it."""
    return [
        gmail_label(uids, GmailLabels.name(label))
        for label, members in by_label(targets).items()
        for uids in uid_sets(target.uid for target in members)
    ]
