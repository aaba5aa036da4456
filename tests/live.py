"""A real account, and what a live test may do in it: see deploy/MAILBOXES.md.

It works in a folder of its own, "Coffee First live test", on letters that it puts there itself. All
other folders are opened read-only, but those that a round writes into: drafts, archive, labels, and
for what is taken back the Trash.
"""

from __future__ import annotations

import os
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from service.config_file import load_settings
from service.connecting import open_mailbox
from service.errors import ServerRefused
from service.journal import Page
from service.ledger import Ledger
from service.mailbox import Line, Mailbox
from service.mailbox.connection import Connection
from service.mailbox.finding import message_ids_of, uids_of
from service.mailbox.folders import Folders
from service.report import Report
from service.round import Job, mailbox_name, plan, run_round
from service.settings import MailboxSettings, OwnerSettings, Settings
from service.taste import load_taste
from service.undoing import Undone, undo
from tests.servers.mail import AUTHSERV_ID

FOLDER = "Coffee First live test"
PREFIX = "COFFEEFIRST_LIVE_"


def named() -> dict[str, str]:
    """What the environment says of an account: HOST and so on, in lower case."""
    given = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    return {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}


def account(told: dict[str, str], state: Path, people: Path) -> Settings:
    """Settings for the account: those of its own config file, or what the environment says."""
    if config := told.get("config"):
        settings = load_settings(Path(config))
    else:
        mailbox = {key: value for key, value in told.items() if key != "password"}
        owner = OwnerSettings(name="Robin Falkenrath", address="robin@example.org")
        settings = Settings(mailbox=MailboxSettings.model_validate(mailbox), owner=owner)
    changes = {
        "authserv_ids": (AUTHSERV_ID,),
        "dkim": False,
        "policy": "gatekeeper",
        "acquaintances": (people,),
        "state_dir": state,
    }
    return settings.model_copy(update=changes)


@dataclass
class Live:
    """The account, signed in, with its folder for the test open to us."""

    settings: Settings
    box: Mailbox
    folder: str = ""
    left: list[str] = field(default_factory=list)

    @property
    def _connection(self) -> Connection:
        return self.box._connection

    @property
    def folders(self) -> Folders:
        """The account's folders."""
        return self.box._folders

    def prepare(self) -> None:
        """Make our folder, or empty it into the Trash: an earlier test may have been stopped."""
        bridge = self.folders.label_parent() is not None
        self.folder = f"Folders/{FOLDER}" if bridge else self.folders.place(FOLDER)
        if not self.folders.has(self.folder):
            self.folders.ensure(self.folder)
        mailbox = self.settings.mailbox.model_copy(update={"folders": (self.folder,)})
        self.settings = self.settings.model_copy(update={"mailbox": mailbox})
        self.empty()

    def empty(self) -> int:
        """Move whatever is in our folder to the Trash; how many it were."""
        self._connection.select(self.folder)
        uids = self._connection.search(["ALL"])
        if uids:
            trash = self.folders.special("\\trash", None, "Trash")
            self._connection.move(f"{uids[0]}:{uids[-1]}", trash)
        return len(uids)

    def append(self, letters: Sequence[bytes]) -> None:
        """Put letters into our folder."""
        self._connection.append(self.folder, letters, ())

    def job(self, ledger: Ledger) -> Job:
        """What a round wants."""
        return Job(self.settings, load_taste(self.settings), ledger, lambda: datetime.now(UTC))

    def plan(self) -> tuple[dict[str, str], set[str]]:
        """Labels by Message-ID, and the drafts' ids, that a round would make."""
        with closing(Ledger.to_look_at(self.settings.ledger)) as ledger:
            found = [o.entry for page in plan(self.box, self.job(ledger)) for o in page if o.entry]
        drafts = {draft.draft_id for entry in found for draft in entry.drafts}
        return {entry.message_id: entry.label for entry in found}, drafts

    def round(self) -> Report:
        """One round."""
        with closing(Ledger(self.settings.ledger)) as ledger:
            return run_round(self.box, self.job(ledger))

    def undo(self) -> list[Undone]:
        """Take the last round back."""
        with closing(Ledger(self.settings.ledger)) as ledger:
            name = mailbox_name(self.settings)
            rows = [r for one in ledger.rounds(name, 1) for r in ledger.messages_of(one.number)]
            page = Page(ledger, name, "undo", lambda: datetime.now(UTC))
            return list(undo(self.box, self.job(ledger), ledger.undoable(name, rows), page))

    def labels_of(self, message_ids: set[str]) -> dict[str, set[str]]:
        """Our labels on these, by Message-ID."""
        found: dict[str, set[str]] = defaultdict(set)
        self.box.open_folder(self.folder)
        for _, label, uids in self.box.borne_labels([self.folder]):
            for message_id in message_ids_of(self._connection, uids).values():
                found[message_id].add(label)
        return {one: labels for one, labels in found.items() if one in message_ids}

    def within(self, folder: str | None, message_ids: set[str]) -> set[str]:
        """Which of these are in a folder."""
        if folder is None or not self.folders.has(folder):
            return set()
        try:
            self._connection.select(folder, examine=True)
        except ServerRefused:
            return set()
        return set(uids_of(self._connection, message_ids))


@contextmanager
def signed_in(settings: Settings) -> Iterator[Live]:
    """The account, and afterwards nothing of ours in its own folder."""
    with closing(open_mailbox(settings, Line())) as box:
        live = Live(settings, box)
        before = {folder.name for folder in live.folders.listed()}
        live.prepare()
        try:
            yield live
        finally:
            count = live.empty()
            live.folders.forget()
            made = sorted({folder.name for folder in live.folders.listed()} - before)
            live.left.append(f"{count} letters of ours are in the Trash")
            live.left += [f"the folder {name} is new, and stays" for name in made]


def renamed(letter: bytes) -> tuple[bytes, str]:
    """A letter with a Message-ID that no other has, and that one."""
    start = letter.index(b"Message-ID: ") + len(b"Message-ID: ")
    message_id = f"<{uuid.uuid4().hex}@live.example>"
    return letter[:start] + message_id.encode() + letter[letter.index(b"\r\n", start) :], message_id
