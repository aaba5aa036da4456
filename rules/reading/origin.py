"""Who sent a mail: LinkedIn, an inviter through LinkedIn's guest mail, a forger, or anybody.

A person's reply to an invitation keeps its subject and quotes all of it, and a forged invitation
has all of its words: neither may be taken for the thing itself.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.invitation import Kind
from rules.reading import subjects, templates
from rules.reading.lines import Line
from rules.reading.links import Link, Use, is_linkedin_host
from rules.reading.lookalike import as_seen, is_lookalike, shown
from rules.reading.message import Message


class Origin(StrEnum):
    """Who sent a mail."""

    LINKEDIN = "LinkedIn"
    GUEST = "the inviter's own address"
    DRESSED = "somebody dressed as LinkedIn"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a mail, and the sign that says so."""

    origin: Origin
    because: str


_OWN_ID = re.compile(r"JavaMail\.app@|@[\w.-]+\.prod(?:\.linkedin\.com)?>?$", re.IGNORECASE)
_GUEST_FORMS = ("isd", "blk", "doi", "preRegInvite", "accept-invitation", "invite-accept")
_MODERN = re.compile(r"email_|m2m_|invite_member", re.IGNORECASE)
_DISPLAY = re.compile(
    r"linkedin\.com|\b(?:via|through|from)\s+linkedin\b|^\W*linkedin\b|\(linkedin\b|\blinkedin\W*$",
    re.IGNORECASE,
)
_MAX_FROM = 2_000
_QUOTING = re.compile(
    r"(?:On .{4,120} wrote|Am .{4,120} schrieb.{0,80}|Le .{4,120} a écrit ?|El .{4,120} escribió|"
    r"Il .{4,120} ha scritto|Em .{4,120} escreveu|Op .{4,120} schreef.{0,80}):?$|"
    r"-{2,} ?(?:original message|forwarded message|urspr.{1,20}nachricht|mensaje original|"
    r"message d['’]origine|messaggio originale|oorspronkelijk bericht|mensagem original)|"
    r"(?:from|von|de|da|van): .{0,100}linkedin|begin forwarded message",
    re.IGNORECASE,
)
_HTML_QUOTING = re.compile(r"<blockquote|gmail_quote|moz-cite-prefix|divRplyFwdMsg", re.IGNORECASE)


def links(lines: list[Line]) -> list[Link]:
    """The links of lines that nobody quoted."""
    return [line.link for line in lines if line.link and not line.raw.lstrip().startswith(">")]


def accepts(lines: list[Line]) -> list[Link]:
    """The links that accept an invitation, quoted ones left out."""
    return [link for link in links(lines) if link.use is Use.ACCEPT]


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def foreign_domain(message: Message) -> str:
    """The first From domain that is not LinkedIn's, or ""."""
    domains = (_domain(a) for a in message.from_addresses)
    return next((d or "no domain" for d in domains if not is_linkedin_host(d)), "")


def _from_linkedin(message: Message) -> bool:
    return bool(message.from_addresses) and not foreign_domain(message)


def _quotes(message: Message, lines: list[Line]) -> bool:
    """Whether a mail quotes another, by the marks that mail programs set."""
    if any(line.raw.startswith(">") or _QUOTING.match(line.text) for line in lines):
        return True
    return bool(message.html) and _HTML_QUOTING.search(message.html) is not None


def _is_answer(message: Message, lines: list[Line]) -> bool:
    if message.answers or subjects.is_answer(message.subject):
        return True
    return _quotes(message, lines) and not _OWN_ID.search(message.message_id)


def _template_names(message: Message, lines: list[Line]) -> list[str]:
    named = [message.template] if message.template else []
    return named + [link.template for link in links(lines) if link.template]


def _says_invitation(message: Message, lines: list[Line]) -> bool:
    """Whether header, subject or a link calls the mail an invitation."""
    kinds = [templates.says(t) for t in _template_names(message, lines)]
    kinds += [templates.class_says(message.mail_class), subjects.says(message.subject)]
    wanted = (Kind.INVITATION, Kind.REMINDER, Kind.DIGEST)
    return bool(accepts(lines)) or any(kind in wanted for kind in kinds)


def _is_guest(message: Message, lines: list[Line]) -> bool:
    """LinkedIn's guest mail: its own Message-ID, and a genuine link of those years."""
    if message.message_id and not _OWN_ID.search(message.message_id):
        return False
    if any(_MODERN.match(name) for name in _template_names(message, lines)):
        return False
    return any(link.genuine and link.form in _GUEST_FORMS for link in accepts(lines))


def _calls_itself_linkedins(message: Message) -> bool:
    """Whether the sender's name is LinkedIn's, be it in letters of another script."""
    name = message.from_name
    if name.isascii():
        return _DISPLAY.search(name) is not None
    return any(_DISPLAY.search(said) for said in (name, as_seen(name)))


def _claims(message: Message, name: str) -> bool:
    """Whether a header field names LinkedIn's domain somewhere.

    Guest mail of 2009 to 2013 was sent as …@bounce.linkedin.com, and said so in Sender.
    """
    said = next((f.text[:_MAX_FROM] for f in message.fields if f.name == name), "").casefold()
    return "linkedin.com" in said.replace("@bounce.linkedin.com", "")


def _disguise(message: Message, domain: str) -> str:
    """How a mail from elsewhere makes itself look like LinkedIn's, or ""."""
    if is_lookalike(domain):
        return f"{shown(domain)} is a lookalike of linkedin.com"
    domain = shown(domain)
    if _calls_itself_linkedins(message):
        return f"its sender calls itself LinkedIn's, but writes from {domain}"
    if _claims(message, "from"):
        return f"its From field names linkedin.com, but it comes from {domain}"
    if _claims(message, "sender"):
        return f"its Sender field names linkedin.com, but it comes from {domain}"
    if message.template or any(f.name.startswith("x-linkedin-") for f in message.fields):
        return f"it has LinkedIn's header fields, but comes from {domain}"
    return ""


def sender_of(message: Message, lines: list[Line]) -> Sender:
    """Who sent this mail, told by its From domain first and by what it claims second."""
    if _from_linkedin(message):
        return Sender(Origin.LINKEDIN, f"From {message.from_address}")
    domain = foreign_domain(message) or "no address"
    disguise = _disguise(message, domain)
    lookalike = is_lookalike(domain)
    if not lookalike and _is_answer(message, lines):
        return Sender(Origin.ELSEWHERE, "a person's reply or forward")
    if not lookalike and not _calls_itself_linkedins(message) and _is_guest(message, lines):
        return Sender(Origin.GUEST, "a guest invitation from the inviter's own address")
    if disguise and _says_invitation(message, lines):
        return Sender(Origin.DRESSED, disguise)
    return Sender(Origin.ELSEWHERE, f"From {domain}, without LinkedIn's signs")
