"""Signing in over a new connection: with a password here, with a token by ``bearer.py``."""

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from service.errors import Refused, Unreachable
from service.mailbox.connection.bearer import (
    Bearer,
    Secret,
    TokenRefused,
    offered,
    sign_in_by_token,
)
from service.mailbox.connection.faults import PASSING_CODES, one_line, sorted_errors
from service.mailbox.connection.line import Line
from service.mailbox.connection.making import connected, prepare, reached
from service.mailbox.connection.terms import in_quotes
from service.settings import MailboxSettings

#: Why a sign-in may fail although name and password are right: as a code (RFC 5530), or in words.
_PASSING = re.compile(rf"{PASSING_CODES}|temporar|try again|too many|simultaneous", re.I)

#: Connecting and signing in may take so many times as long as the server may be silent.
PATIENCE = 2


def signed_in(settings: MailboxSettings, secret: Secret, line: Line) -> IMAPClient:
    """A connection over which the owner is signed in; cut where it is not.

    A token that the server does not take is renewed once, and tried on a new connection: some
    servers close the old one. Raises Unreachable, also where it takes too long: a server may drip
    without ever being silent; Refused where a person must act; and what renewing a token raises.
    """
    place = f"{settings.host}:{settings.port}"
    try:
        with _soon(line, place, PATIENCE * settings.timeout_seconds):
            return _once_or_twice(settings, secret, line, place)
    except BaseException:
        line.cut()
        raise


def _once_or_twice(settings: MailboxSettings, secret: Secret, line: Line, place: str) -> IMAPClient:
    try:
        return _tried(settings, secret, line, place)
    except TokenRefused:
        if not (isinstance(secret, Bearer) and secret.another):
            raise
        again = Bearer(secret.another())
    return _tried(settings, again, line, place)


def _tried(settings: MailboxSettings, secret: Secret, line: Line, place: str) -> IMAPClient:
    client = None
    try:
        with reached(place):
            client = connected(settings, line)
            prepare(client, settings)
        sign_in(client, settings.username, secret, place)
    except BaseException:
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


def sign_in(client: IMAPClient, username: str, secret: Secret, place: str) -> None:
    """Sign in with a password or a token. Raises Refused where a person must act."""
    with sorted_errors(f"{place}: sign-in"):
        _see_that_it_is_taken(client, secret, place)
        try:
            if isinstance(secret, Bearer):
                sign_in_by_token(client, username, secret.token)
            else:
                _log_in(client, username, secret)
        except LoginError as error:
            said = one_line(error)
            if _PASSING.search(said):
                raise Unreachable(f"{place}: sign-in did not come to an end: {said}") from error
            raise _refused(
                client, username, secret, f"{place}: the server does not ", said
            ) from error


def _refused(client: IMAPClient, username: str, secret: Secret, begins: str, said: str) -> Refused:
    if isinstance(secret, Bearer):
        return TokenRefused(
            f"{begins}take the token for {username!r}: {said}: is it another account's? see "
            "mailbox.username, or sign in again: 'coffeefirst sign-in'"
        )
    wanted = "many providers want an app password"
    if offered(client):
        wanted += ", or mailbox.sign_in = 'google' or 'microsoft'"
    return Refused(
        f"{begins}let {username!r} in: {said.rstrip('. ')}: check mailbox.username and the "
        f"password ({wanted})"
    )


def _see_that_it_is_taken(client: IMAPClient, secret: Secret, place: str) -> None:
    """Nothing secret is sent to a server that says it takes none. Raises Refused."""
    told = {capability.upper() for capability in client._imap.capabilities}
    if isinstance(secret, Bearer):
        if not offered(client):
            raise Refused(
                f"{place}: the server takes no tokens (neither OAUTHBEARER nor XOAUTH2): "
                "mailbox.sign_in = 'password' is for this one"
            )
    elif "LOGINDISABLED" in told and "AUTH=PLAIN" not in told:  # RFC 9051, 6.2.3
        why = "it wants mailbox.sign_in = 'google' or 'microsoft'"
        if not offered(client):
            why = "over an encrypted connection it may: see mailbox.security"
        raise Refused(f"{place}: the server takes no password here (LOGINDISABLED): {why}")


def _log_in(client: IMAPClient, username: str, password: str) -> None:
    try:
        if password.isascii() and username.isascii() and not _only_plain(client):
            client.login(in_quotes(username), password)  # imaplib quotes the password alone
        else:  # LOGIN is for ASCII; PLAIN carries UTF-8 (RFC 4616)
            client.plain_login(username, password)
    except IMAPClientError as error:
        gone = isinstance(error.__context__, IMAPClientAbortError)  # imapclient makes it a NO
        kind = IMAPClientAbortError if gone else type(error)
        raise kind(_without(username, password, str(error))) from None


def _only_plain(client: IMAPClient) -> bool:
    """Whether LOGIN is switched off (RFC 9051, 6.2.3), and PLAIN is what is left."""
    return "LOGINDISABLED" in {capability.upper() for capability in client._imap.capabilities}


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
