"""The reply: an unsent draft in the inviter's language, which takes up something of theirs.

Our texts are under ``[reply]`` in each language's file: an ``opener``, one sentence that takes
something up (``[reply.taking_up]``: what the note said, else company and title), and the
``middle`` and ``closing`` of the template. One variant of each is chosen by a hash of the
invitation, so the same invitation always gets the same text and two rarely read alike.

    topics.py      what of theirs is taken up
    slots.py       what may be said of it: company, title, a clean quote
    names.py       the name by which somebody is greeted (name_order.py: which word that is)
    checks.py      what every draft must pass

The owner's own texts replace ours. Each is a whole reply as a jinja2 template over SLOTS; a slot
that is not known is false (``{% if company %}``), and a text that prints it is passed over.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from rules.decision import Draft
from rules.invitation import Invitation
from rules.languages import codes, language
from rules.owner import Owner
from rules.reply import slots as reply_slots
from rules.reply import topics as reply_topics
from rules.reply.checks import problems
from rules.reply.topics import Findings

TEMPLATES = ("meet", "decline", "accept", "review")
FILTERS = ("capitalize", "default", "lower", "title", "trim", "upper")
SLOTS = ("first_name", "name", "company", "title", "owner_name", "owner_first_name")


def write(
    template: str,
    invitation: Invitation,
    findings: Findings,
    owner: Owner,
    *,
    never_admit: bool = False,
) -> tuple[Draft | None, str]:
    """The draft; or None, with the reason in one line why it is withheld. Never raises.

    ``template`` is one of TEMPLATES. ``never_admit`` withholds every text that says, in any
    reply language, that the owner does not know or recall the inviter.
    """
    if template not in TEMPLATES:
        return None, f"there is no reply text “{template}”, only {', '.join(TEMPLATES)}"
    code = reply_language(template, invitation, findings, owner)
    bodies, fault = _bodies(code, template, invitation, findings, owner)
    for body in bodies:
        draft = _draft(body, code, invitation)
        if not (found := problems(draft, never_admit=never_admit)):
            return draft, ""
        fault = fault or found[0]
    return None, f"reply text {code}/{template} is withheld: {fault}"


def reply_language(template: str, invitation: Invitation, findings: Findings, owner: Owner) -> str:
    """The note's language, else the mail's, else the owner's, else English: the first we write."""
    said = reply_topics.value(findings, "language")
    for wish in (said, invitation.mail_language, *owner.languages):
        code = wish.strip().casefold().replace("_", "-").split("-")[0]
        if code in _written() or owner.texts.get(code, {}).get(template):
            return code
    return "en"


@cache
def _written() -> tuple[str, ...]:
    return tuple(code for code in codes() if "reply" in language(code))


def _draft(body: str, code: str, invitation: Invitation) -> Draft:
    to = reply_slots.address(invitation.inviter.address)
    otherwise = language(code if code in _written() else "en")["reply"]["subject"]
    return Draft(
        to=to,
        subject=reply_slots.subject(invitation.subject, otherwise),
        body=body,
        language=code,
        paste_at="" if to else invitation.inviter.profile,
    )


def _bodies(
    code: str, template: str, invitation: Invitation, findings: Findings, owner: Owner
) -> tuple[Iterable[str], str]:
    """The texts to try in their order, and what was wrong with the owner's own where it was."""
    seed = invitation.key or invitation.message_id
    slots = reply_topics.slots(invitation, owner)
    if own := owner.texts.get(code, {}).get(template, ()):
        first = _number(seed, template, len(own))
        return _rendered([*own[first:], *own[:first]], slots)
    quote = {} if template == "decline" else reply_topics.quotes(code, invitation, findings)
    return _ours(code, template, seed, slots | quote, reply_topics.topics(findings)), ""


def _ours(
    code: str, template: str, seed: str, slots: Mapping[str, str], topics: Sequence[str]
) -> Iterator[str]:
    """Our reply; and should something of theirs fail a check, one that does without it."""
    yield _compose(code, template, seed, slots, topics)
    yield _compose(code, template, seed, {"owner_name": slots.get("owner_name", "")}, ())


def _compose(
    code: str, template: str, seed: str, slots: Mapping[str, str], topics: Sequence[str]
) -> str:
    """Our own reply: greeting, two paragraphs, sign-off and the owner's name."""
    texts = language(code)["reply"]
    parts = {"opener": texts["opener"], **texts[template]}

    def say(part: str, variants: Sequence[str]) -> str:
        chosen = variants[_number(seed, f"{template} {part}", len(variants))]
        return _compiled(chosen).render(slots)

    greeting = "greeting" if slots.get("first_name") else "greeting_nameless"
    table = texts[template].get("taking_up", texts["taking_up"])
    key, slots = reply_topics.taken_up(table, slots, topics)
    first = f"{say('opener', parts['opener'])} {say(key, table[key])}"
    second = f"{say('middle', parts['middle'])} {say('closing', parts['closing'])}"
    sign_off, name = say("sign_off", texts["sign_off"]), slots.get("owner_name", "").strip()
    end = f"{sign_off}\n{name}" if name else sign_off.rstrip(",")
    return "\n\n".join((say("greeting", texts[greeting]), first, second, end))


def _number(seed: str, part: str, many: int) -> int:
    """A number below ``many`` that depends on the invitation and the part alone."""
    digest = hashlib.sha256(f"{seed}\0{part}".encode("utf-8", "backslashreplace")).digest()
    return int.from_bytes(digest[:8], "big") % many


class _Unsaid(Undefined):
    """A slot that this invitation does not fill: false when asked, a fault when printed."""

    def __str__(self) -> str:
        raise UndefinedError(f"it needs {self._undefined_name}, which is not known here")


class _Sandbox(SandboxedEnvironment):
    """No repetition by operator: ``"x" * 10**9`` would fill the memory."""

    intercepted_binops = frozenset(("*", "**"))

    def is_safe_attribute(self, _obj: Any, _attr: str, _value: Any) -> bool:
        """A slot is a text, and no more: ``center(10**9)`` would fill the memory, too."""
        return False

    def call_binop(self, _context: Any, operator: str, _left: Any, _right: Any) -> Any:
        """Refuse what is intercepted above."""
        raise UndefinedError(f"a reply text can't use the operator {operator}")


@cache
def _environment() -> SandboxedEnvironment:
    # Plain text, not HTML: escaping would write &amp; into a letter.
    made = _Sandbox(undefined=StrictUndefined, autoescape=False)
    made.globals.clear()  # range() and lipsum() have no place in a letter
    made.filters = {name: made.filters[name] for name in FILTERS}  # others can be made to hang
    return made


@lru_cache(maxsize=2048)
def _compiled(text: str) -> Template:
    return _environment().from_string(text)


def _rendered(own: Sequence[str], slots: Mapping[str, str]) -> tuple[list[str], str]:
    """The owner's texts that could be filled in, and the first fault of those that could not."""
    done: list[str] = []
    faults: list[str] = []
    for text in own:
        body, fault = _filled(text, slots)
        (faults if fault else done).append(fault or body)
    return done, "" if done else faults[0]


def _filled(text: str, slots: Mapping[str, str]) -> tuple[str, str]:
    known = {name: value or _Unsaid(name=name) for name, value in slots.items()}
    try:
        return _compiled(text).render(known).strip(), ""
    except Exception as fault:  # a template may raise anything at all
        return "", " ".join(str(fault).split())[:200] or type(fault).__name__


_SOMEBODY = {
    "first_name": "Robin",
    "name": "Robin Ashgrove",
    "company": "Larkfield Mills",
    "title": "Head of Purchasing",
    "owner_name": "Jo Winter",
    "owner_first_name": "Jo",
}


def check_texts(
    texts: Mapping[str, Mapping[str, Sequence[str]]], *, never_admit: bool = True
) -> list[str]:
    """Every fault of the owner's reply texts, one line each, with language, template and number.

    Each text is filled in for somebody of whom all is known, and passes the checks of a draft.
    """
    found = []
    for code, templates in texts.items():
        for template, variants in templates.items():
            place = f"{code}/{template}"
            if template not in TEMPLATES:
                found.append(f"{place}: no such template, only {', '.join(TEMPLATES)}")
            if not variants or isinstance(variants, str):
                found.append(f"{place}: a list of one text or more is expected")
                continue
            for number, text in enumerate(variants, 1):
                faults = _text_faults(text, code, never_admit=never_admit)
                found += [f"{place} text {number}: {fault}" for fault in faults]
    return found


def _text_faults(text: str, code: str, *, never_admit: bool) -> list[str]:
    try:
        used = find_undeclared_variables(_environment().parse(text))
    except TemplateSyntaxError as broken:
        return [f"line {broken.lineno}: {broken.message}"]
    if strange := sorted(used - set(SLOTS)):
        return [f"there is no slot {', '.join(strange)}; the slots are {', '.join(SLOTS)}"]
    body, fault = _filled(text, _SOMEBODY)
    if fault:
        return [fault]
    draft = Draft(None, "Re: your invitation", body, code)
    return problems(draft, never_admit=never_admit)


def paste_hint(code: str, profile: str) -> str:
    """What stands above a draft that is addressed to nobody, in the owner's language.

    It says where on LinkedIn to paste it: at the clean profile link, else beside the invitation.
    """
    words = language(code if code in _written() else "en")["reply"]["paste"]
    place = words["at_profile"].format(profile=profile) if profile else words["beside"]
    says: str = words["says"].format(place=place)
    return says
