"""Changing what is in folders: flags, labels, copies, moves, drafts. No send, and no delete."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.errors import ServerRefused
from service.mailbox.connection.faults import sorted_errors
from service.mailbox.connection.session import PIPELINE_DEPTH, Session
from service.mailbox.connection.terms import encoded_name, in_quotes

#: Octets of the longest literal that waits for no leave under LITERAL- (RFC 7888, 5).
LITERAL_MINUS = 4096


@dataclass(frozen=True, slots=True)
class Store:
    """What a STORE adds to the messages of a UID set, or takes off: one value of one item."""

    uids: str
    item: str
    value: str


def flag(uids: str, name: str) -> Store:
    """A system flag, or a keyword (RFC 9051, 2.3.2)."""
    return Store(uids, "FLAGS", name)


def gmail_label(uids: str, name: str) -> Store:
    """A label of Gmail's (X-GM-EXT-1)."""
    return Store(uids, "X-GM-LABELS", in_quotes(encoded_name(name)))


class Changing(Session):
    """STORE, COPY, MOVE and APPEND."""

    def store(self, stores: Sequence[Store], *, off: bool = False) -> None:
        """Add what the stores say, or take it ``off``, all in one go (RFC 9051, 5.5).

        Not through imapclient's add_flags, because that waits for each answer: with six labels
        at 50 ms distance a round would be a quarter of a second longer.
        """
        for start in range(0, len(stores), PIPELINE_DEPTH):
            self._pipelined_stores(stores[start : start + PIPELINE_DEPTH], "-" if off else "+")

    def _pipelined_stores(self, stores: Sequence[Store], sign: str) -> None:
        imap = self._client._imap  # imapclient has no pipelining of its own
        with sorted_errors("STORE"):
            tags = [
                imap._command("UID", "STORE", s.uids, f"{sign}{s.item}.SILENT", f"({s.value})")
                for s in stores
            ]
            self._answers("STORE", tags)

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
            ahead = [message for message in messages if self._needs_no_leave(message)]
            for start in range(0, len(ahead), PIPELINE_DEPTH):
                self._pipelined_appends(folder, ahead[start : start + PIPELINE_DEPTH], flags)
            for message in messages:
                if not self._needs_no_leave(message):
                    self._client.append(folder, message, flags)

    def _needs_no_leave(self, message: bytes) -> bool:
        """Whether it may be sent without asking (RFC 7888, 4 and 5)."""
        return self.can("LITERAL+") or (self.can("LITERAL-") and len(message) <= LITERAL_MINUS)

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
