"""What every command needs: the line, who is signed in over it, and the answers to come."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from service.errors import ServerRefused
from service.mailbox.connection.bearer import Secret
from service.mailbox.connection.faults import COMMAND_ERROR, GONE, sorted_errors
from service.mailbox.connection.line import Line
from service.mailbox.connection.sign_in import signed_in
from service.settings import MailboxSettings

#: How many commands are under way at once; a server may stop reading before it stops answering.
PIPELINE_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Selected:
    """What SELECT told (RFC 9051, 6.3.2). ``keywords``: new keywords may be made here."""

    folder: str
    uidvalidity: int
    uidnext: int
    keywords: bool
    read_only: bool
    exists: int = 0


class Session:
    """The owner, signed in over a line that another thread may cut."""

    def __init__(self, settings: MailboxSettings, secret: Secret, line: Line) -> None:
        self._line = line
        self._client = signed_in(settings, secret, line)
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

    @property
    def speaks_gmail(self) -> bool:
        """Whether messages have labels, and a number that is theirs in every folder.

        Source: developers.google.com/workspace/gmail/imap/imap-extensions.
        """
        return self.can("X-GM-EXT-1")

    def noop(self) -> None:
        """Let the server look for new mail: on a kept connection SEARCH alone does not."""
        with sorted_errors("NOOP"):
            self._client.noop()

    def _answers(self, command: str, tags: Sequence[Any]) -> None:
        """Wait for every answer, so that none is left over. Raises ServerRefused for a NO."""
        if refusals := self._refusals(command, tags):
            raise ServerRefused(refusals[0])

    def _refusals(self, command: str, tags: Sequence[Any]) -> list[str]:
        """Wait for every answer; what was refused, a line for each."""
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
        return refusals
