"""Does the note say how the two know each other?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.note import read_note
from rules.signals.signal import Signal, note


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes with the words that say so, else no."""
    return read_note(invitation.note, knowledge.owner.name).element("how")


SIGNAL = Signal(
    name="note_how",
    question="Does the note say how the two know each other?",
    why="It is what jogs the memory, and what a stranger cannot claim by accident.",
    source="The advice that a good invitation says who, how and why; phrases in rules/languages.",
    blind_spots="What is claimed is not checked; shared groups and contacts do not count.",
    values=("yes", "no", "unknown"),
    examples=(
        note("We met at the timber fair in Graz.", "yes"),
        note("I read your article on footbridges with great interest.", "yes"),
        note("Wir haben zusammen in Aachen studiert.", "yes"),
        note("Nos conocimos en la boda de Inés.", "yes"),
    ),
    silent=(
        note("We have twelve mutual connections.", "no"),
        note("Nice to meet you here!", "no"),
        note("Wir sind in derselben Branche.", "no"),
    ),
    answer=answer,
)
