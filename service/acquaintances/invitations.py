"""LinkedIn's ``Invitations.csv``: whom the owner invited, and one's own history for a replay.

Whom the owner chose to invite is taken to be known. Who invited the owner is not.
"""

from rules import Acquaintance, clean_profile, printable
from service.acquaintances.cells import plain
from service.acquaintances.contact_file import Gathered, PastInvitation
from service.acquaintances.dates import shown
from service.acquaintances.layouts import INVITATIONS
from service.acquaintances.people import HIDDEN, Cells
from service.acquaintances.rows import Row

#: Characters of a note; LinkedIn allows 300.
_LONGEST_NOTE = 5_000

_INCOMING = {"OUTGOING": False, "SENT": False, "INCOMING": True, "RECEIVED": True}


def past_invitation(row: Row, cells: Cells) -> PastInvitation | None:
    """The invitation in a row, or None where it is not said who invited whom."""
    cells = cells.of(row)
    incoming = _INCOMING.get(cells.one("direction").upper())
    if incoming is None:
        return None
    return PastInvitation(
        from_name=cells.one("from"),
        to_name=cells.one("to"),
        sent_at=cells.one("sent"),
        note=printable("".join(cells.all("note"))[:_LONGEST_NOTE]).strip(),
        incoming=incoming,
        inviter_profile=clean_profile(cells.one("inviter")),
        invitee_profile=clean_profile(cells.one("invitee")),
        row=row.line,
    )


def add_invitee(gathered: Gathered, row: Row, cells: Cells) -> None:
    """The person whom the owner invited, or one nobody more."""
    invitation = past_invitation(row, cells)
    if invitation is None:
        direction = plain(cells.one("direction"), 40)
        gathered.fault(row.line, f"direction is neither INCOMING nor OUTGOING, but '{direction}'")
    else:
        gathered.add(_invitee(invitation, gathered.source))


def _invitee(past: PastInvitation, source: str) -> Acquaintance | None:
    hidden = past.to_name.casefold() in {"", HIDDEN}
    if past.incoming or (hidden and not past.invitee_profile):
        return None
    on = shown(past.sent_at)
    return Acquaintance(
        name="" if hidden else past.to_name,
        profile=past.invitee_profile,
        record=f"{INVITATIONS.record}{on and f' on {on}'} ({source})",
    )
