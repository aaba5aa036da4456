"""Fetching a small file over https, in bounded time; the only place that does so.

No proxy, no cookie, no header that tells of the machine. A redirect is followed a few times, and
to https alone.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from service.setup.server import is_host

#: Seconds that one file may take, with all its redirects.
TIMEOUT = 6.0

#: Redirects that are followed.
_MOST_REDIRECTS = 3

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

#: A connection to a host at a port; a test may lead it elsewhere.
Dial = Callable[[str, int], socket.socket]


def dial(host: str, port: int) -> socket.socket:
    """A connection over TCP. Raises OSError."""
    return socket.create_connection((host, port), timeout=TIMEOUT)


def fetched(url: str, largest: int, call: Dial = dial) -> bytes:
    """What is at an https address; b"" where there is nothing, too much, or nobody to trust.

    Never raises.
    """
    cut = _Cut()
    timer = threading.Timer(TIMEOUT, cut)
    timer.daemon = True
    timer.start()
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            data, url = _once(url, largest, call, cut)
            if not url:
                return data
    except (OSError, http.client.HTTPException, ValueError):  # ValueError: no address at all
        return b""
    finally:
        timer.cancel()
    return b""


class _Cut:
    """Ends the connection that is at work: a server may drip without ever being silent."""

    def __init__(self) -> None:
        self.late = False
        self._socket: socket.socket | None = None

    def watch(self, connection: socket.socket) -> None:
        """Raises TimeoutError where it is too late already."""
        self._socket = connection
        if self.late:
            raise TimeoutError

    def __call__(self) -> None:
        self.late = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _once(url: str, largest: int, call: Dial, cut: _Cut) -> tuple[bytes, str]:
    """The answer, or where to go instead. Raises OSError, HTTPException or ValueError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or not is_host(host) or parts.username or parts.password:
        return b"", ""
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = http.client.HTTPSConnection(host)
    with call(host, parts.port or 443) as plain:
        cut.watch(plain)
        with _context().wrap_socket(plain, server_hostname=host) as encrypted:
            cut.watch(encrypted)
            connection.sock = encrypted
            connection.request("GET", path, headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            if answer.status in _REDIRECTS:
                return b"", urljoin(url, answer.getheader("Location") or "")
            data = answer.read(largest + 1) if answer.status == http.client.OK else b""
    return (data if len(data) <= largest and not cut.late else b""), ""


def _context() -> ssl.SSLContext:
    """Certificate and host name are verified, by the system's authorities; TLS 1.2 (RFC 8996)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
