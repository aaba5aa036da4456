"""Finding the inviter: the line of a body that bears the name, or the name itself.

The recipient's name and headline stand in the header and the footer, other people's below the
buttons; so only the lines above the buttons are asked, and none that links to the recipient.
"""

import re
from collections.abc import Callable

from rules.reading.layouts.frame import Frame
from rules.reading.lines import Line, blocks, is_accept, is_button
from rules.reading.links import Use
from rules.reading.names import is_nobody, looks_like_name, near_name, person, same_name
from rules.reading.words import is_about_others, is_greeting, is_heading, is_view_label

_PREFIX = re.compile(r"^(?:from|de|von|van|da|från|fra|od)\s*:?\s+(?=\S)", re.IGNORECASE)
_MAX_PICTURES = 12  # so that the time stays in proportion to the lines
# Labels and headings that hold the inviter's name, when From does not.
_NAMING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^view (?P<name>.{2,80})['’]s profile",
        r"^accept (?P<name>.{2,80})['’]s inv",
        r"^accept invitation from (?P<name>.{2,80})$",
        r"^aceptar (?:la )?invitación de (?P<name>.{2,80})$",
        r"^accetta l['’]invito di (?P<name>.{2,80})$",
        r"^confirm that you know (?P<name>.{2,80}?):?$",
        r"^confirma que conoces a (?P<name>.{2,80}?):?$",
        r"^(?P<name>.{2,80}?) (?:requested to add|would like to connect|wants to connect|"
        r"ha solicitado añadirte|ha chiesto di aggiungerti|möchte sich mit ihnen vernetzen)",
        r"^(?P<name>.{2,80}?)['’]s invitation is (?:a?waiting)",
        r"^this is a reminder that on .{4,40}?, (?P<name>[^,]{2,80}) sent you an invitation",
    )
)


def first_accept(lines: list[Line]) -> int:
    """Where the mail offers to accept; without such a link, where other people begin.

    The last offer counts: one above it may be part of the note.
    """
    offers = [at for at, line in enumerate(lines) if is_accept(line)]
    if offers:
        return offers[-1]
    for at, line in enumerate(lines):
        if is_about_others(line.text) or line.leads(Use.OTHERS):
            return at
    return len(lines)


def name_on(line: Line) -> str:
    """The name on a line of a card: "From NAME" and degrees of connection taken off."""
    return person(_PREFIX.sub("", line.text)) if line.text else ""


def _can_bear(line: Line) -> bool:
    return bool(line.text) and not line.image and not line.leads(Use.RECIPIENT)


def _bears(line: Line, name: str) -> bool:
    """Whether a line is this name, spelled in whatever way."""
    if not _can_bear(line):
        return False
    if same_name(line.text, name):
        return True
    said = name_on(line) if len(line.text) <= 2 * len(name) + 40 else ""
    return said != line.text and same_name(said, name)


def _bears_nearly(line: Line, name: str) -> bool:
    """Whether a line is this name with a title or a middle name more or less."""
    if not _can_bear(line) or line.text[-1] in ".,:!?" or is_heading(line.text, name):
        return False
    return near_name(name_on(line), name)


def _last_block(lines: list[Line]) -> list[Line]:
    """The lines right above the buttons."""
    runs = blocks([line for line in lines if not (line.image or is_button(line))])
    return runs[-1] if runs else []


def _alike_in_place(lines: list[Line], name: str) -> int | None:
    """The card under another spelling: its place, and half its words in common with From."""
    run = _last_block(lines)
    if len(run) < 2 or not looks_like_name(run[0].text):
        return None
    words = run[0].text.split()
    ours = {w.casefold() for w in name.split() if len(w) > 2}
    common = sum(word.casefold() in ours for word in words)
    if 2 * common >= len(words) and not any(word[0].islower() for word in words):
        return next(i for i, line in enumerate(lines) if line is run[0])
    return None


def _last(lines: list[Line], start: int, fits: Callable[[Line], bool]) -> int | None:
    """The last line from ``start`` on that fits."""
    return next((at for at in range(len(lines) - 1, start - 1, -1) if fits(lines[at])), None)


def _is_linked(line: Line) -> bool:
    """Whether a line leads to a profile by one of LinkedIn's own links."""
    return line.link is not None and line.leads(Use.PROFILE) and line.link.tracked


def _second_below(lines: list[Line], at: int) -> int:
    """Past the line below this one, blank ones aside: that is the headline's."""
    at += 1
    while at < len(lines) and lines[at].blank:
        at += 1
    return at + 1


def find_anchor(lines: list[Line], name: str) -> int | None:
    """The line of the card that bears the name: the last one above the buttons.

    A note may be signed with the full name, so the last counts; a headline may hold the name
    too ("Ada Quill Consulting"), so a line that only resembles it must not follow at once.
    """
    if not name:
        return None
    linked = _last(lines, 0, lambda line: _is_linked(line) and _bears(line, name))
    if linked is not None:
        return linked
    last = _last(lines, 0, lambda line: _bears(line, name))
    start = 0 if last is None else _second_below(lines, last)
    near = _last(lines, start, lambda line: _bears_nearly(line, name))
    if near is not None:
        return near
    return last if last is not None else _alike_in_place(lines, name)


def _is_somebody(text: str, frame: Frame) -> bool:
    return looks_like_name(text) and not is_nobody(text) and not frame.is_recipient(text)


def _named_by_label(lines: list[Line]) -> str:
    """The full name in a label or heading, such as "View NAME's profile"."""
    for line in lines:
        for pattern in _NAMING:
            found = pattern.search(line.text) if len(line.text) <= 250 else None
            if found and looks_like_name(found["name"]) and not is_nobody(found["name"]):
                return person(found["name"])
    return ""


def _named_by_picture(lines: list[Line], frame: Frame) -> str:
    """A picture's text that a later line repeats."""
    pictures = [(at, line) for at, line in enumerate(lines) if line.image]
    for at, line in pictures[:_MAX_PICTURES]:
        usable = not line.leads(Use.RECIPIENT) and _is_somebody(line.text, frame)
        if usable and any(_bears(later, line.text) for later in lines[at + 1 :]):
            return person(line.text)
    return ""


def _named_by_link(lines: list[Line], frame: Frame) -> str:
    """A line that is linked to a profile and looks like a name."""
    for line in lines:
        linked = line.leads(Use.PROFILE) and not line.image and not is_view_label(line.text)
        if linked and _is_somebody(line.text, frame):
            return person(line.text)
    return ""


def _named_by_place(lines: list[Line], frame: Frame) -> str:
    """The first line of the last block above the buttons, where a second line follows it."""
    run = _last_block(lines)
    if len(run) < 2:
        return ""
    first = run[0].text
    return person(first) if _is_somebody(first, frame) and not is_greeting(first) else ""


def discover_name(lines: list[Line], frame: Frame) -> str:
    """The inviter's name out of the body, for mails whose From does not say it."""
    above = lines[: first_accept(lines) + 1]
    return (
        _named_by_label(lines)
        or _named_by_picture(above, frame)
        or _named_by_link(above, frame)
        or _named_by_place(above, frame)
    )
