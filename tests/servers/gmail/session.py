"""One client's connection: the commands one by one, and what it knows of the open folder."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.servers.gmail.searching import Place
from tests.servers.gmail.store import Account, View
from tests.servers.gmail.words import (
    BadCommandError,
    NotModelledError,
    Quoted,
    numbers,
    read_command,
    text_of,
)

#: What a command does with its words, "UID" before it or not: the tagged answer, None for OK.
Command = Callable[["Session", list[object], bool], "str | None"]

#: Commands that may be given before anybody is signed in.
_OF_NOBODY = ("CAPABILITY", "LOGIN", "AUTHENTICATE", "LOGOUT", "NOOP", "ID")
_WITH_UID = ("FETCH", "SEARCH", "STORE", "COPY", "MOVE", "EXPUNGE")


class No(Exception):
    """The command is refused; the text is the answer's."""


@dataclass(eq=False)
class Open:
    """The open folder, and which (UID, X-GM-MSGID) the client knows of, by message number."""

    view: View
    read_only: bool
    known: list[tuple[int, int]] = field(default_factory=list)


class Session:
    """See the module. ``accounts`` finds an account by name and password."""

    def __init__(
        self,
        client: socket.socket,
        lines: BinaryIO,
        accounts: Callable[[str, str], Account | None],
        commands: Mapping[str, Command],
    ) -> None:
        self.client, self.lines, self.accounts = client, lines, accounts
        self._commands = commands
        self.signed_in: Account | None = None
        self.folder: Open | None = None
        self.out: list[bytes] = []
        self.over = False

    def serve(self) -> None:
        """Answer until the client leaves. Raises NotModelledError where it wants too much."""
        self.say(b"* OK Gimap ready for requests from 127.0.0.1")
        self.flush()
        while not self.over and (command := read_command(self.lines, self.invite)):
            tag, words = command
            if not words:
                raise NotModelledError(f"a tag alone: {tag}")
            self.say(f"{tag} {self._answer(words)}".encode())
            self.flush()

    def say(self, line: bytes) -> None:
        """One line of answer; it goes out with the tagged one."""
        self.out.append(line + b"\r\n")

    def flush(self) -> None:
        """Send what is said so far."""
        self.client.sendall(b"".join(self.out))
        self.out.clear()

    def invite(self) -> None:
        """Ask for what the client waits with."""
        self.say(b"+ go ahead")
        self.flush()

    def _answer(self, words: list[object]) -> str:
        name, words = text_of(words[0]).upper(), words[1:]
        uid = name == "UID"
        if uid:
            name, words = text_of(words[0]).upper(), words[1:]
        command = self._commands.get(name)
        if command is None or (uid and name not in _WITH_UID):
            raise NotModelledError(f"the command {name}")
        if self.signed_in is None and name not in _OF_NOBODY:
            return f"BAD {name} before signing in"
        alone = self.signed_in is None or name == "IDLE"
        try:
            with nullcontext() if alone else self.account.lock:
                return command(self, words, uid) or "OK Success"
        except No as error:
            return f"NO {error} (Failure)"
        except BadCommandError as error:
            return f"BAD {error}"

    @property
    def account(self) -> Account:
        """Whose mailbox it is."""
        assert self.signed_in, "nobody is signed in"
        return self.signed_in

    @property
    def open(self) -> Open:
        """The open folder. Raises BadCommandError where there is none."""
        if self.folder is None:
            raise BadCommandError("no folder is open")
        return self.folder

    def named(self, word: object) -> View:
        """The folder of this name. Raises No where none is shown."""
        view = self.account.view(text_of(word))
        if view is None:
            raise No("[TRYCREATE] Folder doesn't exist.")
        return view

    def places(self) -> list[Place]:
        """What the client knows of the open folder and is still there."""
        now = self.open
        return [
            (number, uid, self.account.messages[id_])
            for number, (uid, id_) in enumerate(now.known, start=1)
            if now.view.uids.get(id_) == uid
        ]

    def chosen(self, word: object, *, uid: bool) -> list[Place]:
        """The places of a sequence set."""
        known = self.open.known
        largest = max((u for u, _ in known), default=0) if uid else len(known)
        wanted = numbers(text_of(word), largest)
        return [place for place in self.places() if wanted(place[1] if uid else place[0])]

    def news(self) -> None:
        """Tell what has come and gone in the open folder."""
        if self.folder is None:
            return
        known = self.folder.known
        there = {(uid, id_) for id_, uid in self.folder.view.uids.items()}
        for at in range(len(known) - 1, -1, -1):
            if known[at] not in there:
                del known[at]
                self.say(f"* {at + 1} EXPUNGE".encode())
        if come := sorted(there - set(known)):
            known += come
            self.say(f"* {len(known)} EXISTS".encode())


def strings(words: list[object]) -> list[str]:
    """The strings of a list, with parentheses or without."""
    items = words[0] if len(words) == 1 and isinstance(words[0], list) else words
    return [item.text if isinstance(item, Quoted) else text_of(item) for item in items]
