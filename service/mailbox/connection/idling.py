"""A connection that only waits for mail: IDLE (RFC 2177), and nothing else is ever asked over it.

Signing in is imapclient's work, as for every connection. What follows is read here, line by line
straight from the socket: imapclient's ``idle_check`` gives the same empty answer for silence and
for a connection that is gone, and loses the beginning of a line that comes in two parts.
"""

import socket
import time
from collections import deque

from service.errors import ServerRefused, Unreachable
from service.mailbox.connection.bearer import Secret
from service.mailbox.connection.faults import sorted_errors
from service.mailbox.connection.line import Line
from service.mailbox.connection.session import Session
from service.settings import MailboxSettings

#: Seconds of silence until TCP asks whether the other side is there, seconds between two such
#: questions, and how many may stay unanswered. Whoever forwards the connection on the way (NAT)
#: should remember it for two hours (RFC 5382, section 5), yet some forget it after four minutes.
KEEP_ALIVE = (120, 30, 4)

#: Octets in a line, and lines from one renewal to the next. A mail that is marked as read is a line
#: of some 40 octets; whoever marks more than so many at once costs us a new connection.
MOST_OF_A_LINE, MOST_LINES = 1 << 16, 10_000


class NoIdle(ServerRefused):
    """The server does not know IDLE: its mail is found by polling."""


class Idling(Session):
    """A folder, opened read-only, and word of each mail that comes into it.

    Raises what signing in does; then Unreachable where the connection is gone, and ServerRefused
    for a NO or BAD: after either it is of no more use.
    """

    def __init__(self, settings: MailboxSettings, secret: Secret, folder: str, line: Line) -> None:
        super().__init__(settings, secret, line)
        self._what, self._patience = f"IDLE in {folder}", settings.timeout_seconds
        self._folder = folder
        self._exists, self._grew = 0, False
        self._commands, self._tag = 0, b""
        self._end: socket.socket = self._client.socket()
        self._lines, self._rest, self._heard = deque[bytes](), b"", 0

    def begin(self) -> None:
        """Open the folder and wait from here on. Raises NoIdle where the server cannot."""
        if not self.can("IDLE"):
            raise NoIdle(f"{self._what}: the server does not offer it")
        with sorted_errors(self._what):
            _keep_alive(self._end)
            # What imapclient has read beyond the sign-in is lost: it told of a time before this.
            # EXAMINE, for SELECT would take \Recent from the mail (RFC 3501, 6.3.2).
            folder: bytes = self._client._normalise_folder(self._folder)
            self._say(b"EXAMINE " + folder)
            self._answer()
            self._grew = False
            self._idle()

    def mail_came(self, seconds: float) -> bool:
        """Wait so long for mail; whether any came. Gives True at once when it does."""
        until = time.monotonic() + seconds
        with sorted_errors(self._what):
            while not self._grew:
                line = self._next_line(until)
                if line is None:
                    return False
                if line.startswith(self._tag):
                    raise Unreachable(f"{self._what}: the server ended it: {_shown(line)}")
        self._grew = False
        return True

    def renew(self) -> None:
        """Say anew that we wait, before the server takes us for gone; see that it is there."""
        with sorted_errors(self._what):
            self._heard = 0
            self._send(b"DONE")
            self._answer()
            self._idle()

    def close(self) -> None:
        """Leave: in IDLE a server takes no LOGOUT, and has nothing to be told."""
        self.abort()

    def _idle(self) -> None:
        self._say(b"IDLE")
        self._answer(b"+")

    def _say(self, command: bytes) -> None:
        self._commands += 1
        self._tag = b"I%d " % self._commands
        self._send(self._tag + command)

    def _send(self, line: bytes) -> None:
        self._end.settimeout(self._patience)
        self._client._imap.send(line + b"\r\n")

    def _answer(self, beginning: bytes = b"") -> None:
        """Read until the command's answer, or a line that begins so. Raises ServerRefused."""
        until = time.monotonic() + self._patience
        while (line := self._next_line(until)) is not None:
            if beginning and line.startswith(beginning):
                return
            if line.startswith(self._tag):
                if beginning or not line[len(self._tag) :].upper().startswith(b"OK"):
                    raise ServerRefused(f"{self._what}: the server said: {_shown(line)}")
                return
        raise Unreachable(f"{self._what}: no answer within {self._patience:g} seconds")

    def _next_line(self, until: float) -> bytes | None:
        """The next line, None where none came in time. Raises OSError where there is no more."""
        while not self._lines:
            if (data := self._received(until)) is None:
                return None
            *lines, self._rest = (self._rest + data).split(b"\n")
            self._lines.extend(lines)
            self._heard += len(lines)
            if len(self._rest) > MOST_OF_A_LINE or self._heard > MOST_LINES:
                raise Unreachable(f"{self._what}: the server says too much")
        line = self._lines.popleft()
        self._note(line)
        return line

    def _received(self, until: float) -> bytes | None:
        left = until - time.monotonic()
        if left <= 0:
            return None
        self._end.settimeout(left)
        try:
            data = self._end.recv(MOST_OF_A_LINE)
        except TimeoutError as error:
            if error.errno is not None:  # ETIMEDOUT: nobody has answered TCP's own question
                raise
            return None
        if not data:
            raise ConnectionResetError("the server closed it")
        return data

    def _note(self, line: bytes) -> None:
        """What an untagged line tells of the folder's size (RFC 9051, 7.4.1 and 7.5.1)."""
        match line.upper().split()[:3]:
            case [b"*", number, b"EXISTS"] if number.isdigit() and len(number) < 11:
                self._grew = self._grew or int(number) > self._exists
                self._exists = int(number)
            case [b"*", number, b"EXPUNGE"] if number.isdigit():
                self._exists -= 1
            case [b"*", b"BYE", *_]:
                raise Unreachable(f"{self._what}: the server said good-bye: {_shown(line)}")


def _keep_alive(end: socket.socket) -> None:
    """Let TCP itself keep the way open, and notice where it is gone (RFC 1122, 4.2.3.6)."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    names = ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")
    for name, value in zip(names, KEEP_ALIVE, strict=True):
        if (option := getattr(socket, name, None)) is not None:  # not every system has them
            end.setsockopt(socket.IPPROTO_TCP, option, value)


def _shown(line: bytes) -> str:
    return line[:200].decode("ascii", "replace").strip()
