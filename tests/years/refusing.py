"""A proxy in front of a real server that refuses chosen commands, for as long as it is told to.

    with Refusing(server.port) as proxy:
        proxy.refuses = {"STORE": "NO [LIMIT] not today"}

The names are those of the commands without UID; an answer is what stands after the tag. Instead
of an answer there may be ``LEAVE`` (BYE, and the line is cut) or ``SILENCE``.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections import Counter
from types import TracebackType
from typing import BinaryIO, Self

from tests.servers.dialogue import command_name

HOST = "127.0.0.1"
LEAVE, SILENCE = "leave", "silence"
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n\Z")


class Refusing:
    """A proxy on ``port``; ``refused`` counts what it refused."""

    def __init__(self, server_port: int) -> None:
        self.refuses: dict[str, str] = {}
        self.refused: Counter[str] = Counter()
        self._server_port = server_port
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self._ends: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for end in (self._listener, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection((HOST, self._server_port))
                self._ends += [client, server]
                for work, ends in ((self._up, (client, server)), (self._down, (server, client))):
                    threading.Thread(target=work, args=ends, daemon=True).start()

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65_536):
                client.sendall(data)
        _cut(client)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError), client.makefile("rb") as said:
            while line := said.readline():
                name = command_name(line.partition(b" ")[2].decode("latin-1")).split()[-1:]
                answer = self.refuses.get(*name) if name else None
                if answer is None:
                    self._pass_on(line, said, server)
                else:
                    self.refused.update(name)
                    self._refuse(line, said, client, answer)
        _cut(server)

    def _pass_on(self, line: bytes, said: BinaryIO, server: socket.socket) -> None:
        """One command with its literals; one that waits for leave is no longer looked at."""
        server.sendall(line)
        while literal := _LITERAL.search(line):
            server.sendall(said.read(int(literal[1])))
            server.sendall(line := said.readline())

    def _refuse(self, line: bytes, said: BinaryIO, client: socket.socket, answer: str) -> None:
        tag = line.split()[0]
        while (literal := _LITERAL.search(line)) and literal[2]:  # it comes without leave
            said.read(int(literal[1]))
            line = said.readline()
        if answer == LEAVE:
            client.sendall(b"* BYE going down\r\n")
            _cut(client)
        elif answer != SILENCE:
            client.sendall(tag + b" " + answer.encode() + b"\r\n")


def _cut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
