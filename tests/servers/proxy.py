"""A TCP proxy between an IMAP client and its server that adds latency and counts.

    with Proxy(server.port, rtt=0.05) as proxy:
        ...                                   # connect to 127.0.0.1, proxy.port
        counts = proxy.fresh()                # from here on
        ...
        assert counts.flights == 3

The delay is that of a long line, not of a narrow one: each chunk arrives half an `rtt` after it
was sent, and any amount may be under way. Connecting costs one `rtt` until the greeting is there.
What is counted, and what a flight is, stands in dialogue.py; TLS can be delayed but not counted.

The proxy runs in threads of the process that starts it. Measure a client's time and CPU in a
process of its own, else the two take turns at the interpreter.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from tests.servers.dialogue import Counts, Dialogue
from tests.servers.listener import HOST, Listener

_CHUNK = 1 << 18
_END = b""  # as recv() says it

_Chunk = tuple[float, bytes]  # when it arrives, by time.monotonic(), and what


class Proxy(Listener):
    """A proxy on `port` of the loopback in front of the server on `server_port`."""

    def __init__(self, server_port: int, *, rtt: float = 0.0) -> None:
        super().__init__()
        self.server_port, self.rtt = server_port, rtt
        self.counts = Counts()
        self.lock = threading.Lock()  # holds the counts and all dialogues together
        self._links: list[Link] = []

    def met(self, caller: socket.socket) -> None:
        """Carry what is said between the caller and the server."""
        with self.lock:
            link = Link(self, caller)
            self._links.append(link)
        link.start()

    def leave(self) -> None:
        """Cut every connection."""
        for link in self._links:
            link.cut()

    def fresh(self) -> Counts:
        """New counts that count from here on; those from before stay as they are."""
        with self.lock:
            self.counts = Counts()
            for link in self._links:
                link.dialogue.counts = self.counts
            return self.counts


class Link(threading.Thread):
    """One client's connection and the one behind it; the thread lives as long as they do."""

    def __init__(self, proxy: Proxy, client: socket.socket) -> None:
        super().__init__(name="proxy link", daemon=True)
        self.dialogue = Dialogue(proxy.counts)
        self._proxy, self._client, self._server = proxy, client, socket.socket()
        self._delay = proxy.rtt / 2

    def run(self) -> None:
        """Connect to the server, carry what is said both ways, and close."""
        time.sleep(self._delay)  # the client's SYN under way
        with self._client, self._server, contextlib.suppress(OSError):
            self._server.connect((HOST, self._proxy.server_port))
            for end in (self._client, self._server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threads = self._carriers()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    def cut(self) -> None:
        """Cut both connections, and wait until nothing is carried any more."""
        _shut(self._client, socket.SHUT_RDWR)
        _shut(self._server, socket.SHUT_RDWR)
        self.join(timeout=10)

    def _carriers(self) -> list[threading.Thread]:
        # Noted where the client is: what it says when it comes in, the answer when it goes out.
        up: SimpleQueue[_Chunk] = SimpleQueue()
        down: SimpleQueue[_Chunk] = SimpleQueue()
        work: list[tuple[Callable[..., None], tuple[object, ...]]] = [
            (_take, (self._client, up, self._delay, self._sent)),
            (_give, (up, self._server, None)),
            (_take, (self._server, down, self._delay, None)),
            (_give, (down, self._client, self._received)),
        ]
        return [threading.Thread(target=f, args=args, daemon=True) for f, args in work]

    def _sent(self, data: bytes) -> None:
        with self._proxy.lock:
            self.dialogue.client_sends(data)

    def _received(self, data: bytes) -> None:
        with self._proxy.lock:
            self.dialogue.server_sends(data)


_Note = Callable[[bytes], None] | None


def _take(source: socket.socket, line: SimpleQueue[_Chunk], delay: float, note: _Note) -> None:
    """Put on the line what `source` says, until it ends."""
    data = b"."
    while data != _END:
        try:
            data = source.recv(_CHUNK)
        except OSError:
            data = _END
        if note and data != _END:
            note(data)
        line.put((time.monotonic() + delay, data))


def _give(line: SimpleQueue[_Chunk], target: socket.socket, note: _Note) -> None:
    """Hand over to `target` what comes off the line, each chunk at its time, and then the end."""
    with contextlib.suppress(OSError):
        while True:
            due, data = line.get()
            time.sleep(max(0.0, due - time.monotonic()))
            if data == _END:
                break
            if note:
                note(data)
            target.sendall(data)
    _shut(target, socket.SHUT_WR)


def _shut(end: socket.socket, how: int) -> None:
    with contextlib.suppress(OSError):  # it may be closed or cut already
        end.shutdown(how)
