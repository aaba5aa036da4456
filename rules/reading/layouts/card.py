"""The card of 2015 to 2026: greeting, note, then NAME, HEADLINE and LOCATION over the buttons.

The text parts of 2015 and 2016 have no location, and the buttons in either order; the HTML of
2016 on ("phoenix", "mercado") has a location, and from 2024 a count of connections in common and
the cards of other people below. The guest letters of 2009 to 2013 end with the same card.
"""

import re
from dataclasses import dataclass, replace

from rules.reading.clean import one_line
from rules.reading.layouts.anchor import discover_name, find_anchor, first_accept, name_on
from rules.reading.layouts.frame import Frame
from rules.reading.layouts.notes import note_above, note_text
from rules.reading.limits import HEADLINE, LOCATION
from rules.reading.lines import Line, is_button
from rules.reading.links import Use
from rules.reading.names import same_name
from rules.reading.words import (
    is_about_others,
    is_mutual,
    is_separator,
    is_template,
)

# "12 …" in a language whose words are not listed; some are written without a space
_COUNT = re.compile(r"\d[\d.,+]*(?:\s|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])\D{1,60}")
_NO_HEADLINE = ("--", "-", "—")  # what LinkedIn shows for members who wrote none
_QUOTED = re.compile(r"^[\"“”„«‘'].+[\"“”»’']$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Card:
    """What one invitation says. ``found`` is True where the inviter's own lines were found.

    ``shown`` is True where the inviter's profile is linked, be it cleanly or by an old key.
    """

    name: str = ""
    headline: str = ""
    location: str = ""
    profile: str = ""
    note: str = ""
    address: str = ""
    shown: bool = False
    found: bool = False


def _ends_card(line: Line) -> bool:
    """Whether a line below the name is a button or begins something else."""
    return is_button(line) or is_about_others(line.text) or is_separator(line.text)


def _is_place(text: str) -> bool:
    """Whether a line may be a location: short, and no sentence."""
    if len(text) > 80 or len(text.split()) > 9 or _QUOTED.match(text):
        return False
    return text[-1] not in ".!?…:" or len(text.split()) <= 3


def below_name(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the card below the name, and those of the inviter's words that follow."""
    rows: list[Line] = []
    words: list[Line] = []
    for line in lines:
        if line.text in _NO_HEADLINE and not rows and line.link is None:
            rows.append(Line(""))
            continue
        if _ends_card(line) or (line.link is not None and not line.text):
            break
        if line.image:
            continue
        label = not words and not line.text.endswith((".", "!", "?", ",", ":", ";"))
        if label and (is_mutual(line.text) or is_template(line.text)):
            continue
        if label and len(rows) > 1 and _COUNT.fullmatch(line.text):
            continue
        if words or (rows and line.text and (len(rows) > 1 or not _is_place(line.text))):
            words.append(line)
        elif line.text:
            rows.append(line)
    return rows, words


def _buttons_end(lines: list[Line], start: int) -> int:
    """The last of the buttons that begin here; other people's cards come after a heading."""
    at = start
    while at + 1 < len(lines) and at < start + 6:
        line = lines[at + 1]
        if not (line.blank or is_button(line)):
            alone = line.leads(Use.PROFILE) and at == start  # a label in a language not listed
            return at + 1 if alone else at
        at += 1
    return at


def profile_line(lines: list[Line], anchor: int | None, end: int, name: str) -> Line | None:
    """The line whose link is the inviter's profile, among those up to the last button."""
    linked = [
        (at, line, line.link)
        for at, line in enumerate(lines[: end + 1])
        if line.link is not None and line.leads(Use.PROFILE) and not line.prose
    ]
    if anchor is not None:  # what is linked above the name may be the note's
        linked = [(at, line, link) for at, line, link in linked if at >= anchor or line.image]
    heroes = [line for _, line, link in linked if link.hero]
    named = [line for _, line, _ in linked if same_name(line.text, name)]
    below = [line for at, line, _ in linked if anchor is not None and at >= anchor]
    tracked = [line for _, line, link in linked if link.tracked]
    for candidates in (heroes, named, below, tracked):
        if candidates:
            return candidates[0]
    return None


def _with_profile(card: Card, line: Line | None) -> Card:
    if line is None or line.link is None:
        return card
    return replace(card, profile=line.link.profile, shown=True)


def card_at(lines: list[Line], anchor: int, name: str) -> Card:
    """The card whose name stands on this line; the profile is looked for later."""
    rows, words = below_name(lines[anchor + 1 :])
    spelled = name_on(lines[anchor])
    return Card(
        name=spelled if same_name(spelled, name) else name,
        headline=one_line(rows[0].text, HEADLINE) if rows else "",
        location=one_line(rows[1].text, LOCATION) if len(rows) > 1 else "",
        note=note_text(words),
        found=True,
    )


def _above_buttons(lines: list[Line]) -> list[Line]:
    """The lines above the first button, where no card was found."""
    for at, line in enumerate(lines):
        if line.link is not None and line.leads(Use.PROFILE) and line.link.tracked:
            return lines[:at]
    return lines


def read_card(lines: list[Line], frame: Frame) -> Card:
    """The one invitation of a mail, from its lines without the footer."""
    name = frame.name or discover_name(lines, frame)
    frame = replace(frame, name=name)
    accept = first_accept(lines)
    end = _buttons_end(lines, accept) if accept < len(lines) else accept
    above = lines[:accept]
    anchor = find_anchor(above, name)
    if anchor is None:
        card = Card(name=name, note=note_above(_above_buttons(above), frame))
    else:
        card = card_at(above, anchor, name)
        card = replace(card, note=note_above(above[:anchor], frame) or card.note)
    return _with_profile(card, profile_line(lines, anchor, end, name))
