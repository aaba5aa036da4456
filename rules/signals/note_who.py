"""Does the note say who the inviter is?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.note import read_note
from rules.signals.signal import Signal, note


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes with the words that say so, else no."""
    return read_note(invitation.note, knowledge.owner.name).element("who")


SIGNAL = Signal(
    name="note_who",
    question="Does the note say who the inviter is?",
    why="Who introduces themselves has thought about the reader; a draft can take it up.",
    source="The advice that a good invitation says who, how and why; phrases in rules/languages.",
    blind_spots="A bare signature does not count; a profession hinted at is not seen.",
    values=("yes", "no", "unknown"),
    examples=(
        note("Hi Ada, I am a structural engineer at Northwind.", "yes"),
        note("Ich arbeite als Lehrerin in Kiel und kenne Ihr Buch.", "yes"),
        note("Je suis architecte à Lyon.", "yes"),
        note("Soy profesora de física en Sevilla.", "yes"),
    ),
    silent=(
        note("I am interested in your profile.", "no"),
        note("Best regards, Bo Linde", "no"),
        note("Je suis tombé sur votre profil.", "no"),
    ),
    answer=answer,
)
