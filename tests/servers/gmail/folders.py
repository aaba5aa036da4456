"""Folders, and looking into them: LIST, CREATE, SELECT, STATUS; FETCH and SEARCH."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.servers.gmail.fetching import told
from tests.servers.gmail.searching import found
from tests.servers.gmail.session import Command, No, Open, Session, strings
from tests.servers.gmail.words import NotModelledError, quoted, text_of

#: Gmail says that new keywords may be made, and shows none of them to its owner.
_FLAGS = r"\Answered \Flagged \Draft \Deleted \Seen $NotPhishing $Phishing"
_STATUS = ("MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN")


def list_folders(session: Session, words: list[object], _uid: bool) -> None:
    """What the owner lets IMAP show, with special uses; a name above that is no label."""
    if len(words) != 2 or isinstance(words[0], list):
        raise NotModelledError("LIST-EXTENDED")
    pattern = _pattern(text_of(words[0]) + text_of(words[1]))
    views = {view.name: view for view in session.account.listed()}
    parents = {name.rpartition("/")[0] for name in views if "/" in name}
    names = sorted({*views, *parents})
    for name in filter(pattern.fullmatch, names):
        children = any(other.startswith(f"{name}/") for other in names)
        flags = ["\\HasChildren" if children else "\\HasNoChildren"]
        flags.append(views[name].use if name in views else "\\Noselect")
        shown = " ".join(filter(None, flags))
        session.say(f'* LIST ({shown}) "/" '.encode() + quoted(name))


def list_subscribed(session: Session, words: list[object], _uid: bool) -> None:
    """What mail programs show, with no attributes (RFC 3501, 6.3.9)."""
    pattern = _pattern(text_of(words[0]) + text_of(words[1]))
    shown = session.account.subscribed & {view.name for view in session.account.listed()}
    for name in filter(pattern.fullmatch, sorted(shown)):
        session.say(b'* LSUB () "/" ' + quoted(name))


def create(session: Session, words: list[object], _uid: bool) -> None:
    """A label; the one above it is not made with it."""
    name = text_of(words[0]).rstrip("/")
    if name in session.account.views or name.upper() == "INBOX":
        raise No(f"[ALREADYEXISTS] Duplicate folder name {name}")
    if name.startswith("[Gmail]"):
        raise No(f"[CANNOT] Folder name is not allowed. {name}")
    session.account.create(name)


def delete(session: Session, words: list[object], _uid: bool) -> None:
    """The owner's label goes off every message; the messages stay in All Mail."""
    view = session.named(words[0])
    if view.label.startswith("\\"):
        raise No("[CANNOT] Cannot delete folder.")
    session.account.delete(view)


def subscribe(session: Session, words: list[object], _uid: bool) -> None:
    """Let mail programs show it."""
    session.account.subscribed.add(session.named(words[0]).name)


def status(session: Session, words: list[object], _uid: bool) -> None:
    """Numbers of a folder that need not be open."""
    view, account = session.named(words[0]), session.account
    unseen = [id_ for id_ in view.uids if "\\Seen" not in account.messages[id_].flags]
    values = (len(view.uids), 0, view.next_uid, view.validity, len(unseen))
    known = dict(zip(_STATUS, values, strict=True))
    asked = [item.upper() for item in strings(words[1:])]
    if unknown := set(asked) - known.keys():
        raise NotModelledError(f"STATUS {unknown}")
    shown = " ".join(f"{item} {known[item]}" for item in asked)
    session.say(b"* STATUS " + quoted(view.name) + f" ({shown})".encode())


def select(session: Session, words: list[object], _uid: bool) -> str:
    """Open a folder."""
    return _opened(session, words, read_only=False)


def examine(session: Session, words: list[object], _uid: bool) -> str:
    """Open a folder for looking only."""
    return _opened(session, words, read_only=True)


def unselect(session: Session, _words: list[object], _uid: bool) -> None:
    """No folder is open any more (RFC 3691)."""
    session.folder = None


def fetch(session: Session, words: list[object], uid: bool) -> None:
    """See fetching.py."""
    names = strings(words[1:])
    for number, one, message in session.chosen(words[0], uid=uid):
        shown = told(message, one, names, session.open.view)
        session.say(f"* {number} FETCH ".encode() + shown)


def search(session: Session, words: list[object], uid: bool) -> None:
    """See searching.py."""
    answer = found(words, session.places(), session.open.view)
    shown = [str(place[1] if uid else place[0]) for place in answer]
    session.say(" ".join(["* SEARCH", *shown]).encode())


def _opened(session: Session, words: list[object], *, read_only: bool) -> str:
    if len(words) > 1:
        raise NotModelledError(f"SELECT with {words[1:]}")
    session.folder = None
    view = session.account.view(text_of(words[0]))
    if view is None:
        raise No(f"[NONEXISTENT] Unknown Mailbox: {text_of(words[0])}")
    session.folder = Open(view, read_only, [(uid, id_) for id_, uid in view.uids.items()])
    permanent = "" if read_only else f"{_FLAGS} \\*"
    for line in (
        f"FLAGS ({_FLAGS})",
        f"OK [PERMANENTFLAGS ({permanent})] Flags permitted.",
        f"OK [UIDVALIDITY {view.validity}] UIDs valid.",
        f"{len(view.uids)} EXISTS",
        "0 RECENT",
        f"OK [UIDNEXT {view.next_uid}] Predicted next UID.",
        "OK [HIGHESTMODSEQ 1]",
    ):
        session.say(f"* {line}".encode())
    state = "READ-ONLY" if read_only else "READ-WRITE"
    return f"OK [{state}] {view.name} selected. (Success)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace("%", "[^/]*"))


FOLDERS: Mapping[str, Command] = {
    "LIST": list_folders,
    "LSUB": list_subscribed,
    "CREATE": create,
    "DELETE": delete,
    "SUBSCRIBE": subscribe,
    "STATUS": status,
    "SELECT": select,
    "EXAMINE": examine,
    "UNSELECT": unselect,
    "FETCH": fetch,
    "SEARCH": search,
}
