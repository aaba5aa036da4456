"""Which folder is for drafts, archive or sent mail: what is configured, else special use."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress

from service.errors import ServerRefused, SettingsError
from service.mailbox.connection import Connection, Folder
from service.mailbox.usual_names import USUAL_NAMES


class Folders:
    """The folders of a mailbox, asked for once a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._listed: list[Folder] | None = None
        self._prefix: str | None = None

    def listed(self) -> list[Folder]:
        """All folders."""
        if self._listed is None:
            self._listed = self._connection.list_folders()
        return self._listed

    def forget(self) -> None:
        """Ask again next time: the owner may have renamed or deleted a folder."""
        self._listed = None

    def special(
        self, use: str, configured: str | None, otherwise: str, *, again: bool = False
    ) -> str:
        """The folder for a special use: configured, announced, usually so named, or a new one.

        ``again`` is as with ``ensure``. Raises SettingsError where the configured folder does not
        exist.
        """
        found, ours = self.find(use, configured), self.place(otherwise)
        return self.ensure(ours, again=again) if found in (None, ours) else found

    def find(self, use: str, configured: str | None) -> str | None:
        """The folder for a special use, None where there is none: nothing is made.

        Raises SettingsError where the configured folder does not exist.
        """
        if configured:
            return self.existing(configured)
        return self._announced(use) or _usually_named(self.listed(), USUAL_NAMES[use])

    def _announced(self, use: str) -> str | None:
        """The folder that the server announces for a special use, None where it does not."""
        return next((f.name for f in self.listed() if use in f.uses and _opens(f)), None)

    def has(self, name: str | None) -> bool:
        """Whether there is a folder of this name."""
        return any(folder.name == name for folder in self.listed())

    def existing(self, name: str) -> str:
        """The name of a folder that is there. Raises SettingsError where it is not."""
        if self.has(name):
            return name
        raise SettingsError(
            f"mailbox: there is no folder {name!r} on the server; it has: {self.names()}"
        )

    def names(self) -> str:
        """All names, to tell a person what there is."""
        return ", ".join(folder.name for folder in self.listed())

    def place(self, *path: str) -> str:
        """A full folder name for a path, with this server's prefix and separator.

        Courier-like servers keep everything under ``INBOX.``: then so do we.
        """
        separator = next((f.separator for f in self.listed() if f.separator), "/")
        others = [f.name for f in self.listed() if f.name.upper() != "INBOX"]
        if not others:  # nothing to see how it is done here
            return self._announced_prefix() + separator.join(path)
        under_inbox = all(n.upper().startswith(f"INBOX{separator}") for n in others)
        return separator.join(("INBOX", *path) if under_inbox else path)

    def _announced_prefix(self) -> str:
        """What the server says that names of folders begin with; asked for once."""
        if self._prefix is None:
            self._prefix = self._connection.personal_prefix()
        return self._prefix

    def ensure(self, name: str, *, again: bool = False) -> str:
        """The folder's name, made where there is none yet.

        ``again``: an earlier try may have made it, and broken off before mail programs show it.
        """
        if not self.has(name):
            self._connection.create(name)
            self._listed = None
        elif again:
            with suppress(ServerRefused):  # it was told then; the folder serves without it
                self._connection.subscribe(name)
        return name


def _opens(folder: Folder) -> bool:
    """Whether there is such a folder to open, not only its name (RFC 9051, 7.3.1)."""
    return not folder.uses & {"\\noselect", "\\nonexistent"}


def _usually_named(folders: Sequence[Folder], names: frozenset[str]) -> str | None:
    """A folder of one of these names at the top, or right under INBOX; nobody else's nested one."""
    for folder in folders:
        path = folder.name.split(folder.separator) if folder.separator else [folder.name]
        top = path[1:] if len(path) > 1 and path[0].upper() == "INBOX" else path
        plain = unicodedata.normalize("NFC", top[-1]).casefold()
        if len(top) == 1 and plain in names and _opens(folder):
            return folder.name
    return None
