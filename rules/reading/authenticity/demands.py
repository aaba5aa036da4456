"""What the kind of mail demands beside the domain: sender, template, links, and whom it names.

A signature of linkedin.com proves the domain alone: LinkedIn's staff write from it, members write
messages through it, and a genuine invitation can be sent on to somebody else as it is. So an
invitation must also look as LinkedIn's invitations do. What none of them ever does is *forged*;
what is only unlike them is a *doubt*, and a doubt never archives.
"""

from collections import Counter
from collections.abc import Iterator
from email.utils import getaddresses
from typing import NamedTuple

from rules.invitation import Kind
from rules.owner import Owner
from rules.reading import templates
from rules.reading.filters import is_filter_host
from rules.reading.layouts.frame import intended
from rules.reading.lines import Line, words_and_host
from rules.reading.links import Link, Use, is_linkedin_host
from rules.reading.lookalike import is_lookalike, shown
from rules.reading.message import Message
from rules.reading.names import same_name
from rules.reading.origin import Sender
from rules.reading.senders import INVITING, PASSING_ON
from rules.reading.words import is_accept_label

INVITATIONS = (Kind.INVITATION, Kind.REMINDER, Kind.DIGEST)

#: Fields that a mail has once (RFC 5322, 3.6; RFC 2045). DKIM signs the lower of two (RFC 6376,
#: 5.4.2), a reader mostly believes the upper one.
_ONCE = frozenset((
    "from", "sender", "reply-to", "to", "subject", "date", "message-id", "mime-version",
    "content-type", "content-transfer-encoding", "x-linkedin-template", "x-linkedin-class",
))  # fmt: skip
_MAX_ADDRESSES = 2_000


class Mail(NamedTuple):
    """A message, and what was found out about it before it is asked whether it is genuine.

    ``parts`` are the lines of the text and of the HTML part, ``footer`` those of both footers.
    """

    message: Message
    sender: Sender
    kind: Kind
    parts: tuple[list[Line], ...]
    footer: list[Line]


def _doubled(message: Message) -> str:
    counts = Counter(each.name for each in message.fields if each.name in _ONCE)
    name = next((name for name, count in counts.items() if count > 1), "")
    return f"it has {counts[name]} {name.title()} fields; one hides the other" if name else ""


def _hidden_break(message: Message) -> str:
    """A carriage return alone (RFC 5322, 2.2): some programs see a new field there, some do not."""
    hiding = (each.name for each in message.fields if each.name in _ONCE and b"\r" in each.value)
    name = next(hiding, "")
    return f"its {name.title()} field hides a line break" if name else ""


def _addresses(message: Message, name: str) -> list[str]:
    """The addresses in a field, in lower case."""
    values = [each.text[:_MAX_ADDRESSES] for each in message.fields if each.name == name]
    return [address.casefold() for _, address in getaddresses(values) if address]


def _answered_elsewhere(message: Message) -> Iterator[tuple[str, str]]:
    """Reply-To and Sender that are not LinkedIn's: the field, and its domain."""
    for name in ("reply-to", "sender"):
        for address in _addresses(message, name):
            domain = address.rpartition("@")[2]
            if not is_linkedin_host(domain):
                yield name.title(), domain


def _lookalike_beside(message: Message) -> str:
    for name, domain in _answered_elsewhere(message):
        if is_lookalike(domain):
            return f"its {name} is at {shown(domain)}, a lookalike of linkedin.com"
    return ""


def _imitates(link: Link) -> bool:
    """Whether a link elsewhere has the form of one that LinkedIn puts into an invitation."""
    if link.genuine or not link.host or is_filter_host(link.host):
        return False
    profile = link.use is Use.PROFILE and (link.tracked or is_lookalike(link.host))
    return link.use is Use.ACCEPT or profile


def _accepts_at(line: Line) -> str:
    """The host where a line leads whose words accept, but whose link is somebody else's; or ""."""
    if line.link is not None:
        elsewhere = line.link.use is Use.OTHER and not line.link.genuine
        return line.link.host if elsewhere and is_accept_label(line.text) else ""
    if "://" not in line.raw:
        return ""
    words, host = words_and_host(line)
    return host if is_accept_label(words) else ""


def _is_untouched(part: list[Line]) -> bool:
    """Whether no mail filter has rewritten the links of this part."""
    links = (line.link for line in part if line.link)
    return any(link.genuine and link.tracked and not link.via for link in links)


def _link_elsewhere(mail: Mail) -> str:
    """A link dressed as one of the invitation's that does not lead to LinkedIn."""
    for part in mail.parts:
        untouched = _is_untouched(part)
        for line in part:
            if line.link is not None and _imitates(line.link):
                return f"its link to {line.link.use} leads to {shown(line.link.host)}"
            if untouched and (host := _accepts_at(line)):
                return f"its link to accept leads to {shown(host)}"
    return ""


_FORGED = (_doubled, _hidden_break, _lookalike_beside)


def forged(mail: Mail) -> str:
    """What LinkedIn's own mail never does, and this one does; or ""."""
    because = next((b for ask in _FORGED if (b := ask(mail.message))), "")
    return because or (_link_elsewhere(mail) if mail.kind in INVITATIONS else "")


def _by_sender(mail: Mail) -> str:
    message = mail.message
    local, _, domain = message.from_address.partition("@")
    if len(message.from_addresses) > 1:
        return f"its From field has {len(message.from_addresses)} addresses"
    if domain != "linkedin.com" or local not in INVITING | PASSING_ON:
        return f"LinkedIn is not known to invite from {message.from_address}"
    if local in PASSING_ON and templates.says(message.template) not in INVITATIONS:
        return f"{message.from_address} invites under a template's name only, and it names none"
    return ""


def _by_template(mail: Mail) -> str:
    message = mail.message
    if templates.says(message.template) is Kind.OTHER_LINKEDIN:
        return f"its template {message.template} is not that of an invitation"
    if templates.class_says(message.mail_class) is Kind.OTHER_LINKEDIN:
        return f"its class {message.mail_class} is not that of an invitation"
    return ""


def _by_answers(mail: Mail) -> str:
    for name, domain in _answered_elsewhere(mail.message):
        return f"its {name} is at {shown(domain)}"
    return ""


def _by_links(mail: Mail) -> str:
    """Where a filter has rewritten the links, it cannot be told whether they were LinkedIn's."""
    for part in mail.parts:
        for line in part:
            via = line.link.via if line.leads(Use.ACCEPT) and line.link else ""
            if via and not is_filter_host(via):
                return f"its link to accept leads to {shown(via)} first"
            if host := _accepts_at(line):
                return f"its link to accept leads to {shown(host)}"
    return ""


def _shares_a_word(one: str, other: str) -> bool:
    """Whether two names have a word in common: who married is the same person still."""
    return same_name(one, other) or any(
        len(a) > 1 and same_name(a, b) for a in one.split()[:8] for b in other.split()[:8]
    )


def _by_receiver(mail: Mail, owner: Owner) -> str:
    """A genuine mail to somebody else can be sent on as it is, and keeps its signature."""
    names = intended(mail.footer) if owner.name else []
    if not names or any(_shares_a_word(name, owner.name) for name in names):
        return ""
    if owner.address.casefold() in _addresses(mail.message, "to"):
        return ""
    return f"it was written to {names[0]}, says its footer"


_DOUBTS = (_by_sender, _by_template, _by_answers, _by_links)


def doubt(mail: Mail, owner: Owner) -> str:
    """Why a mail of LinkedIn's may not be the invitation that it seems to be; or ""."""
    if mail.kind not in INVITATIONS:
        return ""
    found = next((because for ask in _DOUBTS if (because := ask(mail))), "")
    return found or _by_receiver(mail, owner)
