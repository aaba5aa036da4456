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
from typing import BinaryIO

from tests.servers.dialogue import command_name
from tests.servers.listener import HOST, Listener, cut

LEAVE, SILENCE = "leave", "silence"
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n\Z")


class Refusing(Listener):
    """A proxy on ``port``; ``refused`` counts what it refused."""

    def __init__(self, server_port: int) -> None:
        super().__init__()
        self.refuses: dict[str, str] = {}
        self.refused: Counter[str] = Counter()
        self._server_port = server_port
        self._ends: list[socket.socket] = []

    def met(self, caller: socket.socket) -> None:
        """Carry what is said both ways."""
        server = socket.create_connection((HOST, self._server_port))
        self._ends += [caller, server]
        for work, ends in ((self._up, (caller, server)), (self._down, (server, caller))):
            threading.Thread(target=work, args=ends, daemon=True).start()

    def leave(self) -> None:
        """Cut all of them."""
        for end in self._ends:
            cut(end)

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65_536):
                client.sendall(data)
        _end(client)

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
        _end(server)

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
            _end(client)
        elif answer != SILENCE:
            client.sendall(tag + b" " + answer.encode() + b"\r\n")


def _end(end: socket.socket) -> None:
    """Both sides see its end; whoever still reads it closes it."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
