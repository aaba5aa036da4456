"""The servers that the acceptance tests visit: each is a house that a mailbox may be in.

A house says where our labels are, and what is in the inbox, in the words of its server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.servers import bridge
from tests.servers.costume import PLAIN_CAPABILITY
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.gmail import Gmail
from tests.servers.mailbox import Mailbox, Stored

NO_MOVE = PLAIN_CAPABILITY + " UIDPLUS"
GERMAN = {"Entwürfe": "", "Archiv": "", "Papierkorb": "", "Gesendet": ""}


class Server(Protocol):
    """What Dovecot, Cyrus and the doubles have in common."""

    port: int

    def new_user(self) -> str:
        """The name of somebody who has not been here before."""

    def mailbox(self, user: str) -> Mailbox:
        """A reader of what is there."""

    def deliver_many(self, user: str, folder: str, mails: Iterable[bytes]) -> int:
        """Deliver mails in this order, and tell how many they were."""


@dataclass
class House:
    """A mailbox in a house. ``way`` is the one that has to be chosen there by itself.

    ``archive`` is where archived mail is, None where each label's folder is its archive.
    """

    name: str
    way: str
    port: int
    user: str
    server: Server
    drafts_folder: str = "Drafts"
    archive: str | None = "Archive"
    wanted: str = "auto"  # by the owner's settings
    parent: str = "Coffee First/"  # what a label's folder begins with
    told: Callable[[str], Mapping[str, set[str]]] | None = None  # a server's own labels, by owner
    all_mail: str | None = None  # a folder that shows what is in the inbox as well as the archive
    unmodelled: list[str] = field(default_factory=list)

    def deliver(self, *letters: bytes, folder: str = "INBOX") -> None:
        """Let these arrive."""
        self.server.deliver_many(self.user, folder, letters)

    def all_mails(self) -> Mapping[str, list[Stored]]:
        """What is in each folder that can be opened."""
        return self.server.mailbox(self.user).everything()

    def folders(self) -> list[str]:
        """All that can be opened."""
        listed = self.server.mailbox(self.user).folders()
        return sorted(f for f, attributes in listed.items() if "\\Noselect" not in attributes)

    def in_folder(self, folder: str) -> list[str]:
        """The Message-IDs there, sorted."""
        return sorted(stored.message_id for stored in self.mails(folder))

    def in_inbox(self) -> list[str]:
        """What is in the inbox."""
        return self.in_folder("INBOX")

    def in_archive(self, label: str) -> list[str]:
        """What is where mail of this label is archived."""
        if self.all_mail:
            elsewhere = {*self.in_inbox(), *self.in_folder(self.drafts_folder)}
            return [i for i in self.in_folder(self.all_mail) if i not in elsewhere]
        return self.in_folder(self.archive or self.parent + label.capitalize())

    def mails(self, folder: str) -> list[Stored]:
        """What is in a folder; nothing where there is no such folder."""
        try:
            return self.server.mailbox(self.user).mails(folder)
        except LookupError:
            return []

    def drafts(self) -> list[Stored]:
        """What is in the folder for drafts."""
        return self.mails(self.drafts_folder)

    def labels_of(self) -> Mapping[str, set[str]]:
        """Our labels by Message-ID, as this server's owner sees them."""
        if self.told is not None:
            return _ours(self.told(self.user), self.parent)
        found: dict[str, set[str]] = defaultdict(set)
        for folder, mails in self.all_mails().items():
            for stored in mails:
                if self.way == "keywords":
                    ours = (f.lower() for f in stored.flags if f.lower().startswith("coffeefirst-"))
                    found[stored.message_id] |= {name.removeprefix("coffeefirst-") for name in ours}
                elif folder.startswith(self.parent):
                    found[stored.message_id].add(folder.removeprefix(self.parent).lower())
        return {message_id: labels for message_id, labels in found.items() if labels}

    def everything(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """Each folder's mails by Message-ID, with their flags."""
        return {
            folder: sorted((stored.message_id, stored.flags) for stored in mails)
            for folder, mails in self.all_mails().items()
            if mails
        }


def _ours(labels: Mapping[str, set[str]], parent: str) -> dict[str, set[str]]:
    """The labels below a parent, without its name."""
    found = {
        message_id: {n.removeprefix(parent).lower() for n in names if n.startswith(parent)}
        for message_id, names in labels.items()
    }
    return {message_id: names for message_id, names in found.items() if names}


@dataclass(frozen=True)
class Street:
    """Where the houses stand: servers in costumes, each started once a session."""

    dovecot: Callable[..., Dovecot]
    cyrus: Callable[..., Cyrus]


HOUSES: dict[str, Callable[[Street], Any]] = {}


def house(make: Callable[[Street], Iterator[House]]) -> Callable[[Street], Any]:
    """One more house; its name is the function's."""
    opened = contextmanager(make)
    HOUSES[make.__name__.replace("_", " ")] = opened
    return opened


def _on(name: str, way: str, server: Server, **more: Any) -> House:
    return House(name, way, server.port, server.new_user(), server, **more)


@house
def dovecot(street: Street) -> Iterator[House]:
    """All that a server can."""
    yield _on("Dovecot", "keywords", street.dovecot())


@house
def no_move(street: Street) -> Iterator[House]:
    """MOVE has to be done by COPY and UID EXPUNGE, and nothing says which folder is for what."""
    german = street.dovecot(capability=NO_MOVE, folders=GERMAN)
    yield _on("no MOVE", "keywords", german, drafts_folder="Entw&APw-rfe", archive="Archiv")


@house
def under_the_inbox(street: Street) -> Iterator[House]:
    """Everything is below ``INBOX.``, and no keyword is kept."""
    server = street.dovecot(separator=".", prefix="INBOX.", keywords=False)
    names = {"drafts_folder": "INBOX.Drafts", "parent": "INBOX.Coffee First."}
    yield _on("under the inbox", "folders", server, archive=None, **names)


@house
def no_keywords(street: Street) -> Iterator[House]:
    """As Exchange: a keyword gets an OK and is dropped."""
    yield _on("no keywords", "folders", street.dovecot(keywords=False), archive=None)


@house
def proton_bridge(street: Street) -> Iterator[House]:
    """Labels are folders of one level, below ``Labels`` and nowhere else."""
    server = street.dovecot(**bridge.COSTUME)
    with bridge.Bridge(server.port) as front:
        parent = "Labels/Coffee First "
        made = _on("Bridge", "folders", server, parent=parent, unmodelled=front.unmodelled)
        made.port = front.port
        yield made
        assert not made.unmodelled


@house
def cyrus(street: Street) -> Iterator[House]:
    """In its classic form."""
    names = {"drafts_folder": "INBOX.Drafts", "archive": "INBOX.Archive"}
    yield _on("Cyrus", "keywords", street.cyrus(classic=True), **names)


@house
def cyrus_today(street: Street) -> Iterator[House]:
    """As it is since version 3, with labels as folders because the owner wants it so."""
    made = _on("Cyrus 3", "folders", street.cyrus(classic=False), archive=None)
    made.wanted = "folders"
    yield made


@house
def gmail(street: Street) -> Iterator[House]:
    """One store, with labels as views."""
    with Gmail() as double:
        made = _on("Gmail", "gmail", double, drafts_folder="[Gmail]/Drafts", archive=None)
        made.told, made.all_mail = double.labels, "[Gmail]/All Mail"
        yield made
        assert double.faults == []
