"""A web server on this machine that speaks https under any names, and answers as it is told.

What nobody has told it of is 404. ``asked`` holds every host and path that it was asked for, and
``dialled`` every host and port that a client wanted: one that is not https would show there.
"""

from __future__ import annotations

import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

_PATIENCE = 15.0  # seconds that a dripping answer goes on for at most


@dataclass(frozen=True)
class Answer:
    """What is at a place. ``drip``: seconds between its octets, for ever."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0


class WebServer:
    """Started by ``with``; ``answers`` are by host and path, without what follows a "?"."""

    def __init__(self, names: Sequence[str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="web-")
        self.certificate = Path(self._folder.name, "certificate.pem")
        _certify(Path(self._folder.name), names)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self._http = _Http(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, Path(self._folder.name, "key.pem"))
        self._http.socket = context.wrap_socket(
            self._http.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def dial(self, host: str, port: int) -> socket.socket:
        """A connection to this server, whichever was wanted."""
        self.dialled.append((host, port))
        return socket.create_connection(("127.0.0.1", self._http.server_port), timeout=5)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self._folder.cleanup()


class _Http(ThreadingHTTPServer):
    """Says nothing of clients that leave: some do not trust its certificate, and should not."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nothing is said."""


def _handler(web: WebServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(f"{self.headers['Host']}{self.path}")
            place = web.asked[-1].partition("?")[0]
            answer = web.answers.get(place, Answer(status=404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self._write(answer)

        def _write(self, answer: Answer) -> None:
            try:
                self.wfile.write(answer.body)
                ends = time.monotonic() + _PATIENCE
                while answer.drip and time.monotonic() < ends:
                    time.sleep(answer.drip)
                    self.wfile.write(b" ")
            except OSError:  # the client has had enough
                pass

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    return Handler


def _certify(folder: Path, names: Sequence[str]) -> None:
    """Write key.pem and a certificate.pem, signed by itself, for these names."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    alternatives = ",".join(f"DNS:{name}" for name in names)
    said = ["-subj", "/CN=web", "-addext", f"subjectAltName={alternatives}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*command.split(), *said, *files], check=True, capture_output=True)
