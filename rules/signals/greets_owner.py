"""Does the note greet the owner by name?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.note import read_note
from rules.owner import Owner
from rules.signals.signal import Signal, note


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes if one of the owner's names stands in the greeting."""
    reading = read_note(invitation.note, knowledge.owner.name)
    return ("yes" if reading.greets_owner else "no"), reading.greets_owner_proof


_ADA = Knowledge(owner=Owner(name="Ada Quill"))

SIGNAL = Signal(
    name="greets_owner",
    question="Does the note greet the owner by name?",
    why="A wrong name, or none, shows a note that went out to many.",
    source="The owner's name in the settings.",
    blind_spots="Nicknames; and tools fill in the right name by themselves, so yes proves little.",
    values=("yes", "no"),
    examples=(
        note("Hi Ada, shall we talk?", "yes", knowledge=_ADA),
        note("Sehr geehrte Frau Quill, guten Tag", "yes", knowledge=_ADA),
        note("ada, are you there?", "yes", knowledge=_ADA),
    ),
    silent=(
        note("Hi Bo, shall we talk?", "no", knowledge=_ADA),
        note("Hi, I know Ada Quill", "no", knowledge=_ADA),
        note("Hi Ada, shall we talk?", "no"),
    ),
    answer=answer,
)
