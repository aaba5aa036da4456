"""One open file → what is in it: which kind it is, and its rows to whoever reads that kind."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import BinaryIO

from service.acquaintances.contact_file import Gathered, PastInvitation
from service.acquaintances.hand_list import add_listed
from service.acquaintances.header import HEADER_WITHIN, Header, find_header
from service.acquaintances.invitations import add_invitee, past_invitation
from service.acquaintances.layouts import INVITATIONS, MESSAGES
from service.acquaintances.lines import Lines
from service.acquaintances.messages import Correspondence
from service.acquaintances.people import Cells, add_person
from service.acquaintances.rows import Row, Rows
from service.acquaintances.vcards import is_vcards, read_vcards

#: Called with the number of bytes read so far.
Step = Callable[[int], None]

#: Rows between two calls.
_EVERY = 500


def read_stream(stream: BinaryIO, gathered: Gathered, step: Step) -> str:
    """Gathers everybody in a file; its kind. Raises SettingsError where it is of no kind."""
    with closing(Lines(stream)) as lines:
        return _read_lines(lines, gathered, step)


def _read_lines(lines: Lines, gathered: Gathered, step: Step) -> str:
    if is_vcards(lines.first(HEADER_WITHIN)):
        for count, _ in enumerate(read_vcards(lines, gathered)):
            _tell(count, lines, step)
        return "vCard"
    if header := find_header(lines):
        _read_table(lines, header, gathered, step)
        return header.layout.kind
    for count, line in enumerate(lines):
        add_listed(lines.number, line, gathered)
        _tell(count, lines, step)
    return "hand-written list"


def _tell(count: int, lines: Lines, step: Step) -> None:
    if count % _EVERY == 0:
        step(lines.position)


def _read_table(lines: Lines, header: Header, gathered: Gathered, step: Step) -> None:
    correspondence = Correspondence(gathered)
    add: Callable[[Row, Cells], None] = partial(add_person, header, gathered)
    if header.layout is MESSAGES:
        add = correspondence.add
    elif header.layout is INVITATIONS:
        add = partial(add_invitee, gathered)
    cells = Cells(header)
    for count, row in enumerate(Rows(lines, header, gathered)):
        add(row, cells)
        _tell(count, lines, step)
    gathered.people.extend(correspondence.people())


def past_invitations(stream: BinaryIO, gathered: Gathered) -> list[PastInvitation] | None:
    """The rows of LinkedIn's ``Invitations.csv``, or None where this is another file."""
    with closing(Lines(stream)) as lines:
        header = find_header(lines)
        if header is None or header.layout is not INVITATIONS:
            return None
        cells = Cells(header)
        found = []
        for row in Rows(lines, header, gathered):
            if past := past_invitation(row, cells):
                found.append(past)
            else:
                gathered.fault(row.line, "direction is neither INCOMING nor OUTGOING")
    return found
