"""The inviter's own words: what is left of the lines above the card, LinkedIn's taken away.

LinkedIn's stock sentence stays: whether a note is only that is judged later. One greeting of the
template goes; a greeting that the inviter wrote stays.
"""

from rules.reading.clean import paragraphs
from rules.reading.layouts.frame import Frame
from rules.reading.lines import Line
from rules.reading.links import Use
from rules.reading.names import is_nobody
from rules.reading.words import is_greeting, is_heading, is_separator, is_template


def is_linkedins(line: Line, frame: Frame) -> bool:
    """Whether a line above the note is LinkedIn's: its name, a rule, the recipient, a heading."""
    if line.blank or line.image or is_separator(line.text) or line.leads(Use.RECIPIENT):
        return True
    if len(line.text) < 40 and is_nobody(line.text):
        return True
    if is_template(line.text) or is_heading(line.text, frame.name):
        return True
    return frame.is_recipient(line.text)


def _below_greeting(lines: list[Line], frame: Frame) -> list[Line]:
    """In HTML a preheader may stand above the greeting; it is not the note."""
    if not (frame.html and frame.greets):
        return lines
    greetings = [at for at, line in enumerate(lines) if is_greeting(line.text) and not line.image]
    return lines[greetings[0] :] if greetings else lines


def _after_linkedins(lines: list[Line], frame: Frame) -> list[Line]:
    """The lines from the first that is the inviter's, one greeting of the template left out."""
    greeted = not frame.greets
    for at, line in enumerate(lines):
        if is_linkedins(line, frame):
            continue
        if not greeted and is_greeting(line.text):
            greeted = True
            continue
        return lines[at:]
    return []


def _is_written(line: Line) -> bool:
    if line.image or line.leads(Use.ACCEPT, Use.FOOTER, Use.RECIPIENT):
        return False
    return line.link is None or not line.link.tracked or line.prose


def note_text(lines: list[Line]) -> str:
    """Lines as the inviter wrote them; pictures and buttons left out, and what ends the frame."""
    written = [line for line in lines if _is_written(line)]
    while written and (written[-1].blank or is_template(written[-1].text)):
        written.pop()
    return paragraphs("\n".join(line.raw.strip() for line in written))


def note_above(lines: list[Line], frame: Frame) -> str:
    """The note in the lines above the card or the buttons."""
    return note_text(_after_linkedins(_below_greeting(lines, frame), frame))
