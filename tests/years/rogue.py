"""Servers that misbehave in one way each, on a port of the loopback.

    with Rogue(drip(b"* OK hello\\r\\n" * 99)) as server: ...

A script is what one connection gets: a function of the connected socket. ``server.heard`` is what
all clients said, ``server.callers`` how many there were.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.servers.listener import Listener, cut

GREETING = b"* OK [CAPABILITY IMAP4rev1 SASL-IR] hello\r\n"

Script = Callable[["Caller"], None]


class Caller:
    """One client: what it says is written down as well as returned."""

    def __init__(self, server: Rogue, end: socket.socket) -> None:
        self._server, self.end = server, end

    def say(self, data: bytes) -> None:
        """Say it."""
        self.end.sendall(data)

    def line(self) -> bytes:
        """Its next line, b"" when it left."""
        line = b""
        while not line.endswith(b"\n"):
            octet = self.end.recv(1)
            if not octet:
                break
            line += octet
        self._server.heard += line
        return line

    def encrypt(self, context: ssl.SSLContext) -> None:
        """TLS from here on."""
        self.end = context.wrap_socket(self.end, server_side=True)

    def wait(self) -> None:
        """Until it leaves, or the server is closed."""
        with contextlib.suppress(OSError):
            while data := self.end.recv(4096):
                self._server.heard += data


class Rogue(Listener):
    """A server on ``port`` that gives every caller the same script."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self._script = script
        self.heard, self.callers = b"", 0
        self._ends: list[socket.socket] = []

    def met(self, caller: socket.socket) -> None:
        """Another one, with a thread for the script."""
        self.callers += 1
        self._ends.append(caller)
        threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def leave(self) -> None:
        """Cut all of them."""
        for end in self._ends:
            cut(end)

    def _serve(self, end: socket.socket) -> None:
        caller = Caller(self, end)
        with contextlib.suppress(OSError, ValueError):
            self._script(caller)
        with contextlib.suppress(OSError):
            caller.end.close()


def drip(data: bytes, after: int = 0, pause: float = 0.05) -> Script:
    """Says the data octet by octet: at once, or instead of the answer to the nth command."""

    def script(caller: Caller) -> None:
        if after:
            caller.say(GREETING)
            well(caller, after - 1)
            caller.line()
        for octet in data:
            caller.say(bytes([octet]))
            time.sleep(pause)
        caller.wait()

    return script


def well(caller: Caller, commands: int) -> None:
    """Says OK to so many commands; to CAPABILITY that there is next to none."""
    for _ in range(commands):
        tag, _, rest = caller.line().partition(b" ")
        if rest.upper().startswith(b"CAPABILITY"):
            caller.say(b"* CAPABILITY IMAP4rev1\r\n")
        caller.say(tag + b" OK done\r\n")


def say(data: bytes) -> Script:
    """Says this at once, and leaves."""
    return lambda caller: caller.say(data)


def silent(caller: Caller) -> None:
    """Says nothing at all."""
    caller.wait()


def refusing_sign_in(caller: Caller) -> None:
    """Lets nobody in."""
    caller.say(GREETING)
    well(caller, 1)
    while line := caller.line():
        caller.say(line.split()[0] + b" NO [AUTHENTICATIONFAILED] Invalid credentials\r\n")


def encrypted(context: ssl.SSLContext, then: Script) -> Script:
    """TLS first."""

    def script(caller: Caller) -> None:
        caller.encrypt(context)
        then(caller)

    return script


def certificate(folder: Path, names: str, *, days: int = 2) -> Path:
    """A self-signed certificate with its key, in one file; with ``days=-1`` it has expired."""
    key, request, file = folder / "key.pem", folder / "request.pem", folder / "both.pem"
    (folder / "names").write_text(f"subjectAltName={names}\n")
    new = "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=test"
    sign = f"openssl x509 -req -days {days}"
    _run(new, "-keyout", key, "-out", request)
    made = _run(sign, "-in", request, "-signkey", key, "-extfile", folder / "names")
    file.write_bytes(key.read_bytes() + made)
    return file


def _run(command: str, *files: str | Path) -> bytes:
    words = [*command.split(), *map(str, files)]
    return subprocess.run(words, check=True, capture_output=True).stdout


def server_context(file: Path) -> ssl.SSLContext:
    """TLS with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
