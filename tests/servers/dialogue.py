"""An IMAP conversation, counted as the client sees it: commands, flights, bytes.

What a *flight* is: one time that the client speaks after it has waited for the server, which costs
it one round trip. Counted are

    1  the greeting of each connection;
    1  whenever the client sends bytes while it awaits no answer: neither the greeting nor the
       tagged response to an earlier command. Commands that are pipelined, sent before the first
       of them is answered, are thus one flight together;
    1  whenever it sends bytes after a continuation request ("+ …", RFC 3501 section 7.5): the
       content of a synchronizing literal, an answer in AUTHENTICATE, DONE in IDLE.

Not counted: the handshakes of TCP and TLS, and waiting for what the server says of itself in IDLE.
The definition rests on the state of the protocol, not on time, so it holds at any latency. One case
needs latency to be told apart: a client that pipelines in several writes, with the server answering
between them, looks like one that waited. Give the proxy an `rtt` of 20 ms and it is told apart.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

MUTATING = frozenset(
    {"STORE", "COPY", "MOVE", "EXPUNGE", "CLOSE", "APPEND", "CREATE", "DELETE", "RENAME"}
    | {"SUBSCRIBE", "UNSUBSCRIBE", "SETACL", "DELETEACL", "SETMETADATA", "SETQUOTA"}
)

# The header of a literal ends its line: {12}, {12+} (RFC 7888), ~{12} (RFC 3516).
_LITERAL = re.compile(rb"\{(\d{1,18})(\+?)\}\Z")
_STATUS = (b"* OK", b"* NO", b"* BAD", b"* BYE", b"* PREAUTH")


@dataclass
class Counts:
    """What went through. `sent` and `received` are bytes as the client sees them.

    `commands` counts by name, "UID FETCH" being a name; `transcript` holds the commands as sent,
    in order, without tag and without the contents of literals.
    """

    connections: int = 0
    flights: int = 0
    sent: int = 0
    received: int = 0
    commands: Counter[str] = field(default_factory=Counter)
    transcript: list[str] = field(default_factory=list)

    @property
    def mutations(self) -> list[str]:
        """The commands of the transcript that change a mailbox."""
        return [line for line in self.transcript if command_name(line).split()[-1] in MUTATING]


def command_name(line: str) -> str:
    """The name of a command without its tag: "UID FETCH 1:5 FLAGS" is "UID FETCH"."""
    words = line.upper().split(maxsplit=2) or [""]
    return " ".join(words[: 2 if words[0] == "UID" else 1])


def literal_size(line: bytes) -> int:
    """How many bytes of literal follow on `line`; free text in a status response has none."""
    if not line.endswith(b"}") or line.startswith(_STATUS):
        return 0
    header = _LITERAL.search(line)
    return int(header[1]) if header else 0


class Side:
    """One direction of a conversation, cut into lines; literals are skipped, not looked at."""

    def __init__(self) -> None:
        self._rest = b""
        self._literal = 0

    @property
    def inside(self) -> bool:
        """In the middle of a line or of a literal."""
        return bool(self._rest or self._literal)

    def lines(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, without their CRLF."""
        found = []
        data, start = self._rest + data, 0
        while True:
            skipped = min(self._literal, len(data) - start)
            self._literal -= skipped
            start += skipped
            end = data.find(b"\r\n", start)
            if end < 0:
                break
            found.append(data[start:end])
            self._literal = literal_size(data[start:end])
            start = end + 2
        self._rest = data[start:]
        return found

    def no_literal(self) -> None:
        """The literal that was announced does not come."""
        self._literal = 0


class Dialogue:
    """One connection: tell it what passes, in order, and it keeps the counts.

    `counts` may be exchanged for others between two calls; the state of the protocol stays.
    """

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        counts.connections += 1
        counts.flights += 1
        self._client, self._server = Side(), Side()
        self._greeted = False
        self._awaited: set[bytes] = set()  # the tags that have no response yet
        self._command = b""  # the command being sent, as far as its last literal
        self._invited = False  # by a continuation request that is not answered yet
        self._answering = False

    def client_sends(self, data: bytes) -> None:
        """The client has sent `data`."""
        self.counts.sent += len(data)
        if self._invited or not self._waiting():
            self.counts.flights += 1
        if self._invited:
            # What follows is a literal if a command is open, else one line of its own.
            self._invited, self._answering = False, not self._command
        for line in self._client.lines(data):
            self._client_line(line)

    def server_sends(self, data: bytes) -> None:
        """The client has been given `data`."""
        self.counts.received += len(data)
        for line in self._server.lines(data):
            self._greeted = True
            if line.startswith(b"+"):
                self._invited = True
            else:
                self._finish(line.partition(b" ")[0])

    def _waiting(self) -> bool:
        """The client awaits the server, or has not finished what it is saying."""
        speaking = self._client.inside or self._command or self._answering
        return bool(not self._greeted or self._awaited or speaking)

    def _client_line(self, line: bytes) -> None:
        if self._answering:
            self._answering = False
            return
        if not self._command:
            tag, space, _ = line.partition(b" ")
            if not space:  # DONE that did not wait for its "+", or nothing that is IMAP
                return
            self._awaited.add(tag)
        self._command += line
        if not _LITERAL.search(line):
            self._note(self._command)
            self._command = b""

    def _note(self, command: bytes) -> None:
        text = command.partition(b" ")[2].decode("utf-8", "replace")
        self.counts.commands[command_name(text)] += 1
        self.counts.transcript.append(text)

    def _finish(self, tag: bytes) -> None:
        self._awaited.discard(tag)
        if (
            self._command and self._command.partition(b" ")[0] == tag
        ):  # a literal was refused: it will not come
            self._note(self._command)
            self._command = b""
            self._client.no_literal()
