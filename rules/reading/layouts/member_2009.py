"""Member invitations of 2009 to 2012: a heading, a rule, the note, and "Accept invitation from".

Their text part has no headline; their HTML has one from October 2011 on, as a card.
"""

from dataclasses import replace

from rules.reading.layouts.anchor import discover_name, first_accept
from rules.reading.layouts.card import Card, profile_line
from rules.reading.layouts.frame import Frame
from rules.reading.layouts.notes import note_text
from rules.reading.lines import Line
from rules.reading.names import is_nobody, person
from rules.reading.words import is_accept_label, is_bare_salutation, is_request, is_separator

_RULE = "-–—_= "
_TOP = 14  # the heading stands among the first lines


def _next_written(lines: list[Line], at: int) -> int:
    while at < len(lines) and lines[at].blank:
        at += 1
    return at


def _is_masthead(line: Line) -> bool:
    return line.blank or is_separator(line.text) or (is_nobody(line.text) and not line.link)


def _is_heading(lines: list[Line], at: int, frame: Frame) -> bool:
    """Whether this line is "NAME requested to add you …", in whatever language."""
    text = lines[at].text.strip(_RULE)
    if is_request(text):
        return True
    below = _next_written(lines, at + 1)
    ruled = text != lines[at].text or (below < len(lines) and is_separator(lines[below].text))
    named = bool(frame.name) and frame.name.casefold() in text.casefold()
    return (ruled and named) or (named and text.endswith(":"))


def is_member_2009(lines: list[Line]) -> bool:
    """Whether a text part is of this layout: by the form of its link, else by its heading."""
    accept = first_accept(lines)
    link = lines[accept].link if accept < len(lines) else None
    if link is not None and link.form == "blk":
        return True
    return any(is_request(line.text.strip(_RULE)) for line in lines[:_TOP])


def _note_lines(lines: list[Line], frame: Frame) -> list[Line]:
    """The lines between the rule under the heading and the first button."""
    at = 0
    while at < len(lines) and _is_masthead(lines[at]):
        at += 1
    if at < len(lines) and _is_heading(lines, at, frame):
        at += 1
    while at < len(lines) and _is_masthead(lines[at]):
        at += 1
    note = lines[at:]
    if note and is_bare_salutation(note[0].text) and not is_nobody(note[0].text):
        note = note[1:]
    while note and (note[-1].blank or _is_label(note[-1], frame)):
        note = note[:-1]
    return note


def _is_label(line: Line, frame: Frame) -> bool:
    """A button's label whose address stands elsewhere."""
    named = bool(frame.name) and frame.name.casefold() in line.text.casefold()
    return named and is_accept_label(line.text)


def _heading_name(lines: list[Line]) -> str:
    return discover_name([line._replace(text=line.text.strip(_RULE)) for line in lines], Frame())


def read_member(lines: list[Line], frame: Frame) -> Card:
    """The invitation in a text part of this layout."""
    frame = replace(frame, name=frame.name or person(_heading_name(lines)))
    accept = first_accept(lines)
    note = note_text(_note_lines(lines[:accept], frame))
    shown = profile_line(lines, None, min(accept + 3, len(lines)), frame.name)
    link = shown.link if shown is not None else None
    profile = link.profile if link is not None else ""
    return Card(name=frame.name, note=note, profile=profile, shown=link is not None, found=True)
