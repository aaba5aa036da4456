"""What Proton Mail Bridge does otherwise than a mail server: a filter in front of a Dovecot.

Modelled by its source (proton-bridge, internal/services/imapservice/connector.go, version 3):
folders are made below ``Folders`` and, on one level, below ``Labels``, and nowhere else; a MOVE to
a label leaves the mail where it is; no keyword of a client's own is kept. There is one mail with
labels, which Dovecot stores as copies. Where that would show, the answer is NO, and `unmodelled`
tells what was asked: a test that uses it looks there.
"""

from __future__ import annotations

import re
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tests.servers.costume import SPECIAL_USE
from tests.servers.listener import HOST, Listener
from tests.servers.units import Unit, Units

#: What Bridge announces (gluon, imap/capabilities.go), and two folders as owners have them there.
COSTUME: dict[str, Any] = {
    "capability": "IMAP4rev1 IDLE UNSELECT UIDPLUS MOVE",
    "keywords": False,
    "folders": {**SPECIAL_USE, "Labels/Work": "", "Folders/Old": ""},
}

_KINDS = (b"Folders", b"Labels")
_WORD = rb'(?:"((?:[^"\\]|\\.)*)"|([^ "\r\n]+))'
_COMMAND = re.compile(rb"(\S+) ((?:UID )?\w+)(?: (.*))?\r\n", re.IGNORECASE | re.DOTALL)
_FIRST_WORD, _LAST_WORD = re.compile(_WORD), re.compile(_WORD + rb"\Z")
_CHUNK = 1 << 16


class Bridge(Listener):
    """The filter, with a port of its own: `with Bridge(dovecot.port) as bridge: …`."""

    def __init__(self, server_port: int) -> None:
        super().__init__()
        self.server_port = server_port
        self.unmodelled: list[str] = []

    def met(self, caller: socket.socket) -> None:
        """Carry what is said, as Bridge would have it."""
        link = _Link(caller, self.server_port, self.unmodelled)
        threading.Thread(target=link.run, name="bridge link", daemon=True).start()


class _Link:
    """One client's connection and the one behind it."""

    def __init__(self, client: socket.socket, port: int, unmodelled: list[str]) -> None:
        self._client, self._port, self._unmodelled = client, port, unmodelled
        self._said = Units()
        self._open = ""

    def run(self) -> None:
        """Carry what is said, until one of them leaves."""
        server = socket.create_connection((HOST, self._port))
        with self._client, server, suppress(OSError):
            for end in (self._client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := self._next(server):
                for unit in self._said.cut(data):
                    self._client_says(unit, server)

    def _next(self, server: socket.socket) -> bytes:
        """What the client says next; what the server says meanwhile goes straight to it."""
        while True:
            ready, _, _ = select.select([self._client, server], [], [])
            if server in ready:
                data = server.recv(_CHUNK)
                if not data:
                    return b""
                self._client.sendall(data)
            if self._client in ready:
                return self._client.recv(_CHUNK)

    def _client_says(self, unit: Unit, server: socket.socket) -> None:
        command = _COMMAND.fullmatch(unit.data) if unit.first else None
        if command is None:
            server.sendall(unit.data)
            return
        tag, name, rest = command[1], command[2].upper().decode(), command[3] or b""
        folder = _word(rest, _FIRST_WORD if name == "APPEND" else _LAST_WORD)
        refusal = next(self._refusals(name, folder), "")
        if refusal:
            self._client.sendall(tag + b" NO " + refusal.encode() + b"\r\n")
            return
        if name == "LIST":  # its place holders, which Dovecot's LIST does without
            self._client.sendall(b"".join(b'* LIST (\\Noselect) "/" "%s"\r\n' % k for k in _KINDS))
        if name in {"SELECT", "EXAMINE"}:
            self._open = folder
        if name == "UID MOVE" and _is_label(folder):
            name = "UID COPY"  # labelled it is, and stays where it was
        server.sendall(tag + b" " + name.encode() + (b" " + rest if rest else b"") + b"\r\n")

    def _refusals(self, name: str, folder: str) -> Iterator[str]:
        """Why a command is not carried out, if it is not."""
        if name == "CREATE" and not _may_be_made(folder):
            yield f'invalid mailbox name "{folder}": operation not allowed'
        in_label = _is_label(self._open)
        beyond = {
            "UID COPY": not _is_label(folder),  # folders are exclusive: it would be a move
            "UID MOVE": in_label,  # from a label the mail itself goes along
            "UID EXPUNGE": not in_label,  # out of the inbox into nowhere but All Mail
            "APPEND": folder.startswith(("Labels/", "Folders/")),
            **dict.fromkeys(("COPY", "MOVE", "EXPUNGE", "DELETE", "RENAME"), True),
        }
        if beyond.get(name):
            self._unmodelled.append(f"{name} {folder} in {self._open}")
            yield f"not modelled: {name}"


def _may_be_made(folder: str) -> bool:
    kind, *levels = folder.split("/")
    return bool(levels) and (kind == "Folders" or (kind == "Labels" and len(levels) == 1))


def _is_label(folder: str) -> bool:
    return folder.startswith("Labels/")


def _word(rest: bytes, which: re.Pattern[bytes]) -> str:
    found = which.search(rest)
    word = (found[1] if found[1] is not None else found[2]) if found else b""
    return word.replace(b'\\"', b'"').replace(b"\\\\", b"\\").decode("ascii", "replace")
