"""A proxy between an IMAP client and its server that lets one thing go wrong, where it is told.

    with FaultProxy(server.port) as proxy:
        proxy.order(Fault("cut-reply", 17))   # the 17th command is carried out, its answer lost
        ...                                   # connect to 127.0.0.1, proxy.port
        proxy.settle()                        # until the server has come to its end as well
        assert proxy.fired

One fault is ordered at a time, and happens once; what comes after it passes unhurt. Commands and
bytes are counted from the order on, over all connections; command 0 is the greeting. What is under
way when a fault is due comes to its end first: so the same order does the same every time, however
fast client and server are. What the proxy does not understand is told loudly: `settle` raises.
"""

from __future__ import annotations

import socket
from collections.abc import Callable

from tests.servers.fault_order import Fault, Order, Passed
from tests.servers.faulty_link import FaultyLink
from tests.servers.listener import HOST, Listener

__all__ = ["AT_BYTE", "AT_COMMAND", "AT_GREETING", "Fault", "FaultProxy", "Passed"]


#: What can befall a command: before the server sees it, or (…-reply) when it was carried out and
#: its answer is due. `no`, `bad`: answered so, not carried out. `silence`: nothing comes any more.
#: `chatter`: before its answer ends the server tells of other things, which it may at any time.
AT_COMMAND = (
    *("cut", "kill", "no", "bad", "bye", "silence"),
    *("cut-reply", "kill-reply", "no-reply", "silence-reply", "chatter-reply"),
)
#: What can befall a connection that was not greeted yet.
AT_GREETING = ("cut", "bye", "silence")
#: The connection is cut after so many bytes from the client (up) or from the server (down).
AT_BYTE = ("cut-up", "cut-down")

_SECONDS = 15.0  # far more than a server needs to leave


class FaultProxy(Listener):
    """A proxy on `port` of the loopback in front of the server on `server_port`."""

    def __init__(self, server_port: int) -> None:
        super().__init__()
        self._server_port = server_port
        self._order = Order()
        self._links: list[FaultyLink] = []

    def met(self, caller: socket.socket) -> None:
        """Carry what is said, until something goes wrong as ordered."""
        link = FaultyLink(caller, (HOST, self._server_port), self._order)
        self._links.append(link)
        link.start()

    def leave(self) -> None:
        """Cut every connection."""
        for link in self._links:
            link.leave()
            link.join(_SECONDS)

    def order(self, fault: Fault | None, kill: Callable[[], None] | None = None) -> None:
        """From here on, count anew, and let this go wrong; `kill` ends the client's process."""
        self._order = Order(fault, kill)

    @property
    def fired(self) -> bool:
        """Whether what was ordered has happened."""
        return self._order.fired

    @property
    def passed(self) -> Passed:
        """What went through since the last order."""
        return self._order.passed

    def settle(self) -> None:
        """Wait until every connection has come to its end, at the server as well.

        The client must have left, or must have been cut off. Raises RuntimeError for whatever this
        proxy did not understand, and where the server does not leave.
        """
        links, self._links = self._links, []
        for link in links:
            link.join(_SECONDS)
            if link.is_alive():
                raise RuntimeError(f"a connection does not end: {link.state()}")
            if link.broken:
                raise RuntimeError(f"the proxy is at a loss: {link.broken!r}") from link.broken
