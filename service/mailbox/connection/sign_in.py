"""Making a connection, and signing in: the one place to change for another way to sign in."""

import base64
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from service.errors import Refused, Unreachable
from service.mailbox.connection.faults import GONE, NONSENSE, PASSING_CODES, one_line, sorted_errors
from service.mailbox.connection.line import Client, Line
from service.settings import MailboxSettings

#: Why a sign-in may fail although name and password are right: as a code (RFC 5530), or in words.
_PASSING = re.compile(rf"{PASSING_CODES}|temporar|try again|too many|simultaneous", re.I)

#: Seconds to wait for the TCP connection itself.
CONNECT_TIMEOUT = 20.0

#: Connecting and signing in may take so many times as long as the server may be silent.
PATIENCE = 2


def signed_in(settings: MailboxSettings, password: str, line: Line) -> IMAPClient:
    """A connection over which the owner is signed in; cut where it is not.

    Raises Unreachable, also where it takes too long: a server may drip without ever being silent;
    and Refused where a person must act.
    """
    place = f"{settings.host}:{settings.port}"
    client = None
    try:
        with _soon(line, place, PATIENCE * settings.timeout_seconds):
            with _reached(place):
                client = connected(settings, line)
                _prepare(client, settings)
            sign_in(client, settings.username, password, place)
    except BaseException:
        line.cut()
        if client is not None:
            with suppress(Exception):
                client.shutdown()
        raise
    return client


@contextmanager
def _soon(line: Line, place: str, seconds: float) -> Iterator[None]:
    """Cut the line where the block takes longer. Raises Unreachable for that."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        line.cut()

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Unreachable as error:
        if not late.is_set():
            raise
        raise Unreachable(
            f"{place}: no sign-in within {seconds:.0f} seconds: it is slow"
        ) from error
    finally:
        timer.cancel()


@contextmanager
def _reached(place: str) -> Iterator[None]:
    """Before anybody is signed in, whatever goes wrong means that the server is not reached."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        said = f"{place}: its certificate is not to be trusted, and no password was sent"
        raise Unreachable(f"{said}: {error.verify_message}: {_advice(error)}") from error
    except CapabilityError as error:
        raise Unreachable(
            f"{place}: it offers no STARTTLS here, and no password was sent: use "
            "mailbox.security = 'tls' (port 993), or find out who strips it"
        ) from error
    except (*GONE, *NONSENSE, IMAPClientError) as error:
        raise Unreachable(
            f"{place}: it cannot be reached (see mailbox.host and mailbox.port): {one_line(error)}"
        ) from error


def _advice(error: ssl.SSLCertVerificationError) -> str:
    """What to do about a certificate, by OpenSSL's number for what is wrong with it."""
    if error.verify_code in (9, 10):  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
        return "see whether this machine's clock is right; if it is, the server's owner must act"
    if error.verify_code in (62, 64):  # X509_V_ERR_HOSTNAME_MISMATCH, …_IP_ADDRESS_MISMATCH
        return "mailbox.host must be the name in the certificate"
    return "where it is your own server, name its certificate in the environment: SSL_CERT_FILE"


def connected(settings: MailboxSettings, line: Line) -> IMAPClient:
    """A connection over which nobody is signed in yet. Raises what imapclient raises."""
    return Client(
        line,
        settings.host,
        settings.port,
        ssl=settings.security == "tls",
        ssl_context=None if settings.security == "none" else _context(),
        timeout=SocketTimeout(
            min(CONNECT_TIMEOUT, settings.timeout_seconds), settings.timeout_seconds
        ),
    )


def _prepare(client: IMAPClient, settings: MailboxSettings) -> None:
    """Make it fast, and safe. Raises what imapclient raises."""
    # imapclient hands every line to its logger, bodies included: 82 ms instead of 17 for 10 MB.
    client._imap.debug = 0
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if client._imap.state != "NONAUTH":  # whose mailbox would that be?
        raise ValueError("it greets us as somebody who is signed in already (PREAUTH)")
    if settings.security == "starttls":
        client.starttls(_context())
        client._imap.untagged_responses.clear()  # what was said before it (RFC 9051, 6.2.1)


def _context() -> ssl.SSLContext:
    """Certificate and host name are verified, by the system's authorities; TLS 1.2 (RFC 8996)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


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
