"""Life-like mail as bytes: LinkedIn's invitations, its other mail, and everybody else's.

The same number gives the same mail, to the byte. People, companies and addresses are invented;
what LinkedIn's mail looks like (headers, template names, forms of links, layout) is as observed in
real mail up to 2026. The signatures are not real ones: what counts is Authentication-Results,
which the owner's own provider, mx.example.org, has put on top.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime, parseaddr

from tests.servers.mail_html import Link, invitation_html
from tests.servers.mail_parts import (
    AUTHSERV_ID,
    OWNER_HEADLINE,
    alternative,
    ascii_only,
    encoded,
    linkedin_head,
    linkedin_id,
    links,
    mailbox,
    quoted_printable,
    token,
    when,
    wire,
)
from tests.servers.people import Person, note_kind, note_text, person

__all__ = [
    "AUTHSERV_ID",
    "OWNER",
    "accepted",
    "invitation",
    "job_alert",
    "linkedin_other",
    "message_id",
    "note_kind",
    "note_text",
    "other",
    "person",
]

OWNER = "Robin Falkenrath <robin@example.org>"

INVITE = "email_m2m_invite_single_01"
_ORDINARY = (
    (
        "Minutes of the works meeting, no. {n}",
        "Please find below what we agreed about hall {n}. The crane is booked for Monday, and "
        "Yvonne orders the sleepers. Who is against, speaks up by Friday.",
    ),
    (
        "Invoice 2026-{n}",
        "Thank you for your order. The amount of 1.{n:03},40 € is due within 30 days. Goods remain "
        "our property until they are paid for.",
    ),
    (
        "Re: Saturday?",
        "Saturday is fine, but not before eleven: the little one has swimming. We bring the salad "
        "and Grandpa's folding chairs, all {n} of them, as he puts it.",
    ),
    (
        "Your parcel {n} is on its way",
        "The carrier has your parcel and tries to deliver it tomorrow between 9:00 and 13:00. "
        "Nobody in? Then it waits for you at the flower shop.",
    ),
    (
        "Wochenbericht Nr. {n}",
        "Diese Woche drei Angebote geschrieben, eins davon größer. Die Presse läuft wieder. "
        "Urlaub ist eingetragen; Vertretung macht Herr Özdemir.",
    ),
    (
        "I want to connect … the two pumps",
        "Can you tell me which flange fits the old pump? The new one has eight holes, and someone "
        "found the drawing on LinkedIn of all places. Drawing {n} attached.",
    ),
)


def invitation(
    n: int,
    *,
    note: str | None = None,
    name: str | None = None,
    headline: str | None = None,
    to: str = OWNER,
    sent: datetime | None = None,
) -> bytes:
    """Invitation number `n`: a 2.4 kB text part, a 45 kB HTML part.

    What is None goes by the number: `note` is then of the kind note_kind(n), "" is no note; `sent`
    is a time between September and November 2026.
    """
    known, you = person(n), _owner(to).first
    who = Person(name or known.name, known.headline if headline is None else headline, known.place)
    said = note_text(n, you) if note is None else note
    moment = sent or when(n)
    link = links(n, INVITE, who, moment)
    others = [person(n + step) for step in (301, 302, 303, 304)]
    html = invitation_html(who, said, _owner(to), link, others=others)
    # Both subjects are in use, and neither says whether there is a note.
    subject = f"{you}, please add me to your LinkedIn network" if n % 3 else "I want to connect"
    sender = f"{who.name} <invitations@linkedin.com>"
    head = linkedin_head(n, INVITE, sender=sender, subject=subject, to=to, sent=moment)
    text = _invitation_text(who, said, _owner(to), link)
    return wire(head + alternative(n, moment, text, html))


def accepted(n: int, *, to: str = OWNER) -> bytes:
    """Not an invitation, though it comes from the same address: somebody has accepted one."""
    who, template = person(n), "email_accept_invite_single_01"
    link = links(n, template, who, when(n))
    text = (
        f"{who.first} has accepted your invitation\n\n{who.name}\n{who.headline}\n\n"
        f"View profile: {link('/comm/in/{slug}', 'hero-0-prof')}\n"
    )
    return _linkedin(
        n,
        template,
        sender=f"{who.name} via LinkedIn <invitations@linkedin.com>",
        subject=f"{who.first} accepted your invitation, explore their network",
        text=text + _frame(_owner(to), "Accepted Invitation", link),
        to=to,
    )


def job_alert(n: int, *, to: str = OWNER) -> bytes:
    """LinkedIn's mail about jobs."""
    template = "email_job_alert_digest_01"
    link = links(n, template, person(n), when(n))
    jobs = "\n\n".join(
        f"{person(n + i).headline.partition(' at ')[0]}\nTallow & Reed Logistics\n"
        f"{person(n + i).place}\nView job: {link(f'/comm/jobs/view/{4000000 + n + i}', 'job')}"
        for i in range(6)
    )
    return _linkedin(
        n,
        template,
        sender="LinkedIn Job Alerts <jobalerts-noreply@linkedin.com>",
        subject=f"“millwright”: Tallow & Reed Logistics and {3 + n % 20} more",
        text=f"Your job alert for millwright\n\n{jobs}\n" + _frame(_owner(to), "Job Alert", link),
        to=to,
    )


def linkedin_other(n: int, *, to: str = OWNER) -> bytes:
    """LinkedIn's mail that is no invitation, now of one sort and now of the other."""
    return accepted(n, to=to) if n % 2 else job_alert(n, to=to)


def other(n: int, *, to: str = OWNER) -> bytes:
    """Ordinary mail; its From never holds the word that a search for LinkedIn's mail looks for."""
    who = person(n * 7 + 3)
    address = f"{ascii_only(who.first)}.{n}@{('example.com', 'example.net', 'post.example')[n % 3]}"
    subject, text = _ORDINARY[n % len(_ORDINARY)]
    head = (
        f"Return-Path: <{address}>\nReceived: from out.example.net (out.example.net [192.0.2.25])\n"
        f"\tby {AUTHSERV_ID} with ESMTPS id {token(n, 'q', 12)}; {format_datetime(when(n))}\n"
        f"Date: {format_datetime(when(n))}\nFrom: {mailbox(f'{who.name} <{address}>')}\n"
        f"To: {mailbox(to)}\nMessage-ID: <{n}.{token(n, 'other', 12)}@post.example>\n"
        f"Subject: {encoded(subject.format(n=n))}\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    )
    body = f"{text.format(n=n)}\n\n" * (1 + n % 12) + f"{who.first}\n"
    return wire(head + quoted_printable(body))


def message_id(n: int, *, sent: datetime | None = None) -> str:
    """The Message-ID of invitation number `n`, with its angle brackets."""
    return linkedin_id(n, INVITE, sent or when(n))


def _linkedin(n: int, template: str, *, sender: str, subject: str, text: str, to: str) -> bytes:
    html = "".join(f"<p>{line}</p>\n" for line in text.replace("&", "&amp;").splitlines())
    head = linkedin_head(n, template, sender=sender, subject=subject, to=to, sent=when(n))
    return wire(head + alternative(n, when(n), text, f"<html><body>{html}</body></html>"))


def _invitation_text(who: Person, note: str, owner: Person, link: Link) -> str:
    said = f"Hi {owner.first},\n\n{note}\n\n" if note else ""
    card = "\n".join(line for line in (who.name, who.headline) if line)
    accept = link("/comm/mynetwork/invite-accept/invitationId/{id}/sharedKey/{key}/", "hero-0-acc")
    profile = link("/comm/in/{slug}", "hero-0-prof")
    buttons = f"View profile: {profile}\nAccept: {accept}\n"
    return f"{said}{card}\n\n{buttons}{_frame(owner, 'Invitation', link)}"


def _frame(owner: Person, sort: str, link: Link) -> str:
    """What ends every text part; it names the recipient, not the inviter."""
    return (
        f"\n{'-' * 40}\n\nThis email was intended for {owner.name} ({owner.headline})\n"
        f"Learn why we included this: {link('/help/linkedin/answer/4788', 'why')}\n"
        f"You are receiving {sort} emails.\n\n"
        f"Unsubscribe: {link('/comm/psettings/email-unsubscribe', 'unsub')}\n"
        f"Help: {link('/help/linkedin/answer/67', 'help')}\n\n"
        "© 2026 LinkedIn Corporation, 1zwnj000 West Maude Avenue, Sunnyvale, CA 94085.\n"
        "LinkedIn and the LinkedIn logo are registered trademarks of LinkedIn.\n"
    )


def _owner(to: str) -> Person:
    name, address = parseaddr(to)
    return Person(name or address.partition("@")[0], OWNER_HEADLINE, "Kassel, Germany")
