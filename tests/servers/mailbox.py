"""What is in a mailbox, seen over IMAP by a client that changes nothing (EXAMINE, BODY.PEEK)."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path

_LISTED = re.compile(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.*)')
_BATCH = 500


@dataclass(frozen=True)
class Stored:
    """One mail as the server holds it.

    `flags` are system flags and keywords alike, without \\Recent: that one is the session's, and
    depends on who looked before (RFC 3501 section 2.3.2).
    """

    uid: int
    flags: frozenset[str]
    message_id: str
    raw: bytes


@dataclass(frozen=True)
class Mailbox:
    """A reader: each call signs in, looks and leaves. Folder names are as the server says them."""

    host: str
    port: int
    user: str
    password: str
    certificate: Path | None = None

    def folders(self) -> dict[str, frozenset[str]]:
        """The folders with their attributes: {"Drafts": {"\\\\HasNoChildren", "\\\\Drafts"}, …}."""
        with self._signed_in() as imap:
            return _folders(imap)

    def mails(self, folder: str = "INBOX", *, headers_only: bool = False) -> list[Stored]:
        """What is in `folder`, by UID; `headers_only` for a big one.

        Raises LookupError where there is no such folder.
        """
        with self._signed_in() as imap:
            return _mails_in(imap, folder, headers_only=headers_only)

    def everything(self) -> dict[str, list[Stored]]:
        """What is in each folder that can be opened, by a single sign-in; headers only."""
        with self._signed_in() as imap:
            folders = _folders(imap)
            opened = [f for f, attributes in folders.items() if "\\Noselect" not in attributes]
            return {folder: _mails_in(imap, folder, headers_only=True) for folder in opened}

    def only(self, folder: str = "INBOX") -> Stored:
        """The one mail in `folder`."""
        (mail,) = self.mails(folder)
        return mail

    def count(self, folder: str = "INBOX") -> int:
        """How many mails are in `folder`; 0 where there is no such folder."""
        with self._signed_in() as imap:
            status, (count,) = imap.select(f'"{folder}"', readonly=True)
        return int(count or 0) if status == "OK" else 0

    def flags(self, folder: str = "INBOX") -> dict[str, frozenset[str]]:
        """Flags and keywords of each mail in `folder`, by Message-ID."""
        return {mail.message_id: mail.flags for mail in self.mails(folder, headers_only=True)}

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        with self._connection() as imap:
            imap.login(self.user, self.password)
            yield imap

    def _connection(self) -> imaplib.IMAP4:
        if self.certificate is None:
            return imaplib.IMAP4(self.host, self.port, timeout=60)
        trust = ssl.create_default_context(cafile=str(self.certificate))
        return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=trust, timeout=60)


def _folders(imap: imaplib.IMAP4) -> dict[str, frozenset[str]]:
    _, lines = imap.list()
    found = (_LISTED.match(line) for line in lines if isinstance(line, bytes))
    return {_unquoted(m[2]): frozenset(m[1].decode().split()) for m in found if m}


def _mails_in(imap: imaplib.IMAP4, folder: str, *, headers_only: bool) -> list[Stored]:
    section = "BODY.PEEK[HEADER]" if headers_only else "BODY.PEEK[]"
    status, (count,) = imap.select(f'"{folder}"', readonly=True)
    if status != "OK":
        raise LookupError(f"no folder {folder!r}: {count!r}")
    total = int(count or 0)
    answers = [
        imap.fetch(f"{first}:{min(first + _BATCH - 1, total)}", f"(UID FLAGS {section})")[1]
        for first in range(1, total + 1, _BATCH)
    ]
    return [mail for answer in answers for mail in stored_mails(answer)]


def _unquoted(name: bytes) -> str:
    return name.decode("ascii").strip('"').replace('\\"', '"').replace("\\\\", "\\")


def stored_mails(answer: list[None] | list[bytes | tuple[bytes, bytes]]) -> Iterator[Stored]:
    """What a FETCH of UID, FLAGS and BODY[…] told, as imaplib gives it."""
    # imaplib gives a pair (line before the literal, literal) and then the rest of the line.
    for part in answer:
        if isinstance(part, tuple):
            yield _stored(part[0], part[1])


def _stored(line: bytes, raw: bytes) -> Stored:
    uid = re.search(rb"UID (\d+)", line)
    flags = re.search(rb"FLAGS \(([^)]*)\)", line)
    assert uid, line
    assert flags, line
    message_id = str(BytesHeaderParser().parsebytes(raw).get("Message-ID", "")).strip()
    lasting = frozenset(flags[1].decode().split()) - {r"\Recent"}
    return Stored(int(uid[1]), lasting, message_id, raw)
