"""A small name server on this machine, over UDP and TCP, that answers as it is told and no better.

It knows TXT records, and in ``others`` those of other types as text. A name that nobody has told it
of is NXDOMAIN, and is written down in ``asked`` like every other: a test sees who was asked for,
and how often.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter
from types import TracebackType

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

_LONGEST_UDP = 512
_LOOK_UP = 0.02  # seconds after which a waiting thread looks whether the test is over
_CHUNK = 255  # octets in one string of a TXT record (RFC 1035, 3.3.14)


class NameServer:
    """Started by ``with``; ``records`` are TXT texts by their names, without a dot at the end."""

    def __init__(self, records: dict[str, list[bytes]] | None = None, *, ttl: int = 300) -> None:
        self.records = dict(records or {})
        self.others: dict[tuple[str, str], list[str]] = {}
        self.ttl = ttl
        self.silent = False
        self.rcode: dns.rcode.Rcode | None = None
        self.asked: Counter[str] = Counter()
        self.by_tcp = 0
        self._udp, self._tcp = _both()
        self.address: tuple[str, int] = self._udp.getsockname()
        self._udp.settimeout(_LOOK_UP)
        self._tcp.settimeout(_LOOK_UP)
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=serve, daemon=True) for serve in (self._by_udp, self._by_tcp)
        ]

    def __enter__(self) -> NameServer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._udp.close()
        self._tcp.close()

    def _answer(self, query: bytes) -> dns.message.Message:
        question = dns.message.from_wire(query)
        name = question.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked[name] += 1
        response = dns.message.make_response(question, recursion_available=True)
        if self.rcode is not None:
            response.set_rcode(self.rcode)
        elif texts := self.others.get((name, dns.rdatatype.to_text(question.question[0].rdtype))):
            kind = dns.rdatatype.to_text(question.question[0].rdtype)
            response.answer.append(
                dns.rrset.from_text_list(f"{name}.", self.ttl, "IN", kind, texts)
            )
        elif name not in self.records:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif strings := self.records[name]:
            shown = [" ".join(_strings(text)) for text in strings]
            response.answer.append(
                dns.rrset.from_text_list(f"{name}.", self.ttl, "IN", "TXT", shown)
            )
        return response

    def _by_udp(self) -> None:
        while not self._over.is_set():
            try:
                query, sender = self._udp.recvfrom(4096)
            except TimeoutError:
                continue
            if self.silent:
                continue
            response = self._answer(query)
            wire = response.to_wire()
            if len(wire) > _LONGEST_UDP:
                short = dns.message.make_response(dns.message.from_wire(query))
                short.flags |= dns.flags.TC
                wire = short.to_wire()
            self._udp.sendto(wire, sender)

    def _by_tcp(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._tcp.accept()
            except TimeoutError:
                continue
            with connection:
                self.by_tcp += 1
                query = connection.recv(4096)
                wire = self._answer(query[2:]).to_wire()
                connection.sendall(struct.pack("!H", len(wire)) + wire)


def _both() -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket at one port; some other test may have the one of the two."""
    for _ in range(20):
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
        else:
            return udp, tcp
    raise OSError("no port is free for both UDP and TCP")


def _strings(text: bytes) -> list[str]:
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)] or [b""]
    return ['"' + "".join(f"\\{octet:03d}" for octet in chunk) + '"' for chunk in chunks]
