"""The way to the server before anybody signs in: its name, its answer, its certificate."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from service.errors import Unreachable
from service.mailbox.connection.faults import one_line
from service.mailbox.connection.line import Line
from service.mailbox.connection.making import connected, prepare, reached
from service.settings import MailboxSettings


@dataclass(frozen=True, slots=True)
class Answered:
    """Which address took a connection, after how many seconds, and which ones before it did not."""

    address: str
    seconds: float
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encryption:
    """What TLS agreed on ("TLSv1.3"), and the server's certificate: for which names, until when."""

    version: str
    names: tuple[str, ...]
    ends: datetime


def answered(host: str, port: int, seconds: float) -> Answered:
    """Resolve the name, and connect by TCP; both within so many seconds. Raises Unreachable."""
    began = time.monotonic()
    silent: list[str] = []
    said = "no answer"
    for family, kind, protocol, _, address in _addresses(host, port, seconds):
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            break
        tried = time.monotonic()
        try:
            with socket.socket(family, kind, protocol) as end:
                end.settimeout(left / 2)  # the next address is to have its chance too
                end.connect(address)
                return Answered(address[0], time.monotonic() - tried, tuple(silent))
        except OSError as error:
            silent.append(address[0])
            said = one_line(error)
    raise Unreachable(f"{host}:{port}: no connection ({', '.join(silent)}): {said}")


def _addresses(host: str, port: int, seconds: float) -> list[tuple[Any, ...]]:
    """What the name stands for. The system's resolver takes as long as it likes: not for us."""
    told: list[list[tuple[Any, ...]]] = []
    faults: list[Exception] = []

    def ask() -> None:
        try:
            told.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:  # UnicodeError: no host can have such a name
            faults.append(error)

    asking = threading.Thread(target=ask, name="resolver", daemon=True)
    asking.start()
    asking.join(seconds)
    if told:
        return told[0]
    said = one_line(faults[0]) if faults else f"DNS gave no answer within {seconds:g} seconds"
    raise Unreachable(f"{host}: its name cannot be resolved: {said}")


def encryption(settings: MailboxSettings, line: Line) -> Encryption:
    """How the line would be encrypted. Nobody signs in. Raises Unreachable as signing in does."""
    client = None
    try:
        with reached(f"{settings.host}:{settings.port}"):
            client = connected(settings, line)
            prepare(client, settings)
            return _agreed(client.socket())
    finally:
        if client is not None:
            with suppress(Exception):  # what it told is all that was wanted
                client.logout()
        line.cut()


def _agreed(end: ssl.SSLSocket) -> Encryption:
    certificate = end.getpeercert() or {}
    names = certificate.get("subjectAltName", ())
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return Encryption(
        version=end.version() or "TLS",
        names=tuple(str(one[1]) for one in names if isinstance(one, tuple)),
        ends=datetime.fromtimestamp(ends, UTC),
    )
