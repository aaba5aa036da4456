"""Signing in with a token instead of a password: OAUTHBEARER (RFC 7628), or XOAUTH2 before it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from service.errors import Refused

#: The mechanisms, the better one first. OAUTHBEARER is the standard, and also tells the server for
#: which host and port the token is meant. Google takes both, Microsoft the older one alone.
#: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
MECHANISMS = ("OAUTHBEARER", "XOAUTH2")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that signs in; ``another`` gets a new one where the server does not take this one."""

    token: str = field(repr=False)
    another: Callable[[], str] | None = field(default=None, repr=False)


#: What the owner signs in with: a password, or a token.
Secret = str | Bearer

#: Characters of a server's words that are looked at, and of a token that must not be shown.
_SHOWN, _TELLING = 1000, 12


class TokenRefused(Refused):
    """The server does not take this token; another one may do."""


def offered(client: IMAPClient) -> tuple[str, ...]:
    """The mechanisms for tokens that the server takes, as it told when the connection was made."""
    told = {capability.upper() for capability in client._imap.capabilities}
    return tuple(name for name in MECHANISMS if f"AUTH={name}" in told)


def sign_in_by_token(client: IMAPClient, username: str, token: str) -> None:
    """Sign in. Raises LoginError, in which no token is, and what imapclient raises."""
    imap, mechanism = client._imap, offered(client)[0]
    first = _first_message(mechanism, username, token, client.host, client.port)
    talk = _Talk(first, mechanism, at_once="SASL-IR" in imap.capabilities)
    try:
        # Not by imaplib's authenticate: it cannot send what comes first along (RFC 4959).
        imap.literal = talk.answer
        kind, data = imap._simple_command("AUTHENTICATE", *talk.command)
    except IMAPClientError as error:
        raise type(error)(_shown(str(error), token, first)) from None
    if kind != "OK":
        said = f"{data[-1].decode('utf-8', 'replace')} {talk.status()}".rstrip()
        raise LoginError(_shown(said, token, first))
    imap.state = "AUTH"


class _Talk:
    """What we say in turn: first who signs in with what, then that an error was understood."""

    def __init__(self, first: bytes, mechanism: str, *, at_once: bool) -> None:
        encoded = base64.b64encode(first)
        self.command = [mechanism, encoded.decode("ascii")] if at_once else [mechanism]
        # An error comes in JSON, and a NO once it is answered (RFC 7628, 3.2.3).
        understood = b"AQ==" if mechanism == "OAUTHBEARER" else b""
        self._answers = [understood, b"*"] if at_once else [encoded, understood, b"*"]
        self._told: list[bytes] = []

    def answer(self, challenge: bytes) -> bytes:
        """The next thing to say; "*" breaks it off (RFC 9051, 6.2.2)."""
        if not self._answers:
            raise IMAPClientAbortError("it asks without end")
        self._told.append(challenge)
        return self._answers.pop(0)

    def status(self) -> str:
        """Why it was refused, as the server's JSON says it (RFC 7628, 3.2.2), or ""."""
        for challenge in self._told:
            try:
                told = json.loads(base64.b64decode(challenge))["status"]
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
            return f"(status {str(told)[:40]})"
        return ""


def _first_message(mechanism: str, username: str, token: str, host: str, port: int) -> bytes:
    """Who signs in with what (RFC 7628, 3.1; for XOAUTH2 Google's page on it)."""
    if mechanism == "XOAUTH2":
        return f"user={username}\x01auth=Bearer {token}\x01\x01".encode()
    whose = username.replace("=", "=3D").replace(",", "=2C")  # RFC 5801, 4
    place = f"host={host}\x01port={port}"
    return f"n,a={whose},\x01{place}\x01auth=Bearer {token}\x01\x01".encode()


def _shown(said: str, token: str, first: bytes) -> str:
    """What the server said, unless it repeats any part of what it was sent."""
    forms = [token, *(base64.b64encode(one).decode("ascii") for one in (first, token.encode()))]
    if any(_repeats(said[:_SHOWN], form) for form in forms):
        return "its words repeat the token, and are not shown"
    return said[:_SHOWN]


def _repeats(said: str, secret: str) -> bool:
    last = max(len(secret) - _TELLING, 0)
    return any(secret[begin : begin + _TELLING] in said for begin in range(last + 1))
