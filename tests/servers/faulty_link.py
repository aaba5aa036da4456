"""One connection through the fault proxy: what passes, and the one thing that goes wrong in it.

A single thread carries both directions, so nothing here depends on which of two is faster.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections import deque

from tests.servers.dialogue import command_name
from tests.servers.fault_order import Order
from tests.servers.units import Unit, Units

#: What a server may tell of itself at any time, and of messages while a folder is open
#: (RFC 9051, 7): another client has marked the second and third one as read.
CHATTER = b"* OK Still here\r\n* NO The disk is nearly full\r\n"
CHATTER_OPENED = CHATTER + b"* 2 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (FLAGS (\\Seen) UID 3)\r\n"

_CHUNK = 1 << 18
_SECONDS = 10.0  # for the server to leave, or to take what it is sent


class FaultyLink(threading.Thread):
    """One client's connection and the one behind it; the thread lives as long as they do."""

    def __init__(self, client: socket.socket, server: tuple[str, int], order: Order) -> None:
        super().__init__(name="faulty link", daemon=True)
        self.broken: Exception | None = None
        self._client, self._place, self._order = client, server, order
        self._server = socket.socket()
        self._up, self._down = Units(), Units()
        self._waiting: deque[Unit] = deque()  # what the client said, and was not looked at yet
        self._awaited: deque[bytes] = deque()  # tags that are not answered yet, in their order
        self._held = b""  # the tag of a command whose answer is withheld
        self._refused = b""  # the tag of a command that is taken in, to be refused
        self._silent = self._over = False

    def state(self) -> str:
        """Where it stands, for a complaint."""
        return f"awaited {list(self._awaited)}, held {self._held!r}, {self._order}"

    def leave(self) -> None:
        """Cut both connections; from any thread."""
        for end in (self._client, self._server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Carry what is said, until one of them leaves or is cut off."""
        with self._client, self._server:
            try:
                self._server.settimeout(_SECONDS)
                self._server.connect(self._place)
                for end in (self._client, self._server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    end.settimeout(_SECONDS)
                if self._order.due_at_command(0, when_done=False):
                    self._strike(b"")
                while not self._over:
                    self._carry()
            except Exception as error:  # told by settle()
                self.broken = error
                self.leave()

    # -- carrying --

    def _carry(self) -> None:
        ready, _, _ = select.select([self._client, self._server], [], [])
        if self._server in ready:
            self._from_server(_received(self._server))
        if self._client in ready and not self._over:
            self._from_client(_received(self._client))

    def _from_client(self, data: bytes) -> None:
        if not data:
            self._cut()
        elif not self._silent:
            self._waiting += self._up.cut(data)
            self._look_on()

    def _from_server(self, data: bytes) -> None:
        if not data:
            self._over = True  # it has left; the client is told by the closing
            return
        for unit in self._down.cut(data):
            if not self._silent and not self._over:
                self._answered(unit)
        self._look_on()

    def _look_on(self) -> None:
        """What the client said, as far as it is not to be held back."""
        while self._waiting and not (self._held or self._silent or self._over):
            if not self._said(self._waiting[0]):
                return
            self._waiting.popleft()

    def _said(self, unit: Unit) -> bool:
        """One unit of the client's; False where it has to wait for answers that are under way."""
        number = len(self._order.passed.commands) + unit.first
        if unit.first and self._order.due_at_command(number, when_done=False):
            if self._awaited:
                return False
            self._strike(unit.tag)
            if self._over or self._silent:
                return True
        if self._order.due("cut-up") and self._cuts(self._order.passed.up, unit):
            if self._awaited and unit.first:
                return False
            self._cut_within(unit, self._server, self._order.passed.up)
            return True
        self._note(unit)
        if self._refused:
            self._take_in(unit)
            return True
        if unit.last and self._order.due_at_command(number, when_done=True):
            self._held = self._awaited[-1]
        self._server.sendall(unit.data)
        return True

    def _note(self, unit: Unit) -> None:
        self._order.passed.up += len(unit.data)
        if unit.first:
            name = command_name(unit.data.partition(b" ")[2].decode("utf-8", "replace"))
            if name in ("IDLE", "AUTHENTICATE"):
                raise NotImplementedError(f"{name}: this proxy does not know how it goes on")
            self._order.passed.commands.append(name)
            self._awaited.append(unit.tag)

    def _answered(self, unit: Unit) -> None:
        """One unit of the server's."""
        if self._order.due("cut-down") and self._cuts(self._order.passed.down, unit):
            self._cut_within(unit, self._client, self._order.passed.down)
            return
        self._order.passed.down += len(unit.data)
        if self._held and self._awaited[0] == self._held:
            self._withhold(unit)
            return
        self._to_client(unit.data)
        if unit.first and self._awaited and unit.tag == self._awaited[0]:
            self._awaited.popleft()
            self._up.answered(unit.tag)
        elif unit.first and unit.tag not in (b"*", b"+"):
            raise NotImplementedError(f"answered out of turn: {unit.data[:80]!r}")

    def _to_client(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # it may have left: then its end comes next
            self._client.sendall(data)

    # -- what goes wrong --

    def _cuts(self, passed: int, unit: Unit) -> bool:
        return self._order.fault is not None and passed + len(unit.data) > self._order.fault.at

    def _cut_within(self, unit: Unit, end: socket.socket, passed: int) -> None:
        assert self._order.fault is not None
        self._order.fired = True
        with contextlib.suppress(OSError):
            end.sendall(unit.data[: self._order.fault.at - passed])
        self._cut()

    def _strike(self, tag: bytes) -> None:
        """Before the server sees the command."""
        assert self._order.fault is not None
        self._order.fired = True
        match self._order.fault.kind:
            case "no" | "bad":
                self._refused = tag
            case "bye":
                self._to_client(b"* BYE going down for a while\r\n")
                self._cut()
            case kind:
                self._end(kind)

    def _end(self, kind: str) -> None:
        if kind == "silence":
            self._silent = True
            return
        if kind == "kill":
            assert self._order.kill is not None, "nobody says whom to kill"
            self._order.kill()
        self._cut()

    def _take_in(self, unit: Unit) -> None:
        """A command that the server never sees: its literals are invited, then it is refused."""
        assert self._order.fault is not None
        if unit.invites:
            self._to_client(b"+ go on\r\n")
        if unit.last:
            word = self._order.fault.kind.upper().encode()
            self._awaited.remove(self._refused)
            self._to_client(self._refused + b" " + word + b" ordered by the test\r\n")
            self._refused = b""

    def _withhold(self, unit: Unit) -> None:
        """The answer to a command that was carried out."""
        assert self._order.fault is not None
        kind = self._order.fault.kind.removesuffix("-reply")
        if not (unit.first and unit.tag == self._held):
            if kind in ("no", "chatter"):
                self._to_client(unit.data)  # it tells of what has changed, and that is true
            return
        self._order.fired = True
        self._awaited.popleft()
        tag, self._held = self._held, b""
        if kind == "no":
            self._to_client(tag + b" NO ordered by the test, when it was done\r\n")
        elif kind == "chatter":
            opened = "SELECT" in self._order.passed.commands
            self._to_client((CHATTER_OPENED if opened else CHATTER) + unit.data)
        else:
            self._end(kind)

    def _cut(self) -> None:
        """Cut the client off, and let the server come to its end."""
        self._over = True
        for end, how in ((self._client, socket.SHUT_RDWR), (self._server, socket.SHUT_WR)):
            with contextlib.suppress(OSError):
                end.shutdown(how)
        while _received(self._server):
            pass


def _received(end: socket.socket) -> bytes:
    """What came, nothing at the end. Raises TimeoutError where nothing comes for too long."""
    try:
        return end.recv(_CHUNK)
    except ConnectionError:
        return b""
