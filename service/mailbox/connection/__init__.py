"""One signed-in connection; this folder is the home of imapclient, and of all that it may raise.

What goes wrong leaves here as ``Unreachable`` (the connection is gone), ``Refused`` (not let in) or
``ServerRefused`` (NO or BAD to one command; the connection is fine).

    line.py      the line to the server, which any thread may cut
    making.py    making it; sign_in.py: signing in, bearer.py: with a token
    session.py   what every command needs
    looking.py   SEARCH and FETCH; terms.py: words as a command takes them
    changing.py  STORE, COPY, MOVE and APPEND
    idling.py    IDLE, over a connection of its own
    telling.py   CAPABILITY, STATUS and GETQUOTAROOT
    probe.py     the way to the server, before anybody signs in
    faults.py    what may go wrong, sorted by what happens next
"""

from collections.abc import Sequence
from dataclasses import dataclass
from imaplib import IMAP4
from typing import Any

from service.errors import ServerRefused, Unreachable
from service.mailbox.connection.changing import (
    Changing,
    Store,
    flag,
    gmail_label,
)
from service.mailbox.connection.faults import sorted_errors
from service.mailbox.connection.looking import Fetched, Looking
from service.mailbox.connection.session import Selected
from service.mailbox.connection.telling import Telling
from service.mailbox.connection.terms import encoded_name

__all__ = [
    "Connection",
    "Fetched",
    "Folder",
    "Selected",
    "Store",
    "encoded_name",
    "flag",
    "gmail_label",
]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as LIST tells it; ``uses`` are its special uses in lower case (RFC 6154)."""

    name: str
    separator: str
    uses: frozenset[str]


class Connection(Looking, Changing, Telling):
    """A connection to the owner's mailbox: here its folders, and which one is open."""

    def list_folders(self) -> list[Folder]:
        """All folders. On most servers LIST tells the special uses by itself."""
        with sorted_errors("LIST"):
            self._begin("LIST")
            return [
                Folder(
                    name=str(name),
                    separator=(separator or b"").decode("ascii", "replace"),
                    uses=frozenset(flag.decode("ascii", "replace").lower() for flag in flags),
                )
                for flags, separator, name in self._client.list_folders()
            ]

    def personal_prefix(self) -> str:
        """What names of the owner's folders begin with, "" where nothing is told (RFC 2342, 5)."""
        if not self.can("NAMESPACE"):
            return ""
        with sorted_errors("NAMESPACE"):
            self._begin("NAMESPACE")
            personal = self._client.namespace().personal
        return str(personal[0][0]) if personal else ""

    def create(self, folder: str, use: str = "") -> None:
        r"""Make a folder, and subscribe to it, so that mail programs show it.

        ``use``, say ``\drafts``: web mails are told what it is for, where the server can note that
        (RFC 6154, 3); one that will not makes it without.
        """
        if not (use and self.can("CREATE-SPECIAL-USE") and self._created_for(folder, use)):
            with sorted_errors(f"CREATE {folder}"):
                self._client.create_folder(folder)
        self.subscribe(folder)

    def _created_for(self, folder: str, use: str) -> bool:
        with sorted_errors(f"CREATE {folder}"):
            name = self._client._normalise_folder(folder)
            kind, _ = self._client._imap._simple_command("CREATE", name, f"(USE ({use.title()}))")
        return bool(kind == "OK")

    def create_all(self, folders: Sequence[str]) -> None:
        """Make folders and subscribe to them, in one go; one that is there need not be listed.

        Raises ServerRefused where one is not there then, or a new one not subscribed to.
        """
        imap = self._client._imap
        with sorted_errors("CREATE"):
            names = [self._client._normalise_folder(folder) for folder in folders]
            made = [imap._command("CREATE", name) for name in names]
            subscribed = [imap._command("SUBSCRIBE", name) for name in names]
            refusals = self._refusals("CREATE", made)
            unseen = self._refusals("SUBSCRIBE", subscribed)
        for refusal in refusals or unseen:  # one that is hidden cannot be subscribed to
            if "[ALREADYEXISTS]" not in refusal:  # RFC 5530, 3
                raise ServerRefused(refusal)

    def subscribe(self, folder: str) -> None:
        """Let mail programs show it; to do it again changes nothing (RFC 9051, 6.3.7)."""
        with sorted_errors(f"SUBSCRIBE {folder}"):
            self._client.subscribe_folder(folder)

    def select(self, folder: str, *, examine: bool = False) -> Selected:
        """Open a folder."""
        self.selected = None
        with sorted_errors(f"SELECT {folder}"):
            told = self._selected(folder, examine=examine)
            self.selected = Selected(
                folder=folder,
                uidvalidity=int(told[b"UIDVALIDITY"]),
                uidnext=int(told.get(b"UIDNEXT", 0)),
                keywords=b"\\*" in told.get(b"PERMANENTFLAGS", ()),
                read_only=b"READ-ONLY" in told,
                exists=int(told.get(b"EXISTS", 0)),
            )
        return self.selected

    def _selected(self, folder: str, *, examine: bool) -> dict[bytes, Any]:
        """What SELECT told. imaplib takes the server's word that it is read-only for the end."""
        imap = self._client._imap
        try:
            return dict(self._client.select_folder(folder, readonly=examine))
        except IMAP4.readonly:  # the folder is open all the same (RFC 9051, 6.3.2)
            imap.is_readonly = True
            return dict(self._client._process_select_response(imap.untagged_responses))

    def is_empty(self, folder: str) -> bool:
        """Whether a folder holds no message; the open one tells by itself."""
        if self.selected and self.selected.folder == folder:
            return not self.selected.exists
        with sorted_errors(f"STATUS {folder}"):
            return not self._client.folder_status(folder, ["MESSAGES"]).get(b"MESSAGES", 0)

    def open_again(self, before: Selected | None) -> None:
        """The folder that was open, whatever happened meanwhile. Raises Unreachable if it changed.

        So no UID of before is used for another message.
        """
        if before is not None:
            again = self.select(before.folder, examine=before.read_only)
            if again.uidvalidity != before.uidvalidity:
                raise Unreachable(f"{before.folder}: its UIDs have changed in mid-round")
