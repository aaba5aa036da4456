r"""What a mailbox is like, found out without changing anything: for a person, not for a round.

Folders are opened by EXAMINE. That does not tell whether a round could write there, nor whether it
could make keywords; SELECT does, but takes the mark \Recent off new mail, by which some mail
programs know it (RFC 3501, 2.3.2). So SELECT it is only where no mail bears that mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from service.errors import ServerRefused
from service.mailbox.connection import Connection
from service.mailbox.connection.telling import Quota
from service.mailbox.folders import Folders
from service.mailbox.labels import LabelWay
from service.settings import MailboxSettings
from service.tags import Kind

#: How many of the last mails are asked when they came: copies of old mail may be among them.
LAST = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """A folder: how many mails are there; None for what it could not be asked without a change."""

    folder: str
    mails: int
    writable: bool | None = None
    keywords: bool | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for a special use, and why it is the one."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The folders by their names; None for one that is not there.

    ``archive`` is None as well where each label's own folder is its archive. ``called``: what our
    labels are called here. ``messages`` are those in the first watched folder.
    """

    messages: int
    folders: tuple[str, ...]
    drafts: str | None
    archive: str | None
    sent: str | None
    kind: Kind
    called: Mapping[str, str]


class Survey:
    """Questions about a mailbox; each is one or two commands."""

    def __init__(self, connection: Connection, folders: Folders) -> None:
        self._connection, self._folders = connection, folders

    def capabilities(self) -> frozenset[str]:
        """What the server announces, in upper case."""
        return self._connection.capabilities()

    def quotas(self) -> list[Quota]:
        """The inbox's quotas, none where the server tells of none."""
        return self._connection.quotas()

    def look_at(self, folder: str) -> Looked:
        """A folder, which is open then. Raises SettingsError where there is none of this name."""
        try:
            mails, recent = self._connection.counts(folder)
            opened = self._connection.select(folder, examine=bool(recent))
        except ServerRefused:
            self._folders.existing(folder)
            raise
        if recent:
            return Looked(folder, mails)
        return Looked(folder, mails, not opened.read_only, opened.keywords)

    def keywords_elsewhere(self) -> str | None:
        r"""Open one that is not watched, to see whether the server takes keywords; which it is.

        For a watched one with \Recent mail. Drafts are often special in this. None where all of
        them hold such mail, or there are none.
        """
        for use in ("\\trash", "\\archive", "\\sent"):
            folder = self._folders.find(use, None)
            if folder and self.look_at(folder).keywords is not None:
                return folder
        return None

    def newest(self, folder: str) -> datetime | None:
        """When the newest mail of a folder came, by the server's clock; None for no mail."""
        opened = self._connection.select(folder, examine=True)
        if not opened.exists:
            return None
        uids = self._connection.search([f"{max(1, opened.exists - LAST + 1)}:{opened.exists}"])
        told = self._connection.fetch_many(uids, "INTERNALDATE").values()
        dates = [one.get(b"INTERNALDATE") for one in told]
        return max((d.astimezone(UTC) for d in dates if isinstance(d, datetime)), default=None)

    def place(self, use: str, configured: str | None) -> Place | None:
        """The folder for a special use, None where there is none.

        Raises SettingsError where the configured one is missing.
        """
        found = self._folders.find(use, configured)
        if found is None:
            return None
        if configured:
            return Place(found, "as configured")
        announced = any(f.name == found and use in f.uses for f in self._folders.listed())
        return Place(found, "announced by the server" if announced else "by its usual name")

    def outline(self, settings: MailboxSettings, way: LabelWay) -> Outline:
        """What is there, once a folder is open. Raises SettingsError where one is missing."""
        selected = self._connection.selected
        return Outline(
            messages=selected.exists if selected else 0,
            folders=tuple(folder.name for folder in self._folders.listed()),
            drafts=self._folders.find("\\drafts", settings.drafts_folder),
            archive=None if way.kind == "folders" else way.kept_at(""),
            sent=self._folders.find("\\sent", settings.sent_folder),
            kind=way.kind,
            called={label: way.called(label) for label in way.labels},
        )

    def would_make(self, name: str) -> str:
        """What a folder would be called in full, were it made here."""
        return self._folders.place(name)

    def names(self) -> str:
        """The names of all folders, to tell a person what there is."""
        return self._folders.names()
