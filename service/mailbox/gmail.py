r"""Gmail's way: real labels, nested under ``Coffee First``, by the extension X-GM-EXT-1.

A folder there is a view of all messages with a label, and a message is in as many folders as it
has labels. It is archived when the folder's own label goes off it, which is what MOVE to the
folder announced as ``\All`` does. STORE cannot do that: taking the open folder's own label off is
answered with OK, and changes nothing. Sources: developers.google.com/workspace/gmail/imap/
imap-extensions, github.com/gmailgem/gmail/issues/160.
"""

from collections.abc import Mapping, Sequence

from service.errors import ServerRefused
from service.mailbox.connection import Connection, Store, encoded_name, gmail_label
from service.mailbox.folders import Folders, opens
from service.mailbox.labels import LABELS, Keywords, Target, by_label, seen
from service.mailbox.moving import is_open, move_all
from service.mailbox.uidset import uid_sets
from service.tags import Kind

#: The special use of the folder that shows all mail (RFC 6154, 2).
ALL_MAIL = "\\all"

#: The label above ours. Gmail shows them nested under it only where it is a label itself.
ABOVE = "Coffee First"

#: What an owner does who has hidden it from IMAP.
SHOW_ALL_MAIL = "in Gmail's settings, under Labels, tick 'Show in IMAP' at All Mail"

_HIDDEN = f"nothing is archived: Gmail does not show the folder for all mail: {SHOW_ALL_MAIL}"


class GmailLabels:
    """Labels are Gmail's own; the archive is All Mail, where every message is anyhow."""

    kind: Kind = "gmail"
    on_message = True

    def __init__(
        self, connection: Connection, folders: Folders, archive: str | None, own: frozenset[str]
    ) -> None:
        self._connection, self._folders, self._archive = connection, folders, archive
        self.labels = (*LABELS, *sorted(own))

    @staticmethod
    def called(label: str) -> str:
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

    def label(self, targets: Sequence[Target], *, again: bool) -> None:
        """One STORE a label, and one for what is to be read; to do it again changes nothing."""
        self._make(sorted(by_label(targets)), again=again)
        self._connection.store(self._stores(targets) + seen(targets))

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

    def put_back(
        self, label: str, there: Mapping[str, Sequence[int]], folder: str
    ) -> frozenset[str]:
        """In All Mail everything is: only what bears the label was archived by us."""
        bearing = self._connection.search_all(self.with_label(label)) if there else []
        return _relabelled(self._connection, self._folders, _only(there, bearing), folder)

    def take_off(self, targets: Sequence[Target]) -> None:
        """From what bears them: the owner may have deleted a label, and STORE needs one."""
        bearing = []
        for label, members in by_label(targets).items():
            there = set(self._connection.search_all(self.with_label(label)))
            bearing += [member for member in members if member.uid in there]
        self._connection.store(self._stores(bearing) + seen(targets), off=True)

    def _stores(self, targets: Sequence[Target]) -> list[Store]:
        return [
            gmail_label(uids, self.called(label))
            for label, members in by_label(targets).items()
            for uids in uid_sets(target.uid for target in members)
        ]

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
        return [ABOVE, self.called(label)]

    def _term(self, label: str) -> list[str]:
        return ["X-GM-LABELS", encoded_name(self.called(label))]

    def _make(self, labels: Sequence[str], *, again: bool) -> None:
        """Make the labels that are not there, the one above them first.

        One that is there and not shown in IMAP serves as well. ``again``: an earlier try may have
        made one, and broken off before mail programs show it. Raises ServerRefused.
        """
        wanted = (ABOVE, *map(self.called, labels))
        there = {folder.name for folder in self._folders.listed() if opens(folder)}
        for name in wanted if again else ():
            if name in there:
                self._folders.ensure(name, again=True)
        if missing := [name for name in wanted if name not in there]:
            self._connection.create_all(missing)
            self._folders.forget()


class GmailKeywords(Keywords):
    """Keywords on Gmail, for who wants just them; its owner does not see any."""

    def put_back(
        self, label: str, there: Mapping[str, Sequence[int]], folder: str
    ) -> frozenset[str]:
        """As Gmail does it: MOVE to INBOX may do nothing."""
        bearing = self._connection.search_all(self.with_label(label)) if there else []
        return _relabelled(self._connection, self._folders, _only(there, bearing), folder)


def _only(there: Mapping[str, Sequence[int]], bearing: Sequence[int]) -> dict[str, list[int]]:
    """Those of the UIDs that are among others."""
    wanted = set(bearing)
    kept = {
        message_id: [uid for uid in uids if uid in wanted] for message_id, uids in there.items()
    }
    return {message_id: uids for message_id, uids in kept.items() if uids}


def _relabelled(
    connection: Connection, folders: Folders, ours: Mapping[str, Sequence[int]], folder: str
) -> frozenset[str]:
    """These of the open folder get the label of another one, and lose its own; which they were.

    By STORE, which Google documents; of COPY to INBOX it is told that it does nothing
    (github.com/gmailgem/gmail/issues/63). What is shown in All Mail alone has no label to lose.
    """
    uids = [uid for copies in ours.values() for uid in copies]
    shown = "\\Inbox" if folder.upper() == "INBOX" else folder
    connection.store([gmail_label(uid_set, shown) for uid_set in uid_sets(uids)])
    everything = folders.announced(ALL_MAIL)
    if everything is not None and not is_open(connection, everything):
        for uid_set in uid_sets(uids):
            connection.move(uid_set, everything)
    return frozenset(ours)
