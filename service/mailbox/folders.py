"""Which folder is for drafts, archive or sent mail: what is configured, else special use."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress

from service.errors import ServerRefused, SettingsError
from service.mailbox.connection import Connection, Folder
from service.mailbox.connection.faults import is_passing
from service.mailbox.connection.terms import decoded
from service.mailbox.usual_names import USUAL_NAMES

#: Names of folders that are told in one line; some mailboxes have thousands.
MOST_NAMES = 50


class Folders:
    """The folders of a mailbox, asked for once a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._listed: list[Folder] | None = None
        self._told_prefix: str | None = None

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
        found = self.find(use, configured)
        if found is None:
            return self.ensure(self.place(otherwise), use=use)
        return self.ensure(found, again=again and found == self.place(otherwise))

    def find(self, use: str, configured: str | None) -> str | None:
        """The folder for a special use, None where there is none: nothing is made.

        Raises SettingsError where the configured folder does not exist.
        """
        if configured:
            return self.existing(configured)
        return self.announced(use) or _usually_named(self.listed(), USUAL_NAMES[use])

    def announced(self, use: str) -> str | None:
        """The folder that the server announces for a special use, None where it does not."""
        return next((f.name for f in self.listed() if use in f.uses and opens(f)), None)

    def has(self, name: str | None) -> bool:
        """Whether there is a folder of this very name to open."""
        return any(folder.name == name and opens(folder) for folder in self.listed())

    def named(self, name: str) -> str | None:
        """The folder of this name; where there is none, the only one of it in other letters.

        Servers differ in whether "Archive" and "archive" are one folder, and in how they compose
        an accented letter.
        """
        if self.has(name):
            return name
        alike = [f.name for f in self.listed() if opens(f) and _plain(f.name) == _plain(name)]
        return alike[0] if len(alike) == 1 else None

    def existing(self, name: str) -> str:
        """The folder that an owner calls so. Raises SettingsError where it is not there.

        In any letter case, in modified UTF-7, or without what the server puts before it.
        """
        levels = (self._separator() or "/").join(name.split("/"))
        for called in (name, decoded(name), levels):
            if found := self.named(called) or self.named(self._prefix() + called):
                return found
        only = any(folder.name == name for folder in self.listed())
        said = f"{name!r} holds no mail" if only else f"there is no folder {name!r}"
        raise SettingsError(f"mailbox: {said} on the server; it has: {self.names()}")

    def names(self) -> str:
        """The names, to tell a person what there is; of very many the first ones."""
        names = [folder.name for folder in self.listed()]
        more = len(names) - MOST_NAMES
        return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")

    def place(self, *path: str) -> str:
        """A full folder name for a path, with this server's prefix and separator.

        Courier-like servers keep everything under ``INBOX.``: then so do we. Where names have no
        levels at all (a separator of NIL: RFC 9051, 7.3.1), a blank stands between the words.
        """
        name = self._prefix() + (self._separator() or " ").join(path)
        return self.named(name) or name

    def label_parent(self) -> str | None:
        r"""The folder whose members are labels, where the server has such: Proton Mail Bridge.

        It shows a \Noselect ``Labels`` beside a \Noselect ``Folders``, makes folders below these
        alone, and below ``Labels`` no second level.
        """
        only_names = {f.name for f in self.listed() if not opens(f)}
        return "Labels" + self._separator() if {"Labels", "Folders"} <= only_names else None

    def _separator(self) -> str:
        """What stands between levels: the inbox's own; other people's folders may have another."""
        inbox = [f.separator for f in self.listed() if f.name.upper() == "INBOX"]
        return next(filter(None, [*inbox, *(f.separator for f in self.listed())]), "")

    def _prefix(self) -> str:
        """What names of the owner's folders begin with: as announced, else as all of them do."""
        separator = self._separator()
        others = [f.name.upper() for f in self.listed() if f.name.upper() != "INBOX"]
        under_inbox = others and all(name.startswith(f"INBOX{separator}") for name in others)
        return self._announced_prefix() or (f"INBOX{separator}" if under_inbox else "")

    def _announced_prefix(self) -> str:
        """What the server says that names of folders begin with; asked for once."""
        if self._told_prefix is None:
            try:
                self._told_prefix = self._connection.personal_prefix()
            except ServerRefused:  # announced, and not carried out
                self._told_prefix = ""
        return self._told_prefix

    def ensure(self, name: str, *, again: bool = False, use: str = "") -> str:
        """The folder's name, made where there is none yet, for a special use if one is named.

        ``again``: an earlier try may have made it, and broken off before mail programs show it.
        Raises ServerRefused, with what to do, where the server makes no such folder.
        """
        if not self.has(name):
            self._make(name, use)
            self._listed = None
        elif again:
            self._subscribe(name)
        return name

    def _subscribe(self, name: str) -> None:
        """Let mail programs show it; a refusal was told when it was made, and it serves without."""
        with suppress(ServerRefused):
            self._connection.subscribe(name)

    def _make(self, name: str, use: str = "") -> None:
        """Make a folder; where the server wants its parent to be there first, that one too."""
        try:
            self._connection.create(name, use)
        except ServerRefused as refusal:
            if is_passing(refusal) or not str(refusal).startswith("CREATE"):
                raise  # made it is then, and only not subscribed to
            self._listed = None
            if self.has(name):  # an earlier try made it, and broke off before it was listed
                self._subscribe(name)
                return
            parent = name.rpartition(self._separator() or name)[0]
            known = {"INBOX", *(folder.name for folder in self.listed())}
            if parent and parent not in known:
                with suppress(ServerRefused):  # what was refused for the folder itself is told
                    self._make(parent)
                    self._connection.create(name, use)
                    return
            raise ServerRefused(f"{refusal}: make this folder in your mail program") from None


def opens(folder: Folder) -> bool:
    """Whether there is such a folder to open, not only its name (RFC 9051, 7.3.1)."""
    return not folder.uses & {"\\noselect", "\\nonexistent"}


def _usually_named(folders: Sequence[Folder], names: frozenset[str]) -> str | None:
    """A folder of one of these names at the top, or right under INBOX; nobody else's nested one."""
    for folder in folders:
        path = folder.name.split(folder.separator) if folder.separator else [folder.name]
        top = path[1:] if len(path) > 1 and path[0].upper() == "INBOX" else path
        if len(top) == 1 and _plain(top[-1]) in names and opens(folder):
            return folder.name
    return None


def _plain(name: str) -> str:
    """A name without the differences that nobody sees or means."""
    return unicodedata.normalize("NFC", name).casefold()
