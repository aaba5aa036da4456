"""Which kind of mail a message is: several signs asked in a fixed order, the surest first."""

import re
from dataclasses import dataclass

from rules.invitation import Kind
from rules.reading import subjects, templates
from rules.reading.lines import Line
from rules.reading.links import Link
from rules.reading.message import Message
from rules.reading.origin import Origin, Sender, accepts, links
from rules.reading.search_hint import NEVER_INVITES
from rules.reading.senders import INVITING, PASSING_ON, is_system

# "You are receiving Invitation emails." names the class of the mail, in its footer.
_FOOTER_KINDS = (
    (re.compile(r"\bAccepted Invitation e-?mails?\b", re.I), Kind.OTHER_LINKEDIN),
    (re.compile(r"\bReminder e-?mails? for pending invitations\b", re.I), Kind.REMINDER),
    (re.compile(r"\bInvitation(?:s| to Connect)? e-?mails?\b", re.I), Kind.INVITATION),
)
_KNOWN = (Kind.INVITATION, Kind.REMINDER, Kind.DIGEST)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The kind of a message, and the sign that said so."""

    kind: Kind
    because: str


def numbers(accept_links: list[Link]) -> set[str]:
    """Which invitations the accept links stand for."""
    return {link.number for link in accept_links}


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the mail shows, gathered once."""

    sender: Sender
    local: str
    address: str
    subject: str
    named: str  # by a header field
    linked: str  # by most tracking names
    mail_class: str
    accepts: tuple[Link, ...]
    footer: str

    @property
    def dressed(self) -> bool:
        return self.sender.origin is Origin.DRESSED

    @property
    def inviting(self) -> bool:
        return self.local in INVITING or self.dressed


def _linked_template(lines: list[Line]) -> str:
    """The template that most of the links name."""
    names = [link.template for link in links(lines) if link.template]
    return max(names, key=names.count) if names else ""


def _gather(message: Message, sender: Sender, lines: list[Line], footer: list[Line]) -> _Signs:
    return _Signs(
        sender=sender,
        local=message.from_address.partition("@")[0],
        address=message.from_address,
        subject=message.subject,
        named=message.template,
        linked=_linked_template(lines[:600]),
        mail_class=message.mail_class,
        accepts=tuple(accepts(lines)),
        footer=" ".join(line.text for line in footer[:40]),
    )


def _other_unless_denied(kind: Kind | None, signs: _Signs) -> Kind | None:
    """A new template's name may only sound like another kind of mail: link and subject tell."""
    denied = bool(signs.accepts) and subjects.says(signs.subject) in _KNOWN
    return None if kind is Kind.OTHER_LINKEDIN and denied else kind


def _by_template(signs: _Signs) -> Sorted | None:
    kind = _other_unless_denied(templates.says(signs.named), signs)
    return Sorted(kind, f"template {signs.named}") if kind else None


def _by_sender(signs: _Signs) -> Sorted | None:
    if signs.address in NEVER_INVITES:
        return Sorted(Kind.OTHER_LINKEDIN, f"{signs.address} never invites")
    if signs.local == "member" and (not signs.accepts or subjects.is_answer(signs.subject)):
        return Sorted(Kind.OTHER_LINKEDIN, "a reply through member@, with no link to accept")
    return None


def _by_subject_of_another_kind(signs: _Signs) -> Sorted | None:
    if subjects.says(signs.subject) is Kind.OTHER_LINKEDIN:
        return Sorted(Kind.OTHER_LINKEDIN, "its subject is that of another kind of mail")
    return None


def _by_links(signs: _Signs) -> Sorted | None:
    kind = _other_unless_denied(templates.says(signs.linked), signs)
    return Sorted(kind, f"its links name template {signs.linked}") if kind else None


def _by_accepting(signs: _Signs) -> Sorted | None:
    if not signs.accepts:
        return None
    said = subjects.says(signs.subject)
    kind = said if said in (Kind.REMINDER, Kind.DIGEST) else Kind.INVITATION
    return Sorted(kind or Kind.INVITATION, "a link to accept the invitation")


def _by_class(signs: _Signs) -> Sorted | None:
    kind = templates.class_says(signs.mail_class)
    return Sorted(kind, f"class {signs.mail_class}") if kind else None


def _by_footer(signs: _Signs) -> Sorted | None:
    for pattern, kind in _FOOTER_KINDS:
        if found := pattern.search(signs.footer):
            return Sorted(kind, f"its footer says {found[0]!r}")
    return None


def _by_subject(signs: _Signs) -> Sorted | None:
    kind = subjects.says(signs.subject)
    if kind not in _KNOWN:
        return None
    digest = kind is Kind.DIGEST and signs.local in PASSING_ON
    if signs.inviting or signs.sender.origin is Origin.GUEST or digest:
        return Sorted(kind, f"subject of a LinkedIn {kind.value}")
    return None


# In this order: the first that knows decides.
_ASKED = (
    _by_template,
    _by_sender,
    _by_subject_of_another_kind,
    _by_links,
    _by_accepting,
    _by_footer,
    _by_class,
    _by_subject,
)


def _perhaps_several(found: Sorted, signs: _Signs) -> Sorted:
    """An invitation that several can be accepted from is a digest, whatever it is called."""
    modern = [link for link in signs.accepts if "accept" in link.form]
    single = "single" in signs.named.casefold()  # the header is signed; a link may be a note's
    if found.kind is Kind.INVITATION and not single and len(numbers(modern)) > 1:
        return Sorted(Kind.DIGEST, f"{found.because}, with links to accept several")
    return found


def _is_persons_mail(message: Message, signs: _Signs) -> bool:
    """LinkedIn's staff write from linkedin.com too, with the same signatures.

    What they write may hold all of an invitation: links in it are no sign of LinkedIn's systems.
    """
    system = signs.named or signs.mail_class or ".prod" in message.message_id
    linkedin = signs.sender.origin is Origin.LINKEDIN
    return linkedin and not system and not is_system(signs.local)


def kind_of(message: Message, sender: Sender, lines: list[Line], footer: list[Line]) -> Sorted:
    """The kind of a message, from its sender, its template, its subject, its links and footer."""
    if sender.origin is Origin.ELSEWHERE:
        return Sorted(Kind.NOT_LINKEDIN, sender.because)
    signs = _gather(message, sender, lines, footer)
    if _is_persons_mail(message, signs):
        return Sorted(Kind.NOT_LINKEDIN, "a person's mail from LinkedIn's own staff")
    for ask in _ASKED:
        if (found := ask(signs)) is not None:
            found = _perhaps_several(found, signs)
            return Sorted(found.kind, f"{found.because}; {sender.because}")
    return Sorted(Kind.OTHER_LINKEDIN, f"no sign of an invitation; {sender.because}")


def may_invite(message: Message, sender: Sender) -> bool:
    """Whether a mail without a readable text may yet turn out to be an invitation."""
    local = message.from_address.partition("@")[0]
    unnamed = templates.says(message.template) is not Kind.OTHER_LINKEDIN
    from_linkedin = sender.origin is Origin.LINKEDIN and local in INVITING | PASSING_ON
    return from_linkedin and unnamed and subjects.says(message.subject) is not Kind.OTHER_LINKEDIN
