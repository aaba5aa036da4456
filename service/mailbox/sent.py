"""The owner's Sent folder: opened read-only, and a few header fields of each mail in it.

Nothing is changed there: EXAMINE and BODY.PEEK leave even the marks for read mail as they are
(RFC 9051, 6.3.3 and 6.4.5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.errors import ServerRefused, SettingsError
from service.mailbox.connection import Connection, Fetched, Selected
from service.mailbox.folders import Folders
from service.mailbox.halves import fetch_bearing

#: UIDs in one FETCH, and mails that are written down together: as many as a command line of 8,000
#: octets carries (RFC 9051, 4), at ten digits and a comma each.
BATCH = 700

#: UIDs in one answer to SEARCH: imaplib reads no line of more than 1,000,000 octets, and a UID has
#: up to ten digits.
MOST_FOUND = 80_000

#: Batches that are asked for one ahead of the other, before the server has to be waited for.
FLIGHT = 25

#: Octets of header fields that are asked for: some thousand recipients.
OCTETS = 65_536

_ITEM = f"BODY.PEEK[HEADER.FIELDS (TO CC BCC DATE)]<0.{OCTETS}>"

#: How the answer begins; how the fields' names are written in it is the server's own way.
_ANSWER = b"BODY[HEADER.FIELDS"


@dataclass(frozen=True, slots=True)
class SentMail:
    """To whom and when, as the header says it. ``fetched``: False where the server refuses it."""

    uid: int
    header: bytes
    fetched: bool = True


class Sent:
    """The Sent folder. It is never opened for writing."""

    def __init__(self, connection: Connection, folders: Folders, configured: str | None) -> None:
        self._connection, self._folders, self._configured = connection, folders, configured

    def folder(self) -> str:
        """Its full name on this server. Raises SettingsError where there is none."""
        self._folders.forget()  # looked for once an hour: it may have another name by now
        found = self._folders.find("\\sent", self._configured)
        if found is None:
            raise SettingsError(
                "mailbox: the server names no folder for sent mail: put its name into "
                f"mailbox.sent_folder; there are: {self._folders.names()}"
            )
        return found

    def examine(self) -> Selected:
        """Open it, read-only."""
        return self._connection.select(self.folder(), examine=True)

    def uids(self, opened: Selected, uidnext: int) -> list[int]:
        """UIDs in the open folder, from ``uidnext`` on.

        Where they may be too many for one answer, they are asked for by message numbers, from the
        last ones down: what another one removes meanwhile lets numbers sink, so nothing is missed.
        """
        if uidnext and opened.uidnext and opened.uidnext - uidnext < MOST_FOUND:
            return self._found([], uidnext)
        found: set[int] = set()
        for last in range(opened.exists, 0, -MOST_FOUND):
            found.update(self._found([f"{max(1, last - MOST_FOUND + 1)}:{last}"], uidnext))
        return sorted(found)

    def _found(self, numbers: list[str], uidnext: int) -> list[int]:
        told = self._connection.search([*numbers, "UID", f"{max(1, uidnext)}:*"])
        return [uid for uid in told if uid >= uidnext]  # x:* always has the last one (RFC 9051, 9)

    def mails(self, uids: Sequence[int]) -> Iterator[list[SentMail]]:
        """The fields of each, a batch at a time, in the UIDs' order; who vanished is left out.

        The next batches are on their way meanwhile: until the last one, nothing else may be asked.
        Raises ServerRefused where it is not some mails that the server refuses, but all.
        """
        batches = [uids[start : start + BATCH] for start in range(0, len(uids), BATCH)]
        for start in range(0, len(batches), FLIGHT):
            held: list[tuple[Sequence[int], Fetched | ServerRefused]] = []
            for batch, told in self._connection.fetch_ahead(
                batches[start : start + FLIGHT], [_ITEM]
            ):
                if held or isinstance(told, ServerRefused):
                    held.append((batch, told))  # nothing more can be asked yet
                else:
                    yield _mails(batch, told)
            for batch, told in held:
                yield self._again(batch) if isinstance(told, ServerRefused) else _mails(batch, told)

    def _again(self, uids: Sequence[int]) -> list[SentMail]:
        told, refused = fetch_bearing(self._connection, uids, [_ITEM])
        bad = [SentMail(uid, b"", fetched=False) for uid in refused]
        return sorted(_mails(uids, told) + bad, key=lambda mail: mail.uid)


def _mails(uids: Sequence[int], told: Fetched) -> list[SentMail]:
    return [SentMail(uid, _header(told[uid])) for uid in uids if uid in told]


def _header(told: dict[bytes, Any]) -> bytes:
    return next((value or b"" for key, value in told.items() if key.startswith(_ANSWER)), b"")
