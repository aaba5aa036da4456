"""One signed-in connection; this folder is the home of imapclient, and of all that it may raise.

What goes wrong leaves here as ``Unreachable`` (the connection is gone), ``Refused`` (not let in) or
``ServerRefused`` (NO or BAD to one command; the connection is fine).
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from imapclient.response_parser import parse_fetch_response, parse_message_list

from service.errors import ServerRefused, Unreachable
from service.mailbox.connection.faults import COMMAND_ERROR, GONE, sorted_errors
from service.mailbox.connection.line import Line
from service.mailbox.connection.sign_in import signed_in
from service.mailbox.connection.terms import as_argument
from service.settings import MailboxSettings

#: UIDs are unsigned numbers of 32 bits (RFC 9051, 2.3.1.1).
LARGEST_UID = 2**32 - 1

#: UIDs in one answer to SEARCH: imaplib reads no line of more than 1,000,000 octets, and a UID has
#: up to ten digits.
MOST_FOUND = 80_000

#: How many commands are under way at once; a server may stop reading before it stops answering.
PIPELINE_DEPTH = 20

#: How many FETCH are under way while an earlier one is worked on.
FETCH_AHEAD = 2

#: What the server tells of messages, by UID.
Fetched = dict[int, dict[bytes, Any]]


@dataclass(frozen=True, slots=True)
class Selected:
    """What SELECT told (RFC 9051, 6.3.2). ``keywords``: new keywords may be made here."""

    folder: str
    uidvalidity: int
    uidnext: int
    keywords: bool
    read_only: bool
    exists: int = 0


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as LIST tells it; ``uses`` are its special uses in lower case (RFC 6154)."""

    name: str
    separator: str
    uses: frozenset[str]


class Connection:
    """A connection to the owner's mailbox, over a line that another thread may cut."""

    def __init__(self, settings: MailboxSettings, password: str, line: Line) -> None:
        self._line = line
        self._client = signed_in(settings, password, line)
        self.selected: Selected | None = None

    def close(self) -> None:
        """Leave politely where that is possible."""
        with suppress(Exception):  # whatever it is, the connection is being thrown away
            self._client.logout()
        self.abort()

    def abort(self) -> None:
        """Cut the connection at once."""
        self._line.cut()
        # What is gone already is closed all the same, else its descriptor stays open.
        with suppress(Exception):
            self._client.shutdown()

    def _begin(self, command: str) -> None:
        """Forget what came with an earlier one that was refused: imaplib would add to it."""
        self._client._imap.response(command)

    def can(self, capability: str) -> bool:
        """Whether the server announces this capability, now that we are signed in."""
        with sorted_errors("CAPABILITY"):
            return bool(self._client.has_capability(capability))

    def list_folders(self) -> list[Folder]:
        """All folders. On most servers LIST tells the special uses by itself."""
        with sorted_errors("LIST"):
            self._begin("LIST")
            listed = self._client.list_folders()
        return [
            Folder(
                name=str(name),
                separator=(separator or b"").decode("ascii", "replace"),
                uses=frozenset(flag.decode("ascii", "replace").lower() for flag in flags),
            )
            for flags, separator, name in listed
        ]

    def personal_prefix(self) -> str:
        """What names of the owner's folders begin with, "" where nothing is told (RFC 2342, 5)."""
        if not self.can("NAMESPACE"):
            return ""
        with sorted_errors("NAMESPACE"):
            self._begin("NAMESPACE")
            personal = self._client.namespace().personal
        return str(personal[0][0]) if personal else ""

    def create(self, folder: str) -> None:
        """Make a folder, and subscribe to it, so that mail programs show it."""
        with sorted_errors(f"CREATE {folder}"):
            self._client.create_folder(folder)
        self.subscribe(folder)

    def subscribe(self, folder: str) -> None:
        """Let mail programs show it; to do it again changes nothing (RFC 9051, 6.3.7)."""
        with sorted_errors(f"SUBSCRIBE {folder}"):
            self._client.subscribe_folder(folder)

    def select(self, folder: str, *, examine: bool = False) -> Selected:
        """Open a folder."""
        self.selected = None
        with sorted_errors(f"SELECT {folder}"):
            told = self._client.select_folder(folder, readonly=examine)
            self.selected = Selected(
                folder=folder,
                uidvalidity=int(told[b"UIDVALIDITY"]),
                uidnext=int(told.get(b"UIDNEXT", 0)),
                keywords=b"\\*" in told.get(b"PERMANENTFLAGS", ()),
                read_only=b"READ-ONLY" in told,
                exists=int(told.get(b"EXISTS", 0)),
            )
        return self.selected

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

    def noop(self) -> None:
        """Let the server look for new mail: on a kept connection SEARCH alone does not."""
        with sorted_errors("NOOP"):
            self._client.noop()

    def search(self, criteria: Sequence[Any]) -> list[int]:
        """UIDs in the open folder, ascending. What comes out of a mail has to be a ``Text``."""
        with sorted_errors("SEARCH"):
            self._begin("SEARCH")
            arguments = [part for term in criteria for part in as_argument(term)]
            told = self._client._raw_command_untagged(b"SEARCH", arguments)
            found: list[int] = sorted(parse_message_list(told))
            if found and found[-1] > LARGEST_UID:
                raise ValueError("a UID of more than 32 bits")
            return found

    def search_all(self, criteria: Sequence[Any]) -> list[int]:
        """The same where it may be most of the folder: in a large one by message numbers.

        From the last ones down: what another one removes meanwhile lets numbers sink, so nothing
        is missed. The first range is open, for what has come since the folder was opened.
        """
        exists = self.selected.exists if self.selected else 0
        if exists <= MOST_FOUND:
            return self.search(criteria)
        found: set[int] = set()
        for first in range((exists - 1) // MOST_FOUND * MOST_FOUND + 1, 0, -MOST_FOUND):
            last = "*" if first + MOST_FOUND > exists else str(first + MOST_FOUND - 1)
            found.update(self.search([f"{first}:{last}", *criteria]))
        return sorted(found)

    def fetch(self, uids: Sequence[int], items: Sequence[str]) -> Fetched:
        """What the server tells of these UIDs; it may leave some out, and bring others."""
        for _, told in self.fetch_ahead([uids], items):
            if isinstance(told, ServerRefused):
                raise told
            return told
        return {}

    def fetch_ahead(
        self, batches: Sequence[Sequence[int]], items: Sequence[str]
    ) -> Iterator[tuple[Sequence[int], Fetched | ServerRefused]]:
        """Each batch with what the server tells of it, the next one already asked for.

        So the server reads on while a batch is judged. Until the last batch is taken, no other
        command may be given. A batch that the server refuses is given with the refusal.
        """
        found: Fetched = {}
        asked: deque[tuple[Sequence[int], Any]] = deque()
        for uids in filter(None, batches):
            asked.append((uids, self._ask(uids, items)))
            if len(asked) > FETCH_AHEAD:
                yield self._answer(*asked.popleft(), found)
        while asked:
            yield self._answer(*asked.popleft(), found)

    def _ask(self, uids: Sequence[int], items: Sequence[str]) -> Any:
        with sorted_errors("FETCH"):
            uid_set = ",".join(map(str, uids))
            return self._client._imap._command("UID", "FETCH", uid_set, f"({' '.join(items)})")

    def _answer(
        self, uids: Sequence[int], tag: Any, found: Fetched
    ) -> tuple[Sequence[int], Fetched | ServerRefused]:
        """The answer to one FETCH; what it brings of other batches is kept in ``found``."""
        imap = self._client._imap
        with sorted_errors("FETCH"):
            refusal = None
            try:
                self._answers("FETCH", [tag])
            except ServerRefused as error:
                refusal = error
            _, data = imap._untagged_response("OK", [None], "FETCH")
            found.update(parse_fetch_response(data, uid_is_key=True))
        if refusal:
            return uids, refusal
        return uids, {uid: found.pop(uid) for uid in uids if uid in found}

    def store_keywords(self, stores: Sequence[tuple[str, str]], *, off: bool = False) -> None:
        """Add keywords, or take them ``off``: (UID set, keyword) pairs, in one go (RFC 9051, 5.5).

        Not through imapclient's add_flags, because that waits for each answer: with six labels
        at 50 ms distance a round would be a quarter of a second longer.
        """
        for start in range(0, len(stores), PIPELINE_DEPTH):
            self._pipelined_stores(stores[start : start + PIPELINE_DEPTH], "-" if off else "+")

    def _pipelined_stores(self, stores: Sequence[tuple[str, str]], sign: str) -> None:
        imap = self._client._imap  # imapclient has no pipelining of its own
        with sorted_errors("STORE"):
            tags = [
                imap._command("UID", "STORE", uids, f"{sign}FLAGS.SILENT", f"({keyword})")
                for uids, keyword in stores
            ]
            self._answers("STORE", tags)

    def _answers(self, command: str, tags: Sequence[Any]) -> None:
        """Wait for every answer, so that none is left over. Raises ServerRefused for a NO."""
        refusals = []
        for tag in tags:
            try:
                kind, data = self._client._imap._command_complete(command, tag)
            except GONE:
                raise
            except COMMAND_ERROR as error:  # BAD
                kind, data = "BAD", [str(error)]
            if kind != "OK":
                refusals.append(f"{command}: the server said: {data!r}")
        if refusals:
            raise ServerRefused(refusals[0])

    def copy(self, uid_set: str, folder: str) -> None:
        """Copy messages of the open folder."""
        with sorted_errors(f"COPY to {folder}"):
            self._client.copy(uid_set, folder)

    @property
    def can_move(self) -> bool:
        """Whether messages can leave a folder without touching what is not ours."""
        return self.can("MOVE") or self.can("UIDPLUS")

    def must_move(self, folder: str) -> None:
        """Raises ServerRefused, before anything is touched, where nothing can be moved."""
        if not self.can_move:
            raise ServerRefused(
                f"MOVE to {folder}: the server knows neither MOVE nor UIDPLUS, so mail stays"
            )

    def move(self, uid_set: str, folder: str) -> None:
        """Move messages of the open folder (RFC 6851), or copy and expunge just these UIDs.

        The fall-back waits for each answer: pipelined, it left duplicates on Dovecot 2.3.
        Raises ServerRefused where the server can do neither: a plain EXPUNGE would also remove
        what the owner marked as deleted.
        """
        if self.can("MOVE"):
            with sorted_errors(f"MOVE to {folder}"):
                self._client.move(uid_set, folder)
            return
        self.must_move(folder)
        self.copy(uid_set, folder)
        self.expunge(uid_set)

    def expunge(self, uid_set: str) -> None:
        """Take just these messages, copied elsewhere, out of the open folder (RFC 4315).

        Raises ServerRefused before anything is marked, where only all could be expunged.
        """
        if not self.can("UIDPLUS"):
            raise ServerRefused("UID EXPUNGE: the server does not know UIDPLUS, so mail stays")
        with sorted_errors("UID EXPUNGE after COPY"):
            self._client.add_flags(uid_set, [rb"\Deleted"], silent=True)
            self._client.uid_expunge(uid_set)

    def append(self, folder: str, messages: Sequence[bytes], flags: Sequence[bytes]) -> None:
        """Append messages, in one command where the server can (RFC 3502)."""
        with sorted_errors(f"APPEND to {folder}"):
            if len(messages) > 1 and self.can("MULTIAPPEND"):
                batch = [{"msg": message, "flags": flags} for message in messages]
                kind, data = self._client.multiappend(folder, batch)
                if kind != "OK":  # multiappend returns a NO instead of raising it
                    raise ServerRefused(f"APPEND to {folder}: the server said: {data!r}")
                return
            if len(messages) > 1 and self.can("LITERAL+"):
                for start in range(0, len(messages), PIPELINE_DEPTH):
                    self._pipelined_appends(folder, messages[start : start + PIPELINE_DEPTH], flags)
                return
            for message in messages:
                self._client.append(folder, message, flags)

    def _pipelined_appends(
        self, folder: str, messages: Sequence[bytes], flags: Sequence[bytes]
    ) -> None:
        """Several APPEND at once, with literals that wait for no leave (RFC 7888)."""
        imap = self._client._imap
        name = self._client._normalise_folder(folder)
        tags = []
        for message in messages:
            tags.append(tag := imap._new_tag())
            words = [tag, b"APPEND", name, b"(" + b" ".join(flags) + b")"]
            literal = b"{%d+}\r\n" % len(message)
            imap.send(b" ".join([*words, literal]) + message + b"\r\n")
        self._answers("APPEND", tags)
