"""Making a connection, and signing in: the one place to change for another way to sign in."""

import re
import socket
import ssl

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, LoginError

from service.errors import Refused, Unreachable
from service.mailbox.connection.faults import one_line, sorted_errors
from service.settings import MailboxSettings

#: Why a sign-in may fail although name and password are right (RFC 5530).
_PASSING = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]")

#: Seconds to wait for the TCP connection itself.
CONNECT_TIMEOUT = 20.0


def connected(settings: MailboxSettings) -> IMAPClient:
    """A connection over which nobody is signed in yet. Raises what imapclient raises."""
    context = None if settings.security == "none" else ssl.create_default_context()
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
        client.starttls(context)
    return client


def sign_in(client: IMAPClient, username: str, password: str, place: str) -> None:
    """Sign in with a password. Raises Refused where a person must act."""
    with sorted_errors(f"{place}: sign-in"):
        try:
            if password.isascii() and username.isascii():
                client.login(_quoted(username), password)  # imaplib quotes the password alone
            else:  # LOGIN is for ASCII; PLAIN carries UTF-8 (RFC 4616)
                client.plain_login(username, password)
        except LoginError as error:
            said = one_line(error)
            if isinstance(error.__context__, IMAPClientAbortError) or _PASSING.search(said):
                raise Unreachable(f"{place}: sign-in did not come to an end: {said}") from error
            raise Refused(
                f"{place}: the server does not let {username!r} in: {said}: check "
                "mailbox.username and the password (many providers want an app password)"
            ) from error


def _quoted(text: str) -> str:
    """A string as RFC 9051 quotes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
