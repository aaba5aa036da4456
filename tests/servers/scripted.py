"""A server that says what no decent server says: to see what a client then does, and tells.

    with Scripted(greeting=b"* PREAUTH hello", answers={b"LOGIN": b"{tag} NO why"}) as server:
        ...                          # connect to 127.0.0.1, server.port
        assert b"LOGIN" not in server.heard

`answers` are by command, and by b"" for what is said after a "+"; `{tag}` stands for the command's
tag. CAPABILITY and LOGOUT are answered well where nothing else is said, STARTTLS is followed by TLS
where there is a `certificate`, and every other command gets a BAD, so that a client which goes
astray does not seem to do well.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from tests.servers.listener import HOST, Listener

CAPABILITY = b"* CAPABILITY IMAP4rev1 SASL-IR\r\n{tag} OK done"


class Scripted(Listener):
    """See the module. `heard` is all that any client has said, as it came out of the line."""

    def __init__(
        self,
        *,
        host: str = HOST,
        greeting: bytes = b"* OK hello",
        answers: Mapping[bytes, bytes] | None = None,
        tls: bool = False,
        certificate: Path | None = None,
    ) -> None:
        super().__init__(host)
        self.greeting, self.tls = greeting, tls
        self.answers = {
            b"CAPABILITY": CAPABILITY,
            b"LOGOUT": b"* BYE\r\n{tag} OK",
            **(answers or {}),
        }
        self.heard = b""
        self._context = _context(certificate) if certificate else None

    def met(self, caller: socket.socket) -> None:
        """Answer as it is written."""
        caller.settimeout(10)
        with contextlib.suppress(OSError):  # of TLS as well: the client went away
            self._talk(self._encrypted(caller) if self.tls else caller)

    def _talk(self, client: socket.socket) -> None:
        with client:
            client.sendall(self.greeting + b"\r\n")
            with client.makefile("rb") as lines:
                encrypt = self._answer(client, lines)
            if encrypt:
                with self._encrypted(client) as encrypted, encrypted.makefile("rb") as lines:
                    self._answer(encrypted, lines)

    def _answer(self, client: socket.socket, lines: BinaryIO) -> bool:
        """Answer until the client leaves, or True where it wants to go on with TLS."""
        before = b""
        for line in lines:
            self.heard += line
            tag, _, rest = line.strip().partition(b" ")
            tag = before = tag if rest else before  # more of the command before (RFC 9051, 7.6)
            command = rest.split(b" ", 1)[0].upper()
            answer = self.answers.get(command, b"{tag} BAD not in the script")
            client.sendall(answer.replace(b"{tag}", tag) + b"\r\n")
            if command == b"STARTTLS" and self._context:
                return True
        return False

    def _encrypted(self, client: socket.socket) -> socket.socket:
        assert self._context, "TLS wants a certificate"
        return self._context.wrap_socket(client, server_side=True)


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context
