"""Making a connection over which nobody is signed in yet, as safe as the owner wants it."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientError

from service.errors import Unreachable
from service.mailbox.connection.faults import GONE, NONSENSE, one_line
from service.mailbox.connection.line import Client, Line
from service.settings import MailboxSettings

#: Seconds to wait for the TCP connection itself.
CONNECT_TIMEOUT = 20.0

#: OpenSSL's reasons where the other side answers, though not in TLS, or in one that is too old.
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL", "HTTP_REQUEST"})


@contextmanager
def reached(place: str) -> Iterator[None]:
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
        raise Unreachable(f"{place}: {_what_is_wrong(error)}: {one_line(error)}") from error


def _what_is_wrong(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason in _NO_TLS:
        return (
            "no TLS is spoken there, or none that is safe: see mailbox.port and mailbox.security "
            "('tls' is mostly port 993, 'starttls' 143)"
        )
    return "it cannot be reached (see mailbox.host and mailbox.port)"


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


def prepare(client: IMAPClient, settings: MailboxSettings) -> None:
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
