"""A provider's OAuth 2.0 server of one's own, over TLS: Google's ways, and Microsoft's.

    with TokenEndpoint() as provider:
        provider.url                      # https://localhost:PORT
        provider.certificate              # to be trusted: SSL_CERT_FILE
        provider.introspection            # for Dovecot, in plain HTTP
        provider.trouble = "500"          # from now on

It answers what RFC 6749, 7636, 8628 and OpenID Connect Discovery demand, and nothing else: `odd`
holds every request that it did not understand, and a test should find it empty. `asked` holds the
kinds of grant that it was asked for, in turn.
"""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import ssl
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from tests.servers.dovecot import make_certificate
from tests.servers.grants import CLIENT_ID, CLIENT_SECRET, Answer, Grants, Refusal, Waiting

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "TokenEndpoint"]

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
GARBAGE = {
    "garbage": b"<html>canary-garbage",
    "empty": b"",
    "list": b"[]",
    "no token": b'{"acces_token": "Zq7vK-canary-misspelt"}',
    "odd token": b'{"access_token": "Zq7vK-canary\\u0001x", "expires_in": 3600}',
    "odd life": b'{"access_token": "Zq7vK-canary-odd", "expires_in": "soon"}',
    "deep": b"[" * 100_000,
}


class TokenEndpoint:
    """See the module.

    `trouble` is "" or: "500", "503", "429", "silent", "drip", "endless", "elsewhere", or a kind of
    GARBAGE. It befalls the token endpoint and introspection; `refusal` is an error code that every
    renewal gets instead. `user` is who sits before the browser, and says yes, or `denies`.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="endpoint-")
        make_certificate(Path(self._folder.name))
        self.certificate = Path(self._folder.name, "certificate.pem")
        self._secure = _Server(self, self.certificate)
        self._plain = _Server(self, None)
        self.url = f"https://localhost:{self._secure.server_address[1]}"
        port = self._plain.server_address[1]
        self.introspection = f"http://127.0.0.1:{port}/introspect?token="
        self.fresh()

    def fresh(self) -> None:
        """As new: nobody has signed in, and all is well."""
        self.grants = Grants()
        self.trouble = self.refusal = self.user = ""
        self.denies = False
        self.interval = 1
        self.before_answer = threading.Event()  # set: answers are not held back
        self.before_answer.set()
        self.asked: list[str] = []
        self.odd: list[str] = []

    def __enter__(self) -> Self:
        for server in (self._secure, self._plain):
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in (self._secure, self._plain):
            server.shutdown()
            server.server_close()
        self._folder.cleanup()

    def approve(self, user: str) -> None:
        """The owner types the code at the page, and says yes (or no, where `denies`)."""
        for begun in self.grants.waiting.values():
            begun.user, begun.denied = user, self.denies

    def token(self, told: dict[str, str]) -> Answer:
        """RFC 6749, 4.1.3 and 6; RFC 8628, 3.4. Raises Refusal."""
        kind = told.get("grant_type", "")
        self.asked.append(kind)
        if told.get("client_id") != CLIENT_ID:
            raise Refusal("invalid_client", "The OAuth client was not found.")
        if kind == DEVICE:
            return self.grants.by_device(told.get("device_code", ""))
        if self.refusal:
            raise Refusal(self.refusal, "said so")
        if kind == "refresh_token":
            return self.grants.renew(told.get("refresh_token", ""))
        if kind == "authorization_code":
            if told.get("client_secret") != CLIENT_SECRET:
                raise Refusal("invalid_client", "Unauthorized")
            words = (told.get(name, "") for name in ("code", "redirect_uri", "code_verifier"))
            return self.grants.by_code(*words)
        raise Refusal("unsupported_grant_type", kind)

    def authorize(self, told: dict[str, str]) -> str:
        """Where the browser is sent: back, with a code (RFC 6749, 4.1.2), or with a no."""
        if (told["client_id"], told["response_type"], told["code_challenge_method"]) != (
            CLIENT_ID, "code", "S256",
        ):  # fmt: skip
            raise Refusal("invalid_request", "this is no sign-in of ours")
        back = told["redirect_uri"]
        if self.denies:
            return f"{back}?{urlencode({'error': 'access_denied', 'state': told['state']})}"
        code = f"Zq7vK-canary-code-{len(self.grants.waiting)}"
        self.grants.waiting[code] = Waiting(
            told["scope"], told["code_challenge"], back, self.user or told["login_hint"]
        )
        return f"{back}?{urlencode({'code': code, 'state': told['state']})}"

    def device(self, told: dict[str, str]) -> Answer:
        """RFC 8628, 3.2. Raises Refusal."""
        if told.get("client_id") != CLIENT_ID:
            raise Refusal("unauthorized_client", "Application with this identifier was not found")
        self.grants.waiting["Zq7vK-canary-device"] = Waiting(told["scope"])
        return {
            "device_code": "Zq7vK-canary-device",
            "user_code": "KILN-POTTER",
            "verification_uri": f"{self.url}/device",
            "expires_in": 900,
            "interval": self.interval,
        }

    def discovery(self, tenant: str) -> Answer:
        """OpenID Connect Discovery 1.0, 3."""
        base = f"{self.url}/{tenant}/oauth2/v2.0"
        return {
            "issuer": f"{self.url}/{tenant}/v2.0",
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": f"{base}/devicecode",
        }


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, endpoint: TokenEndpoint, certificate: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.endpoint = endpoint
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, certificate.with_name("key.pem"))
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The client went away, as it may."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (its own name)
        pass

    def do_GET(self) -> None:
        endpoint, parts = self.server.endpoint, urlsplit(self.path)
        told = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/introspect":
            self._answer(lambda: endpoint.grants.introspect(told.get("token", "")))
        elif parts.path == "/authorize":
            self._redirect(told)
        elif parts.path.endswith("/v2.0/.well-known/openid-configuration"):
            self._json(200, endpoint.discovery(parts.path.split("/")[1]))
        else:
            self._odd()

    def do_POST(self) -> None:
        endpoint, path = self.server.endpoint, urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        told = {key: values[0] for key, values in parse_qs(body).items()} | self._by_basic()
        if path.endswith("/token"):
            self._answer(lambda: endpoint.token(told))
        elif path.endswith("/devicecode"):
            self._answer(lambda: endpoint.device(told))
        else:
            self._odd()

    def _by_basic(self) -> dict[str, str]:
        """Who the client is, where it says so in the header (RFC 6749, 2.3.1)."""
        kind, _, told = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return {}
        name, _, secret = base64.b64decode(told).decode().partition(":")
        return {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}

    def _answer(self, work: Any) -> None:
        endpoint = self.server.endpoint
        if endpoint.trouble:
            endpoint.asked.append("trouble")
            self._trouble(endpoint.trouble)
            return
        try:
            status, told = 200, work()
        except Refusal as refusal:
            status = 400
            told = {"error": refusal.code, "error_description": refusal.description}
        endpoint.before_answer.wait(30)
        self._json(status, told)

    def _trouble(self, trouble: str) -> None:
        if trouble.isdigit():
            self._bytes(int(trouble), b"busy")
        elif trouble == "elsewhere":
            self.send_response(307)
            self.send_header("Location", f"{self.server.endpoint.url}/elsewhere")
            self.end_headers()
        elif trouble in GARBAGE:
            self._bytes(200, GARBAGE[trouble])
        else:
            with contextlib.suppress(OSError):
                self._without_end(trouble)

    def _without_end(self, trouble: str) -> None:
        if trouble in {"drip", "endless"}:
            self.send_response(200)
            self.end_headers()
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            if trouble == "endless":
                self.wfile.write(b" " * 65_536)
            else:
                time.sleep(0.05)
            if trouble == "drip":
                self.wfile.write(b" ")

    def _redirect(self, told: dict[str, str]) -> None:
        try:
            place = self.server.endpoint.authorize(told)
        except (Refusal, KeyError):
            self._odd()
            return
        self.send_response(302)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _odd(self) -> None:
        self.server.endpoint.odd.append(f"{self.command} {self.path}")
        self._json(404, {"error": "invalid_request"})

    def _json(self, status: int, told: Answer) -> None:
        self._bytes(status, json.dumps(told).encode())

    def _bytes(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
