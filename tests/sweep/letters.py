"""The mail of the sweep: every verdict, and as few octets as may be, for each one costs a round."""

from __future__ import annotations

import re

from tests.servers import mail
from tests.servers.mail_parts import AUTHSERV_ID

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
PERSONAL = "Hi Robin, we met at the kiln seminar in Delft in May; I still owe you the glaze recipe."

#: Whom the owner knows: so strangers are known to be strangers.
PEOPLE = "Ada Quill, Northwind\nBo Renard, Southlight\n"

_FRAME = "-" * 40 + "\n\nThis email was intended for Robin Falkenrath (Miller)\n"


def _letter(
    n: int,
    body: str,
    *,
    name: str = "LinkedIn",
    subject: str = "I want to connect",
    template: str = "email_m2m_invite_single_01",
    passes: str = "pass",
    message_id: bool = True,
) -> bytes:
    head = [
        f"Authentication-Results: {AUTHSERV_ID};",
        f"\tdkim={passes} header.d=linkedin.com; dmarc={passes} header.from=linkedin.com",
        f"Date: Sun, 22 Nov 2026 10:{n:02}:00 +0000",
        f"From: {name} <invitations@linkedin.com>",
        "To: Robin Falkenrath <robin@example.org>",
        *([f"Message-ID: <sweep.{n}@lor1.prod.linkedin.com>"] if message_id else []),
        f"Subject: {subject}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        f"X-LinkedIn-Template: {template}",
    ]
    return "\r\n".join([*head, "", *body.splitlines(), ""]).encode()


def _card(name: str, headline: str) -> str:
    slug = re.sub("[^a-z]+", "-", name.lower())
    card = "\n".join(line for line in (name, headline) if line)
    links = (
        f"View profile: https://www.linkedin.com/comm/in/{slug}?trk=x\n"
        "Accept: https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/7/sharedKey/x/"
    )
    return f"{card}\n\n{links}\n\n"


def _invitation(n: int, name: str, headline: str, note: str, **more: object) -> bytes:
    said = f"Hi Robin,\n\n{note}\n\n" if note else ""
    body = said + _card(name, headline) + _FRAME
    return _letter(n, body, name=name, **more)  # type: ignore[arg-type]  # handed on as they come


_REMINDER = {
    "template": "email_m2m_invite_reminder_02",
    "subject": "Cleo Marsh's invitation is waiting for your response",
}

#: How many of them get a label in the first round, and how many drafts there are for them.
LABELLED, DRAFTED = 10, 7

#: In the order of their UIDs.
LETTERS: tuple[bytes, ...] = (
    _invitation(1, "Ada Quill", "Potter at Northwind", STOCK),  # accept
    _invitation(2, "Cleo Marsh", "Potter", STOCK),  # meet, with a draft
    _invitation(3, "Dov Lindqvist", "Account executive at Leadpump", PITCH),  # decline, draft
    _invitation(4, "Eli Varga", "LION | 30k+ connections", ""),  # ignore
    _invitation(5, "Fay Okoro", "Potter", PERSONAL),  # review, with a draft
    _invitation(6, "Gus Halloran", "Potter", STOCK, passes="fail"),  # suspicious
    _letter(
        7,
        "Hank has accepted your invitation\n\n" + _card("Hank Iversen", "Potter") + _FRAME,
        name="Hank Iversen via LinkedIn",
        subject="Hank accepted your invitation, explore their network",
        template="email_accept_invite_single_01",
    ),  # left alone
    _letter(8, "", name="Ida Jansen"),  # not understood
    _invitation(9, "Cleo Marsh", "Potter", STOCK, **_REMINDER),  # a reminder of the second one
    _letter(
        10,
        "You have 2 new invitations\n\n"
        + _card("Jo Kestrel", "Glass artist at Tidepool")
        + _card("Kit Lomax", "Bookbinder")
        + _FRAME,
        subject="You have 2 new invitations",
        template="email_m2m_invite_digest_02",
    ),  # two drafts for one mail
    _invitation(11, "Lea Moreau", "Account executive at Pitchbase", PITCH, message_id=False),
    _invitation(12, "Max Norden", "Potter", STOCK, message_id=False),
    mail.other(1),
)
