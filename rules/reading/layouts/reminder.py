"""Reminders: a list of who waits (2011 and 2012), the quoted invitation, or a card (2013 on)."""

import re
from dataclasses import replace

from rules.reading.clean import one_line, paragraphs
from rules.reading.layouts.anchor import discover_name
from rules.reading.layouts.card import Card, read_card
from rules.reading.layouts.frame import Frame
from rules.reading.limits import HEADLINE, NAME
from rules.reading.lines import Line
from rules.reading.names import is_nobody, looks_like_name, person, same_name
from rules.reading.words import is_template

_WAITING = re.compile(
    r"^(?:[*•·-]\s*)?(?:from|de|von|da|van|par)\s*:?\s+(?P<name>[^()<>\[\]]{2,80}?)"
    r"\s*(?:\((?P<headline>[^\n]{2,300})\))?[.,:]?$",
    re.IGNORECASE,
)
_QUOTED_FIELD = re.compile(r"^(?P<field>[^\W\d]{2,12}):\s*(?P<value>.{0,300})$")
_ADDRESS = re.compile(r"[\[<(]?([^\s\[\]<>()@]+@[^\s\[\]<>()@]+\.[^\s\[\]<>()@]+)[\]>)]?")
_SENDER_FIELDS = ("from", "de", "von", "da", "van")


def _unquoted(lines: list[Line]) -> list[str]:
    """The quoted lines of a body, without their marks."""
    quoted = (line.raw.strip() for line in lines if line.raw.strip().startswith(">"))
    return [raw.lstrip("> ").rstrip() for raw in quoted]


def _quoted_fields(quoted: list[str]) -> tuple[dict[str, str], list[str]]:
    """The header fields at the top of a quoted mail, and the lines below them."""
    fields: dict[str, str] = {}
    for at, text in enumerate(quoted):
        found = _QUOTED_FIELD.match(text)
        if found is not None and len(fields) < 6:
            fields[found["field"].casefold()] = found["value"].strip()
        elif text:
            return fields, quoted[at:]
    return fields, []


def _quoted_invitation(lines: list[Line], frame: Frame) -> Card | None:
    """The original invitation, quoted: "> To:", "> From:", "> Subject:", "> message"."""
    fields, message = _quoted_fields(_unquoted(lines))
    sender = next((fields[name] for name in _SENDER_FIELDS if name in fields), "")
    if not sender:
        return None
    address = _ADDRESS.search(sender)
    quoted = person(_ADDRESS.sub("", sender))
    return Card(
        name=frame.name or quoted or discover_name(lines, frame),
        note=paragraphs("\n".join(message)),
        address=one_line(address[1].casefold(), NAME) if address else "",
        found=True,
    )


def _waiting(lines: list[Line]) -> list[Card]:
    """Everybody in a list of "From NAME", below the heading that says they wait."""
    heading = next((at for at, line in enumerate(lines) if is_template(line.text)), None)
    cards = []
    for line in lines[heading + 1 :] if heading is not None else []:
        found = _WAITING.match(line.text)
        if found and looks_like_name(found["name"]) and not is_nobody(found["name"]):
            headline = one_line(found["headline"] or "", HEADLINE)
            cards.append(Card(name=person(found["name"]), headline=headline, found=True))
    return cards


def _sender_first(cards: list[Card], frame: Frame) -> list[Card]:
    return sorted(cards, key=lambda card: not same_name(card.name, frame.name))


def read_reminder(lines: list[Line], frame: Frame) -> list[Card]:
    """Everybody of whom a reminder reminds; mostly one."""
    if quoted := _quoted_invitation(lines, frame):
        return [quoted]
    card = read_card([line for line in lines if not line.raw.lstrip().startswith(">")], frame)
    if card.found and card.headline:
        return [card]
    if waiting := _waiting(lines):
        if len(waiting) == 1:
            return [replace(waiting[0], profile=card.profile, shown=card.shown)]
        return _sender_first(waiting, frame)
    return [card]
