"""Making a connection, and signing in: the one place to change for another way to sign in."""

import base64
import re
import socket
import ssl
from contextlib import suppress

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)

from service.errors import Refused, Unreachable
from service.mailbox.connection.faults import one_line, sorted_errors
from service.settings import MailboxSettings

#: Why a sign-in may fail although name and password are right (RFC 5530).
_PASSING = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]")

#: Seconds to wait for the TCP connection itself.
CONNECT_TIMEOUT = 20.0


def connected(settings: MailboxSettings) -> IMAPClient:
    """A connection over which nobody is signed in yet. Raises what imapclient raises."""
    context = None if settings.security == "none" else _context()
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=settings.security == "tls",
        ssl_context=context,
        timeout=SocketTimeout(
            min(CONNECT_TIMEOUT, settings.timeout_seconds), settings.timeout_seconds
        ),
    )
    # imapclient hands every line to its logger, bodies included: 82 ms instead of 17 for 10 MB.
    client._imap.debug = 0
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if settings.security == "starttls":
        _encrypt(client, context)
    return client


def _context() -> ssl.SSLContext:
    """Certificate and host name are verified, by the system's authorities; TLS 1.2 (RFC 8996)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _encrypt(client: IMAPClient, context: ssl.SSLContext | None) -> None:
    """STARTTLS, or no connection. What was said before it is forgotten (RFC 9051, 6.2.1)."""
    try:
        client.starttls(context)
    except CapabilityError:
        client.shutdown()
        raise Refused(
            f"{client.host}:{client.port}: the server does not offer STARTTLS, or somebody in "
            "between takes the offer away: nothing was sent; try security = 'tls', port 993"
        ) from None
    except Exception:
        with suppress(OSError):
            client.shutdown()
        raise
    client._imap.untagged_responses.clear()


def sign_in(client: IMAPClient, username: str, password: str, place: str) -> None:
    """Sign in with a password. Raises Refused where a person must act."""
    with sorted_errors(f"{place}: sign-in"):
        try:
            _log_in(client, username, password)
        except LoginError as error:
            said = one_line(error)
            if _PASSING.search(said):
                raise Unreachable(f"{place}: sign-in did not come to an end: {said}") from error
            raise Refused(
                f"{place}: the server does not let {username!r} in: {said}: check "
                "mailbox.username and the password (many providers want an app password)"
            ) from error


def _log_in(client: IMAPClient, username: str, password: str) -> None:
    try:
        if password.isascii() and username.isascii():
            client.login(_quoted(username), password)  # imaplib quotes the password alone
        else:  # LOGIN is for ASCII; PLAIN carries UTF-8 (RFC 4616)
            client.plain_login(username, password)
    except IMAPClientError as error:
        gone = isinstance(error.__context__, IMAPClientAbortError)  # imapclient makes it a NO
        kind = IMAPClientAbortError if gone else type(error)
        raise kind(_without(username, password, str(error))) from None


def _without(username: str, password: str, said: str) -> str:
    """What the server said, unless it repeats the password: then only why, where it says so."""
    sent = [password, f"\0{username}\0{password}"]
    forms = [password, repr(password.encode()), *(_base64(text) for text in sent)]
    if not any(_bare(form) in _bare(said) for form in forms):
        return said
    why = _PASSING.search(said)
    return f"{why[0] if why else ''} (its words repeat the password, and are not shown)".lstrip()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _bare(text: str) -> str:
    """Without any marks of quoting, a server's (RFC 9051, 4.3) or Python's for bytes."""
    return re.sub(r"^b['\"]|[\\\"']", "", text)


def _quoted(text: str) -> str:
    """A string as RFC 9051 quotes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
