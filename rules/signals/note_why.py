"""Does the note say why the inviter wants to connect?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.note import read_note
from rules.signals.signal import Signal, note


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes with the words that say so, else no."""
    return read_note(invitation.note, knowledge.owner.name).element("why")


SIGNAL = Signal(
    name="note_why",
    question="Does the note say why the inviter wants to connect?",
    why="A reason that fits one reader only is worth an answer.",
    source="The advice that a good invitation says who, how and why; phrases in rules/languages.",
    blind_spots="Only reasons in common words are seen; a reason left between the lines is not.",
    values=("yes", "no", "unknown"),
    examples=(
        note("I have a question about your paper on knots.", "yes"),
        note("Could you tell me which kiln you used for the bridge tiles?", "yes"),
        note("Ich habe eine Frage zu Ihrem Vortrag.", "yes"),
        note("Avrei una domanda sulla sua tesi sui ponti.", "yes"),
    ),
    silent=(
        note("I want to grow my network.", "no"),
        note("Ich würde mich gerne austauschen.", "no"),
        note("Para intercambiar ideas.", "no"),
    ),
    answer=answer,
)
