"""STORE, COPY, MOVE, EXPUNGE and APPEND, as one store of labelled messages takes them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.servers.gmail.fetching import labels_shown
from tests.servers.gmail.searching import Place
from tests.servers.gmail.session import Command, No, Session, strings
from tests.servers.gmail.store import (
    ALL,
    AWAY,
    DRAFT,
    IMPORTANT,
    INBOX,
    SENT,
    STARRED,
    Message,
    View,
    epoch,
    refuse_move_out,
)
from tests.servers.gmail.words import BadCommandError, NotModelledError, Quoted, text_of

#: Labels of Gmail's own that a client may put on and take off.
_FREE = (INBOX, STARRED, IMPORTANT)


def store(session: Session, words: list[object], uid: bool) -> None:
    """Flags or labels on and off."""
    _writable(session)
    places, item = session.chosen(words[0], uid=uid), text_of(words[1]).upper()
    item, dot, silent = item.partition(".")
    if dot and silent != "SILENT":
        raise BadCommandError(f"STORE {item}.{silent}")
    named = strings(words[2:])
    sign, what = item[:1], item[1:]
    if what == "X-GM-LABELS" and sign in "+-":
        for _, _, message in places:
            _store_labels(session, message, sign, named)
    elif what == "FLAGS" and sign in "+-":
        for _, _, message in places:
            _store_flags(session, message, sign, named)
    else:
        raise NotModelledError(f"STORE {item}")
    if not silent:
        _tell(session, places, what, uid=uid)


def copy(session: Session, words: list[object], uid: bool) -> str:
    """The label of the other folder is put on; to the Trash or Spam, the message goes there."""
    target, places = session.named(words[1]), session.chosen(words[0], uid=uid)
    source = session.open.view
    for _, _, message in places:
        _into(session, message, source, target)
    return _copied(session, places, target)


def move(session: Session, words: list[object], uid: bool) -> str:
    """COPY, and the open folder's label goes off: so into All Mail it is archived."""
    _writable(session)
    target, places = session.named(words[1]), session.chosen(words[0], uid=uid)
    source = session.open.view
    if source.label == ALL and target.label not in AWAY:
        raise NotModelledError(f"MOVE from All Mail to {target.name}: is it in both then?")
    for _, _, message in places:
        _into(session, message, source, target)
        if source.label in message.labels:
            session.account.take_off(message, source.label)
    answer = _copied(session, places, target)
    session.news()
    return answer  # COPYUID in the tagged line, not before EXPUNGE: so does Gmail


def expunge(session: Session, _words: list[object], _uid: bool) -> None:
    r"""With auto-expunge, which is on unless the owner turns it off, \\Deleted left nothing."""
    _writable(session)
    session.news()


def append(session: Session, words: list[object], _uid: bool) -> str:
    """A new message with the folder's label."""
    target, raw = session.named(words[0]), words[-1]
    if len(words) != 3 or not isinstance(raw, Quoted) or not isinstance(words[1], list):
        raise NotModelledError(f"APPEND with {words[1:-1]}")
    message = Message(raw.data, epoch(None))
    flags = set(strings([words[1]]))
    account = session.account
    ids = {other.message_id for other in account.messages.values()}
    if message.message_id in ids - {""}:
        raise NotModelledError(f"APPEND of a message that is there: {message.message_id}")
    if ("\\Draft" in flags) != (target.label == DRAFT) or flags - {"\\Draft", "\\Seen"}:
        raise NotModelledError(f"APPEND to {target.name} with {flags}")
    message.seen = flags & {"\\Seen"}
    account.add(message, target.label)
    session.news()
    return f"OK [APPENDUID {target.validity} {target.uids[message.id]}] (Success)"


CHANGING: Mapping[str, Command] = {
    "STORE": store,
    "COPY": copy,
    "MOVE": move,
    "EXPUNGE": expunge,
    "APPEND": append,
}


def _store_labels(session: Session, message: Message, sign: str, labels: list[str]) -> None:
    account, own = session.account, session.open.view.label
    for label in labels:
        if not account.known_label(label) or label == ALL:
            raise NotModelledError(f"STORE of a label that does not exist: {label!r}")
        if label.startswith("\\") and label not in _FREE:
            raise NotModelledError(f"STORE of {label}")
        if label == own:
            continue  # OK, and nothing is changed
        if sign == "+":
            account.put_on(message, label)
        else:
            account.take_off(message, label)


def _store_flags(session: Session, message: Message, sign: str, flags: list[str]) -> None:
    for flag in flags:
        if flag == "\\Deleted" and sign == "+":
            _delete(session, message)
        elif flag == "\\Flagged":
            _store_labels(session, message, sign, [STARRED])
        elif flag in ("\\Seen", "\\Answered"):
            message.seen = message.seen | {flag} if sign == "+" else message.seen - {flag}
        else:
            raise NotModelledError(f"STORE {sign}FLAGS {flag}: what a keyword is on Gmail")


def _delete(session: Session, message: Message) -> None:
    r"""\\Deleted is expunged at once: out of this folder, and nowhere else."""
    view = session.open.view
    if view.label == ALL or view.label in (*AWAY, DRAFT, SENT):
        raise NotModelledError(f"\\Deleted in {view.name}: the message itself may be lost")
    session.account.take_off(message, view.label)


def _into(session: Session, message: Message, source: View, target: View) -> None:
    refuse_move_out(source)
    if target.label == ALL:
        return  # it is there already
    if target.label in (INBOX, SENT, DRAFT):
        raise NotModelledError(f"COPY or MOVE to {target.name}")
    session.account.put_on(message, target.label)


def _copied(session: Session, places: list[Place], target: View) -> str:
    session.news()
    if not places:
        return "OK (Success)"
    pairs = [(uid, target.uids[message.id]) for _, uid, message in places]
    old, new = (",".join(str(pair[i]) for pair in pairs) for i in (0, 1))
    return f"OK [COPYUID {target.validity} {old} {new}] (Success)"


def _tell(session: Session, places: list[Place], what: str, *, uid: bool) -> None:
    for number, one, message in places:
        flags = f"FLAGS ({' '.join(sorted(message.flags))})".encode()
        shown = flags if what == "FLAGS" else labels_shown(message, session.open.view)
        session.say(f"* {number} FETCH (UID {one} ".encode() + shown + b")")


def _writable(session: Session) -> None:
    if session.open.read_only:
        raise No("[READ-ONLY] the folder is open for looking only")
