"""Digests: several invitations in one mail, each a card over its own buttons (2021 to 2026).

Of their layout only fragments are known, so the buttons divide the mail: what stands above the
buttons that accept is one invitation. Cards without such a button are other people.
"""

from dataclasses import replace
from itertools import pairwise

from rules.reading.layouts.anchor import name_on
from rules.reading.layouts.card import Card, card_at, profile_line, read_card
from rules.reading.layouts.frame import Frame
from rules.reading.layouts.notes import is_linkedins
from rules.reading.limits import INVITATIONS, refuse_over
from rules.reading.lines import Line, blocks, is_accept, is_button
from rules.reading.links import Use
from rules.reading.names import is_nobody, looks_like_name, same_name
from rules.reading.words import is_about_others, is_greeting

_MAX_LINES = 60  # of a section that are asked for a name; a card has some eight


def _runs_of_buttons(lines: list[Line]) -> list[tuple[int, int]]:
    """The first and the last line of each run of buttons; blank lines do not part them."""
    runs: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if not is_button(line):
            continue
        if runs and all(between.blank for between in lines[runs[-1][1] + 1 : at]):
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _sections(lines: list[Line]) -> list[list[Line]]:
    """The lines of each invitation, its buttons included."""
    runs = _runs_of_buttons(lines)
    accepting = [r for r in runs if any(is_accept(x) for x in lines[r[0] : r[1] + 1])]
    ends = [-1, *(last for _, last in accepting or runs)]
    return [lines[a + 1 : b + 1] for a, b in pairwise(ends)]


def _is_somebody(line: Line, frame: Frame) -> bool:
    if line.image or not looks_like_name(line.text) or is_nobody(line.text):
        return False
    return not (is_linkedins(line, frame) or is_greeting(line.text) or is_button(line))


def _place_of_name(section: list[Line], frame: Frame) -> int | None:
    """Where the name stands: on a profile link, under a picture of that name, or atop a block."""
    able = [at for at, line in enumerate(section) if _is_somebody(line, frame)]
    pictures = [line.text for line in section if line.image][-_MAX_LINES:]
    for at in able[-_MAX_LINES:]:
        line = section[at]
        named = any(same_name(line.text, text) for text in (*pictures, frame.name) if text)
        if line.leads(Use.PROFILE) or named:
            return at
    tops = [run for run in blocks(section) if len(run) > 1 and _is_somebody(run[0], frame)]
    if tops:
        return next(at for at, line in enumerate(section) if line is tops[-1][0])
    return able[0] if able else None


def _card_of(section: list[Line], frame: Frame) -> Card | None:
    at = _place_of_name(section, frame)
    if at is None:
        return None
    name = name_on(section[at])
    card = card_at(section, at, name)
    shown = profile_line(section, at, len(section), name)
    if shown is None or shown.link is None:
        return card
    return replace(card, profile=shown.link.profile, shown=True)


def _plain_sections(lines: list[Line], frame: Frame) -> list[list[Line]]:
    """Without any buttons: each run of lines that links to a profile, or begins with a name."""
    runs = blocks(lines)
    linked = [run for run in runs if any(line.leads(Use.PROFILE) for line in run)]
    return linked or [run for run in runs if 2 <= len(run) <= 5 and _is_titled(run[0], frame)]


def _is_titled(line: Line, frame: Frame) -> bool:
    """Whether a line without a link is written as names are, each word with a capital."""
    if line.link is not None or not _is_somebody(line, frame):
        return False
    return len(line.text.split()) > 1 and not any(word[0].islower() for word in line.text.split())


def _before_others(lines: list[Line]) -> list[Line]:
    ends = (at for at, line in enumerate(lines) if is_about_others(line.text))
    return lines[: next(ends, len(lines))]


def read_digest(lines: list[Line], frame: Frame) -> list[Card]:
    """Every invitation of a digest, each person once. Raises TooBigError."""
    own = _before_others(lines)
    sections = _sections(own) or _plain_sections(own, frame)
    refuse_over(INVITATIONS, len(sections), "invitations")
    cards: dict[str, Card] = {}
    for section in sections:
        if (card := _card_of(section, frame)) is not None and card.name:
            cards.setdefault(card.profile or card.name.casefold(), card)
    if not cards and frame.name:
        return [read_card(lines, frame)]
    return list(cards.values())
