"""The common form of both body parts: a list of lines, each with the link it carries."""

import re
from itertools import pairwise
from typing import NamedTuple

from rules.reading.clean import ends_in_token, flat, safe
from rules.reading.limits import LINE, LINES, refuse_over
from rules.reading.links import Link, Use, classify
from rules.reading.words import is_accept_label, is_footer, is_separator, is_view_label

_URL = re.compile(r"[<(\[]?(https?://[^\s<>\[\]\"]+)[\]>]?", re.IGNORECASE)
# With what stands after it where somebody has put spaces around its equals signs.
_WHOLE_URL = re.compile(_URL.pattern + r"(?: = \S+)*", re.IGNORECASE)
_REST = re.compile(r"(?=\D{0,200}\d)[\w%=&~.+-]{12,2000}")
_AFTER_URL = ".,;)"
_LABEL = 120


class Line(NamedTuple):
    """A line of a mail: its text without the link's address, the link, and how it was written.

    ``image`` marks the alternative text of a picture: good for finding a name, never a note.
    ``prose`` marks a link that stands among words, as in a note.
    """

    text: str
    link: Link | None = None
    raw: str = ""
    image: bool = False
    prose: bool = False

    def leads(self, *uses: Use) -> bool:
        """Whether the line carries a link for one of these uses."""
        return self.link is not None and self.link.use in uses

    @property
    def blank(self) -> bool:
        """Whether there is nothing on the line, neither words nor a link."""
        return not self.text and self.link is None


_RANK = (Use.ACCEPT, Use.PROFILE, Use.OTHERS, Use.RECIPIENT, Use.FOOTER, Use.OTHER)


def _with_link(line: str) -> Line:
    """The line with its most telling link; a link of somebody else's site stays in the text."""
    links = [classify(found[1].rstrip(_AFTER_URL)) for found in _URL.finditer(line)]
    ours = [k for k in links if k.genuine or k.use in (Use.ACCEPT, Use.PROFILE)]
    if not ours:
        return Line(flat(line), None, line)
    best = min(ours, key=lambda link: _RANK.index(link.use))
    words = _WHOLE_URL.sub(" ", line)
    text = flat(words).strip("<>[]() ")
    prose = not best.tracked and best.use not in (Use.ACCEPT, Use.FOOTER) and len(text) > _LABEL
    return Line(text, best, line, prose=prose)


def _label_above(done: list[Line], line: Line) -> int | None:
    """Where the label stands to which an address that is alone on its line belongs."""
    at = len(done) - 1
    if at > 0 and done[at].blank:
        above = done[at - 1].text
        accepts = line.leads(Use.ACCEPT) and is_accept_label(above)
        if accepts or (line.leads(Use.PROFILE) and is_view_label(above)):
            at -= 1
    if at < 0 or not done[at].text or done[at].link is not None:
        return None
    return at if len(done[at].text) <= _LABEL else None


def _joined(lines: list[Line]) -> list[Line]:
    """An address that stands alone belongs to the label on the line above it."""
    done: list[Line] = []
    for line in lines:
        alone = line.link is not None and not line.text
        at = _label_above(done, line) if alone else None
        if at is None:
            done.append(line)
        else:
            done[at] = Line(done[at].text, line.link, f"{done[at].raw}\n{line.raw}")
    return done


def _unbroken(lines: list[str]) -> list[str]:
    """The lines, with an address that some mail program broke over two of them whole again."""
    done: list[str] = []
    for line in lines:
        if done and _goes_on(done[-1], line):
            done[-1] += line.strip()
        else:
            done.append(line)
    return done


def _goes_on(above: str, line: str) -> bool:
    if "://" not in above or len(above) > LINE or not ends_in_token(above):
        return False
    return bool(_REST.fullmatch(line.strip()))


def text_lines(text: str) -> list[Line]:
    """The lines of a text part. Raises TooBigError."""
    written = safe(text).split("\n")
    refuse_over(LINES, len(written), "lines of text")
    lines = []
    for raw in _unbroken(written):
        line = raw[:LINE].strip()
        if "://" in line:
            lines.append(_with_link(line))
        else:
            lines.append(Line(" ".join(line.split()), None, line))
    return _joined(lines)


def words_and_host(line: Line) -> tuple[str, str]:
    """The words of a line of text without its addresses, and the host of the first of these."""
    found = _URL.search(line.raw)
    words = flat(_URL.sub(" ", line.raw)).strip("<>[]() ")
    return words, classify(found[1].rstrip(_AFTER_URL)).host if found else ""


def first_action(lines: list[Line]) -> int | None:
    """Where the mail first offers to accept; failing that, to see a profile."""
    for uses in ((Use.ACCEPT,), (Use.PROFILE,)):
        for at, line in enumerate(lines):
            if (
                line.leads(*uses)
                and line.link is not None
                and (line.link.tracked or not line.prose)
            ):
                return at
    return None


def cut_footer(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines before LinkedIn's footer, and the footer.

    The footer names the recipient and their headline ("This email was intended for …"), so
    nothing in it may be read as the inviter's. It is told by its links, its address line, or by
    a separator below the buttons.
    """
    action = first_action(lines)
    start = 0 if action is None else action + 1
    for at in range(start, len(lines)):
        line = lines[at]
        below_buttons = action is not None and is_separator(line.text)
        if line.leads(Use.FOOTER) or is_footer(line.text) or below_buttons:
            return lines[:at], lines[at:]
    return lines, []


def blocks(lines: list[Line]) -> list[list[Line]]:
    """The runs of lines between blank ones."""
    edges = [-1, *(at for at, line in enumerate(lines) if line.blank), len(lines)]
    return [lines[a + 1 : b] for a, b in pairwise(edges) if b > a + 1]


def is_accept(line: Line) -> bool:
    """Whether a line accepts: by its address, or by its words on another link of LinkedIn's."""
    if line.link is None:
        return False
    said = line.link.use is Use.OTHER and line.link.genuine and is_accept_label(line.text)
    return said or line.link.use is Use.ACCEPT


def is_button(line: Line) -> bool:
    """Whether a line is a button: it accepts, or its words say "view the profile"."""
    if is_accept(line):
        return True
    return line.leads(Use.PROFILE, Use.OTHERS) and (not line.text or is_view_label(line.text))
