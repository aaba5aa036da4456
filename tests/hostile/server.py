"""A server that speaks IMAP, but says what it likes in every text that is for people."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

#: What a terminal would obey, a log line that is none, and bytes that are no text.
NASTY = b"\x1b[31mRed\x1b]0;title\x07 \xc2\x9b31m \xe2\x80\xae \xff\xfe \x08\x7f\rroot: hello"


class NastyServer:
    """Answers every command with OK, but the one in ``refuses`` with NO and a nasty text.

    ``greeting`` is what it says first; where it is no ``OK``, it hangs up after it.
    """

    def __init__(self, refuses: bytes = b"", greeting: bytes = b"* OK ") -> None:
        self._refuses, self._greeting = refuses, greeting
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        # A client that has heard enough may leave in the middle of a line.
        with suppress(OSError), client, client.makefile("rwb") as stream:
            self._say(stream, self._greeting + NASTY)
            if not self._greeting.startswith(b"* OK"):
                return
            for line in stream:
                tag, _, command = line.rstrip().partition(b" ")
                self._answer(stream, tag, command.upper())

    def _answer(self, stream: object, tag: bytes, command: bytes) -> None:
        if command.startswith(b"CAPABILITY"):
            self._say(stream, b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS")
        if command.startswith(b"LIST"):
            self._say(stream, b'* LIST (\\Drafts) "/" "Dr' + NASTY.replace(b"\r", b"") + b'"')
        if command.startswith((b"SELECT", b"EXAMINE")):
            self._say(stream, b"* OK [UIDVALIDITY 1] " + NASTY)
        refused = bool(self._refuses) and command.startswith(self._refuses)
        self._say(stream, tag + (b" NO [ALERT] " if refused else b" OK ") + NASTY)

    def _say(self, stream: object, line: bytes) -> None:
        stream.write(line + b"\r\n")  # type: ignore[attr-defined] # a socket's file has no type
        stream.flush()  # type: ignore[attr-defined]
