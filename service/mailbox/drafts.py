"""A draft as an RFC 5322 message, and saving drafts: this is as near to sending as we come."""

import hashlib
import re
from binascii import b2a_qp
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from typing import Protocol, TypeVar

from rules import Decision, Owner, paste_hint, printable
from service.mailbox.answers import answer_in, made_of
from service.mailbox.connection import Connection
from service.mailbox.folders import Folders

#: The domain of our drafts' Message-IDs; ``.invalid`` is nobody's (RFC 2606, 2).
DOMAIN = "draft.coffeefirst.invalid"

#: How many drafts, and octets, go in one APPEND.
BATCH, BATCH_OCTETS = 2_000, 4_194_304

#: A msg-id as other fields may hold it (RFC 5322, 3.6.4): printable ASCII, and not too long.
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,900}>")

#: A field's value: printable ASCII; a line break only where the next line is folded onto this one.
_VALUE = re.compile(r"(?:[ -~]|\n [!-~])*")

_TELLING = re.compile(rb"(?:to|cc|bcc|subject):", re.IGNORECASE)


def draft_id(invitation_message_id: str, key: str) -> str:
    """The draft's Message-ID, derived from its invitation's: the same invitation, the same id."""
    digest = hashlib.sha256(
        f"{invitation_message_id}\n{key}".encode("utf-8", "replace")
    ).hexdigest()
    return f"<{digest[:32]}@{DOMAIN}>"


def compose(decision: Decision, owner: Owner, written: datetime) -> bytes:
    """The message that is saved. Raises ValueError where there is no draft, or no mail of it.

    Put together by hand from what the email package encodes: a dozen plain fields and one part
    of text cost a millisecond each by EmailMessage, a tenth of it so.
    """
    draft, invitation = decision.draft, decision.invitation
    if draft is None:
        raise ValueError("the decision has no draft")
    fields = [
        ("From", _mailbox(owner)),
        ("To", draft.to or ""),
        ("Subject", _words("Subject", draft.subject)),
        ("Date", format_datetime(written)),
        ("Message-ID", draft_id(invitation.message_id, invitation.key)),
        *_thread(invitation.message_id),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    head = "".join(_field(name, value) for name, value in fields if value)
    text = b2a_qp(printable(_text(decision, owner)).encode("utf-8"))
    return (head.encode("ascii") + b"\n" + text).replace(b"\n", b"\r\n")


def _field(name: str, value: str) -> str:
    """One header field. Raises ValueError for a value that could end it and begin another."""
    if not _VALUE.fullmatch(value):
        raise ValueError(f"what should stand in {name} is not fit for a header")
    return f"{name}: {value}\n"


def _mailbox(owner: Owner) -> str:
    """The owner's name and address (RFC 5322, 3.4)."""
    name = _words("From", owner.name)
    return f"{name} <{owner.address}>" if "=?" in name else formataddr((name, owner.address))


def fingerprint(message: bytes) -> str:
    """What an owner would change about a draft: to whom, about what, and its text.

    Other fields may be a server's or a mail program's; line ends and blanks at the end as well.
    """
    head, _, body = message.replace(b"\r\n", b"\n").partition(b"\n\n")
    fields = re.sub(rb"\n[ \t]+", b" ", head).split(b"\n")
    telling = sorted(field for field in fields if _TELLING.match(field))
    return hashlib.sha256(b"\n".join([*telling, b"", body.rstrip()])).hexdigest()


def _thread(message_id: str) -> list[tuple[str, str]]:
    """What makes the draft an answer to the invitation (RFC 5322, 3.6.4)."""
    if not _MESSAGE_ID.fullmatch(message_id):
        return []
    return [("In-Reply-To", message_id), ("References", message_id)]


def _words(name: str, text: str) -> str:
    """A header's text on one line, as encoded words where it is not ASCII (RFC 2047).

    So is a text that looks like encoded words, which a mail program would decode once more.
    """
    line = " ".join(printable(text).split())
    plain = line.isascii() and "=?" not in line
    return line if plain else Header(line, "utf-8", header_name=name).encode()


def _text(decision: Decision, owner: Owner) -> str:
    """The body; above it, where nobody is addressed, where on LinkedIn to paste it."""
    draft = decision.draft
    if draft is None or draft.to:
        return draft.body if draft else ""
    hint = paste_hint(next(iter(owner.languages), "en"), draft.paste_at)
    return f"{hint}\n{'-' * 40}\n\n{draft.body}"


class Drafts:
    """The Drafts folder. There is no way to send from here."""

    def __init__(self, connection: Connection, folders: Folders, configured: str | None) -> None:
        self._connection, self._folders, self._configured = connection, folders, configured

    def folder(self, *, again: bool = False) -> str:
        """Its full name on this server; ``again``: an earlier try may have made it."""
        return self._folders.special("\\drafts", self._configured, "Drafts", again=again)

    def there(self) -> str | None:
        """The same, None where there is none: nothing is made."""
        return self._folders.find("\\drafts", self._configured)

    def made(self, messages: Sequence[bytes]) -> frozenset[str]:
        """Which of these, by Message-ID, were saved before: they are there, or the owner used them.

        So the folders for what is sent and thrown away are looked into as well, where there are
        such.
        """
        used = [self._folders.find(use, None) for use in ("\\sent", "\\trash")]
        folders = list(dict.fromkeys([self.folder(again=True), *filter(None, used)]))
        drafts = [answer_in(message.partition(b"\r\n\r\n")[0]) for message in messages]
        return made_of(self._connection, drafts, folders)

    def save(self, messages: Sequence[bytes]) -> None:
        r"""Append a batch, as ``\Draft`` and ``\Seen``: nobody wants drafts counted as new mail."""
        self._connection.append(self.folder(), messages, (rb"\Draft", rb"\Seen"))


class Sized(Protocol):
    """Something with a number of octets."""

    @property
    def octets(self) -> int:
        """How long it is."""


Measured = TypeVar("Measured", bound=Sized)


def batches(drafts: Sequence[Measured]) -> Iterator[list[Measured]]:
    """Drafts in batches that one APPEND carries."""
    batch: list[Measured] = []
    octets = 0
    for draft in drafts:
        if batch and (len(batch) >= BATCH or octets + draft.octets > BATCH_OCTETS):
            yield batch
            batch, octets = [], 0
        batch.append(draft)
        octets += draft.octets
    if batch:
        yield batch
