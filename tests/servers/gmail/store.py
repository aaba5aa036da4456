"""An account: one store of messages with labels. Its folders are views on that store."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser

from tests.servers.gmail.words import NotModelledError

ALL = "\\All"  # no label: the view of everything but Trash and Spam
INBOX, SENT, DRAFT, TRASH, SPAM = "\\Inbox", "\\Sent", "\\Draft", "\\Trash", "\\Spam"
STARRED, IMPORTANT = "\\Starred", "\\Important"
#: A message with one of these is shown nowhere else.
AWAY = (TRASH, SPAM)

#: Folder, what is in it, its special use (RFC 6154) as Gmail announces it.
ENGLISH = (
    ("INBOX", INBOX, ""),
    ("[Gmail]/All Mail", ALL, "\\All"),
    ("[Gmail]/Drafts", DRAFT, "\\Drafts"),
    ("[Gmail]/Important", IMPORTANT, "\\Important"),
    ("[Gmail]/Sent Mail", SENT, "\\Sent"),
    ("[Gmail]/Spam", SPAM, "\\Junk"),
    ("[Gmail]/Starred", STARRED, "\\Flagged"),
    ("[Gmail]/Trash", TRASH, "\\Trash"),
)
GERMAN = (
    ("INBOX", INBOX, ""),
    ("[Gmail]/Alle Nachrichten", ALL, "\\All"),
    ("[Gmail]/Entw&APw-rfe", DRAFT, "\\Drafts"),
    ("[Gmail]/Wichtig", IMPORTANT, "\\Important"),
    ("[Gmail]/Gesendet", SENT, "\\Sent"),
    ("[Gmail]/Spam", SPAM, "\\Junk"),
    ("[Gmail]/Markiert", STARRED, "\\Flagged"),
    ("[Gmail]/Papierkorb", TRASH, "\\Trash"),
)

_serial = itertools.count(1_800_000_000_000_000_001)
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_REPLY = re.compile(r"(?i)^\s*(?:(?:re|aw|fwd?)\s*:\s*)+")


@dataclass(eq=False)
class Message:
    """One message, whatever number of folders shows it. ``id`` is its X-GM-MSGID."""

    raw: bytes
    when: datetime
    id: int = field(default_factory=lambda: next(_serial))
    thread: int = 0
    labels: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)  # flags that are no labels
    indexed: bool = True  # whether SEARCH finds its text

    def __post_init__(self) -> None:
        head = self.raw.partition(b"\r\n\r\n")[0]
        self.header = BytesHeaderParser().parsebytes(head)
        self.message_id = str(self.header.get("Message-ID", "")).strip()

    @property
    def flags(self) -> set[str]:
        r"""\\Flagged and \\Draft are what the labels say."""
        shown = {"\\Flagged": STARRED, "\\Draft": DRAFT}
        return self.seen | {flag for flag, label in shown.items() if label in self.labels}

    @property
    def subject(self) -> str:
        """The subject of its conversation."""
        return " ".join(_REPLY.sub("", str(self.header.get("Subject", ""))).split())


@dataclass(eq=False)
class View:
    """A folder: the messages with its label, each with a UID that is this folder's alone."""

    name: str
    label: str
    use: str = ""
    validity: int = 1
    uids: dict[int, int] = field(default_factory=dict)  # X-GM-MSGID → UID
    next_uid: int = 1

    def shows(self, message: Message) -> bool:
        """Whether the message is in this folder."""
        away = [label for label in AWAY if label in message.labels]
        if away:
            return self.label in away
        return self.label == ALL or self.label in message.labels

    def touch(self, message: Message) -> None:
        """Take the message in, with a UID of its own, or let it go."""
        if not self.shows(message):
            self.uids.pop(message.id, None)
        elif message.id not in self.uids:
            self.uids[message.id] = self.next_uid
            self.next_uid += 1


class Account:
    """Somebody's mailbox. ``lock`` holds it together while it is looked at or changed."""

    def __init__(self, names: tuple[tuple[str, str, str], ...], hidden: tuple[str, ...]) -> None:
        self.lock = threading.RLock()
        self.messages: dict[int, Message] = {}
        self.views = {name: View(name, label, use) for name, label, use in names}
        self.hidden = set(hidden)
        self.subscribed = set(self.views)
        self.indexing = True
        self._validities = itertools.count(2)

    def listed(self) -> Iterator[View]:
        """The folders that the owner lets IMAP show."""
        return (view for view in self.views.values() if view.name not in self.hidden)

    def view(self, name: str) -> View | None:
        """The folder of this name that is shown; INBOX in any letter case."""
        found = self.views.get("INBOX" if name.upper() == "INBOX" else name)
        return None if found is None or found.name in self.hidden else found

    def create(self, name: str) -> View:
        """A label of the owner's, and its folder."""
        self.views[name] = View(name, name, validity=next(self._validities))
        for message in self.messages.values():
            self.views[name].touch(message)
        return self.views[name]

    def delete(self, view: View) -> None:
        """The owner's label goes off every message, and its folder with it."""
        for message in self.messages.values():
            message.labels.discard(view.label)
        del self.views[view.name]

    def add(self, message: Message, label: str) -> None:
        """A new message, in its conversation."""
        message.thread, message.indexed = self._thread(message), self.indexing
        self.messages[message.id] = message
        if label != ALL:
            message.labels.add(label)
        self.touch(message)

    def put_on(self, message: Message, label: str) -> None:
        """Label a message; to Trash and Spam it goes out of all the other folders."""
        if label in AWAY:
            message.labels.clear()
        message.labels.add(label)
        self.touch(message)

    def take_off(self, message: Message, label: str) -> None:
        """Take a label off; the message stays in All Mail."""
        message.labels.discard(label)
        self.touch(message)

    def touch(self, message: Message) -> None:
        """Let every folder see what has changed about a message."""
        for view in self.views.values():
            view.touch(message)

    def renumber(self, name: str) -> None:
        """A folder's UIDs are no longer what they were."""
        view = self.views[name]
        view.validity = next(self._validities) + 1000
        view.uids = {id_: uid for uid, id_ in enumerate(view.uids, start=view.next_uid)}
        view.next_uid += len(view.uids)

    def known_label(self, name: str) -> bool:
        """Whether there is such a label, shown in IMAP or not."""
        return any(view.label == name for view in self.views.values())

    def _thread(self, message: Message) -> int:
        fields = (str(message.header.get(f, "")) for f in ("In-Reply-To", "References"))
        answered = set(_MESSAGE_ID.findall(" ".join(fields)))
        for other in self.messages.values() if answered else ():
            if other.message_id in answered and other.subject == message.subject:
                return other.thread
        return message.id


def epoch(when: float | None) -> datetime:
    """A time in seconds, or now, as an INTERNALDATE."""
    return datetime.now(UTC) if when is None else datetime.fromtimestamp(when, UTC)


def refuse_move_out(view: View) -> None:
    """What becomes of the labels of a message that leaves the Trash or Spam, nobody documents."""
    if view.label in AWAY:
        raise NotModelledError(f"messages that leave {view.name}")
