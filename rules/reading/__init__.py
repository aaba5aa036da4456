"""Bytes of a message in, Reading out: the only place that knows LinkedIn's mail.

    limits      how much of anything is read, each limit stated once
    wire        bytes → header fields                  (before any parser)
    message     → Message                              (mail-parser's home)
    lines, html → lines with links, from both parts    (html is selectolax's home)
    links       what a link is for, in any language; the clean profile
    origin      who sent it: LinkedIn, a guest's inviter, a forger, or anybody
    kinds       which kind of mail, by several signs   (subjects, templates, words)
    authenticity/ whether it is LinkedIn's: by the owner's own provider, by what such mail
                  demands, by its signatures   (senders, lookalike, filters)
    layouts/    who invites, and with which note: one file a layout of 2009 to 2026
    headline/   title, company, role and seniority out of the line under the name

What is not understood is said to be not understood: UNREADABLE, never a guess.
"""

from dataclasses import dataclass, replace

from rules.invitation import Authentic, Invitation, Inviter, Kind
from rules.knowledge import Knowledge
from rules.reading.authenticity import Mail, Signature, authenticity
from rules.reading.clean import one_line, paragraphs
from rules.reading.headline import split_headline
from rules.reading.html import html_lines
from rules.reading.kinds import Sorted, kind_of, may_invite
from rules.reading.language import mail_language
from rules.reading.layouts import cards_of, together
from rules.reading.layouts.card import Card
from rules.reading.layouts.frame import frame_of
from rules.reading.limits import HEADLINE, NAME, TooBigError
from rules.reading.lines import Line, cut_footer, text_lines
from rules.reading.links import clean_profile
from rules.reading.message import BrokenError, Message, parse
from rules.reading.origin import Origin, Sender, accepts, sender_of
from rules.reading.wire import claims_linkedin, split_message

__all__ = ["Reading", "read", "read_fields"]

_INVITING = (Kind.INVITATION, Kind.REMINDER, Kind.DIGEST)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is, and the invitations in it.

    ``because`` says in one line which signs said so. ``sufficient`` is False where only the text
    part was given and did not tell enough: then the whole mail may tell more. Where it
    ``wants_signatures``, those of the whole mail, verified, would tell whether it is authentic;
    ``later``, where they could not be verified now.
    """

    kind: Kind
    because: str
    authentic: Authentic = Authentic.UNKNOWN
    authentic_because: str = ""
    invitations: tuple[Invitation, ...] = ()
    message_id: str = ""
    subject: str = ""
    sufficient: bool = True
    wants_signatures: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class _Body:
    """Both parts of a mail as lines, each without its footer."""

    text: list[Line]
    html: list[Line]
    footer: list[Line]

    @property
    def all(self) -> list[Line]:
        return [*self.text, *self.html, *self.footer]


def _body(message: Message) -> _Body:
    text, text_footer = cut_footer(text_lines(message.text))
    html, html_footer = cut_footer(html_lines(message.html)) if message.html else ([], [])
    return _Body(text, html, [*text_footer, *html_footer])


def _cards(
    message: Message, sender: Sender, body: _Body, kind: Kind, knowledge: Knowledge
) -> list[Card]:
    """Who invites; a name in From alone is nobody, where the body says nothing of it."""
    address = message.from_address if sender.origin is Origin.GUEST else ""
    frame = frame_of(message, knowledge.owner.name, body.footer)
    text = cards_of(body.text, kind, frame, address)
    html = cards_of(body.html, kind, replace(frame, html=True), address)
    cards = together(text, html)
    return cards if accepts(body.all) else [c for c in cards if c.found or c.shown]


def _language(message: Message, body: _Body) -> str:
    labels = [line for line in (*body.text, *body.html) if line.link and not line.image]
    return mail_language(labels, body.footer, message.subject)


def _inviter(card: Card) -> Inviter:
    title, company = split_headline(card.headline)
    return Inviter(
        name=card.name,
        headline=card.headline,
        title=title,
        company=company,
        location=card.location,
        profile=card.profile,
        address=card.address,
    )


def _tells_all(cards: list[Card]) -> bool:
    """Whether name, headline and profile of everybody are told, so far as links can tell it."""
    return bool(cards) and all(c.name and c.headline and c.shown for c in cards)


def _more_may_come(message: Message) -> bool:
    """Whether the mail may have an HTML part that was not given: a single part of text."""
    content = next((f.text for f in message.fields if f.name == "content-type"), "").lower()
    return not message.html and not content.startswith("multipart")


def _because(kind: Sorted, cards: list[Card]) -> str:
    if not cards:
        return f"{kind.because}; but no inviter was found"
    return kind.because


def _with_invitations(
    reading: Reading, message: Message, body: _Body, cards: list[Card]
) -> Reading:
    """The reading with an invitation for every card."""
    language = _language(message, body)
    invitations = tuple(
        Invitation(
            inviter=_inviter(card),
            note=card.note,
            mail_language=language,
            kind=reading.kind,
            authentic=reading.authentic,
            authentic_because=reading.authentic_because,
            message_id=reading.message_id,
            subject=reading.subject,
        )
        for card in cards
    )
    return replace(
        reading,
        kind=reading.kind if cards else Kind.UNREADABLE,
        invitations=invitations,
        sufficient=_tells_all(cards) or not _more_may_come(message),
    )


def _read(raw: bytes, knowledge: Knowledge, signatures: tuple[Signature, ...] | None) -> Reading:
    message = parse(split_message(raw))
    body = _body(message)
    sender = sender_of(message, body.all)
    kind = kind_of(message, sender, body.all, body.footer)
    invites = kind.kind in _INVITING
    cards = _cards(message, sender, body, kind.kind, knowledge) if invites else []
    mail = Mail(message, sender, kind.kind, (body.text, body.html), body.footer)
    proof = authenticity(mail, knowledge, signatures)
    reading = Reading(
        kind=kind.kind,
        because=one_line(_because(kind, cards) if invites else kind.because, 300),
        authentic=proof.authentic,
        authentic_because=one_line(proof.because, 300),
        message_id=message.message_id,
        subject=message.subject,
        wants_signatures=proof.wants_signatures and bool(cards),
        later=proof.later and bool(cards),
    )
    if invites:
        return _with_invitations(reading, message, body, cards)
    unsaid = not message.text and _more_may_come(message) and may_invite(message, sender)
    return replace(reading, sufficient=not unsaid)


def _refused(message: bytes, because: str) -> Reading:
    """The reading of a message that could not be read, by whether it claims to be LinkedIn's."""
    kind = Kind.UNREADABLE if claims_linkedin(message) else Kind.NOT_LINKEDIN
    return Reading(kind, because, authentic_because=because)


def read(
    message: bytes, knowledge: Knowledge, signatures: tuple[Signature, ...] | None = None
) -> Reading:
    """What this message is, and who invites in it. Never raises, whatever the bytes are.

    ``signatures`` are those of the whole mail, verified; None where nobody has verified them.
    """
    try:
        return _read(message, knowledge, signatures)
    except TooBigError as big:
        return _refused(message, f"refused: {big}")
    except BrokenError as broken:
        return _refused(message, f"not readable: {broken}")
    except Exception as bad:  # all mail is hostile; one message must never end a round
        return _refused(message, f"not readable: {type(bad).__name__}")


def read_fields(name: str, headline: str, note: str, profile: str = "") -> Reading:
    """An invitation that is no mail: only what it says is known, and nothing shows who wrote it."""
    title = one_line(headline, HEADLINE)
    because = "told as fields, not as a mail: nothing shows who wrote it"
    link = clean_profile(profile)
    inviter = _inviter(Card(name=one_line(name, NAME), headline=title, profile=link))
    invitation = Invitation(inviter=inviter, note=paragraphs(note), authentic_because=because)
    return Reading(Kind.INVITATION, because, authentic_because=because, invitations=(invitation,))
