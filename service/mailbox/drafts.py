"""A draft as an RFC 5322 message, and saving drafts: this is as near to sending as we come."""

import hashlib
import re
from binascii import b2a_qp
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr

from rules import Decision, Owner, paste_hint
from service.mailbox.connection import Connection
from service.mailbox.folders import Folders
from service.mailbox.labels import message_ids_in

#: The domain of our drafts' Message-IDs; ``.invalid`` is nobody's (RFC 2606, 2).
DOMAIN = "draft.coffeefirst.invalid"

#: How many drafts, and octets, go in one APPEND.
BATCH, BATCH_OCTETS = 500, 4_194_304

_WIRE = compat32.clone(linesep="\r\n")
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,900}>")


def draft_id(invitation_message_id: str, key: str) -> str:
    """The draft's Message-ID, derived from its invitation's: the same invitation, the same id."""
    digest = hashlib.sha256(f"{invitation_message_id}\n{key}".encode()).hexdigest()
    return f"<{digest[:32]}@{DOMAIN}>"


def compose(decision: Decision, owner: Owner, written: datetime) -> bytes:
    """The message that is saved. Raises ValueError where the decision has no draft.

    Written with the older half of the email package: six times as fast as EmailMessage, and all
    that it leaves unchecked (line breaks in a header) is checked here.
    """
    draft, invitation = decision.draft, decision.invitation
    if draft is None:
        raise ValueError("the decision has no draft")
    message = Message(policy=_WIRE)
    _add(message, "From", formataddr((owner.name, owner.address)))
    if draft.to:
        _add(message, "To", draft.to)
    _add(message, "Subject", _words(draft.subject))
    _add(message, "Date", format_datetime(written))
    _add(message, "Message-ID", draft_id(invitation.message_id, invitation.key))
    if _MESSAGE_ID.fullmatch(invitation.message_id):
        _add(message, "In-Reply-To", invitation.message_id)
        _add(message, "References", invitation.message_id)
    _add(message, "MIME-Version", "1.0")
    _add(message, "Content-Type", "text/plain; charset=utf-8")
    _add(message, "Content-Transfer-Encoding", "quoted-printable")
    message.set_payload(b2a_qp(_text(decision, owner).encode("utf-8", "replace")).decode("ascii"))
    return message.as_bytes(policy=_WIRE)


def _add(message: Message, name: str, value: str) -> None:
    message[name] = " ".join(value.split())


def _words(text: str) -> str:
    """A header's text, as encoded words where it is not ASCII (RFC 2047)."""
    return text if text.isascii() else Header(text, "utf-8", header_name="Subject").encode()


def _text(decision: Decision, owner: Owner) -> str:
    """The body; above it, where nobody is addressed, where on LinkedIn to paste it."""
    draft = decision.draft
    if draft is None or draft.to:
        return draft.body if draft else ""
    hint = paste_hint(owner.languages[0], draft.paste_at)
    return f"{hint}\n{'-' * 40}\n\n{draft.body}"


class Drafts:
    """The Drafts folder. There is no way to send from here."""

    def __init__(self, connection: Connection, folders: Folders, configured: str | None) -> None:
        self._connection, self._folders, self._configured = connection, folders, configured

    def folder(self) -> str:
        """Its full name on this server."""
        return self._folders.special("\\drafts", self._configured, "Drafts")

    def existing(self) -> frozenset[str]:
        """The Message-IDs of our drafts that are there."""
        return message_ids_in(self._connection, self.folder(), f"@{DOMAIN}")

    def save(self, messages: Sequence[bytes]) -> None:
        r"""Append a batch, as ``\Draft`` and ``\Seen``: nobody wants drafts counted as new mail."""
        self._connection.append(self.folder(), messages, (rb"\Draft", rb"\Seen"))


def batches(messages: Sequence[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Numbered drafts in batches that one APPEND carries."""
    batch: list[tuple[int, bytes]] = []
    octets = 0
    for number, message in messages:
        if batch and (len(batch) >= BATCH or octets + len(message) > BATCH_OCTETS):
            yield batch
            batch, octets = [], 0
        batch.append((number, message))
        octets += len(message)
    if batch:
        yield batch
