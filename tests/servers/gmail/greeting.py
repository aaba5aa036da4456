"""Who one is, and waiting for news: the commands that look into no folder."""

from __future__ import annotations

import base64
import select
import time
from collections.abc import Mapping

from tests.servers.gmail.session import Command, No, Session
from tests.servers.gmail.words import NotModelledError, quoted, text_of

BEFORE = (
    "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR "
    "AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER"
)
#: Without COMPRESS=DEFLATE, which would hide from a proxy what is said.
AFTER = (
    "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE "
    "CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE "
    "APPENDLIMIT=35651584"
)
#: Seconds between two looks at the mailbox in IDLE.
_LOOK = 0.02


def capability(session: Session, _words: list[object], _uid: bool) -> None:
    """More of it after signing in."""
    session.say(f"* CAPABILITY {AFTER if session.signed_in else BEFORE}".encode())


def login(session: Session, words: list[object], _uid: bool) -> str:
    """With an app password."""
    return _sign_in(session, *map(text_of, words))


def authenticate(session: Session, words: list[object], _uid: bool) -> str:
    """PLAIN; the tokens that Google gives are not modelled."""
    mechanism = text_of(words[0]).upper()
    if mechanism != "PLAIN":
        raise NotModelledError(f"AUTHENTICATE {mechanism}")
    if len(words) == 1:
        session.say(b"+ ")
        session.flush()
    encoded = text_of(words[1]).encode() if len(words) > 1 else session.lines.readline()
    _, name, password = base64.b64decode(encoded).decode().split("\0")
    return _sign_in(session, name, password)


def _sign_in(session: Session, name: str, password: str) -> str:
    session.signed_in = session.accounts(name, password)
    if session.signed_in is None:
        raise No("[AUTHENTICATIONFAILED] Invalid credentials")
    capability(session, [], _uid=False)
    return f"OK {name} authenticated (Success)"


def logout(session: Session, _words: list[object], _uid: bool) -> str:
    """Goodbye."""
    session.over = True
    session.say(b"* BYE LOGOUT Requested")
    return "OK 73 good day (Success)"


def identify(session: Session, _words: list[object], _uid: bool) -> None:
    """RFC 2971."""
    session.say(b'* ID ("name" "GImap" "vendor" "Google, Inc.")')


def namespace(session: Session, _words: list[object], _uid: bool) -> None:
    """RFC 2342."""
    session.say(b'* NAMESPACE (("" "/")) NIL NIL')


def quota_root(session: Session, words: list[object], _uid: bool) -> None:
    """RFC 2087."""
    session.say(b"* QUOTAROOT " + quoted(text_of(words[0])) + b' ""')
    session.say(b'* QUOTA "" (STORAGE 1024 15728640)')


def noop(session: Session, _words: list[object], _uid: bool) -> None:
    """What is new in the open folder."""
    session.news()


def idle(session: Session, _words: list[object], _uid: bool) -> str:
    """The same as it comes, until the client says DONE (RFC 2177)."""
    session.say(b"+ idling")
    session.flush()
    while not select.select([session.client], [], [], 0)[0]:
        with session.account.lock:
            session.news()
        if session.out:
            session.flush()
        time.sleep(_LOOK)
    if session.lines.readline().strip().upper() not in (b"DONE", b""):  # or it has left
        raise NotModelledError("in IDLE something else than DONE")
    return "OK IDLE terminated (Success)"


GREETING: Mapping[str, Command] = {
    "CAPABILITY": capability,
    "LOGIN": login,
    "AUTHENTICATE": authenticate,
    "LOGOUT": logout,
    "ID": identify,
    "NAMESPACE": namespace,
    "GETQUOTAROOT": quota_root,
    "NOOP": noop,
    "CHECK": noop,
    "IDLE": idle,
}
