"""The line to the server from its first moment on, so that it can be cut while it is being made.

A server that drips its greeting byte by byte never times out, and imaplib hands its socket out
only when the greeting is there.
"""

import socket
import threading
from contextlib import suppress

from imapclient import IMAPClient
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS, wrap_socket


class Line:
    """What can be cut by any thread at any time; a line that is cut beforehand is cut when made."""

    def __init__(self) -> None:
        self._lock, self._cut = threading.Lock(), False
        self._end: socket.socket | None = None

    def hold(self, end: socket.socket) -> None:
        """Remember a connected socket, a duplicate of it, which TLS cannot take over.

        It takes the place of the one before, where a second connection had to be made.
        """
        with self._lock:
            if self._end is not None:
                self._end.close()
            self._end = end.dup()
        if self._cut:
            self.cut()

    def cut(self) -> None:
        """Cut it: a read or write that waits comes to its end."""
        with self._lock:
            self._cut = True
            if self._end is not None:
                with suppress(OSError):  # the other side may have been faster
                    self._end.shutdown(socket.SHUT_RDWR)
                self._end.close()
                self._end = None


class Client(IMAPClient):  # type: ignore[misc]  # imapclient ships no types
    """imapclient over a line that can be cut."""

    def __init__(self, line: Line, *arguments: object, **settings: object) -> None:
        self._line = line
        super().__init__(*arguments, **settings)

    def _create_IMAP4(self) -> IMAP4WithTimeout | IMAP4_TLS:  # noqa: N802 (imapclient's own name)
        seconds = self._timeout.connect
        if self.ssl:
            return _Encrypted(self._line, self.host, self.port, self.ssl_context, seconds)
        return _Plain(self._line, self.host, self.port, seconds)


class _Plain(IMAP4WithTimeout):  # type: ignore[misc]  # as above
    def __init__(self, line: Line, *arguments: object) -> None:
        self._line = line
        super().__init__(*arguments)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return _connected(self._line, self.host, self.port, timeout or self._timeout)


class _Encrypted(IMAP4_TLS):  # type: ignore[misc]  # as above
    def __init__(self, line: Line, *arguments: object) -> None:
        self._line = line
        super().__init__(*arguments)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        plain = _connected(self._line, self.host, self.port, timeout or self._timeout)
        try:
            return wrap_socket(plain, self.ssl_context, self.host)  # type: ignore[no-any-return] # as above
        except BaseException:
            plain.close()
            raise


def _connected(line: Line, host: str, port: int, timeout: float) -> socket.socket:
    end = socket.create_connection((host, port), timeout=timeout)
    line.hold(end)
    return end
