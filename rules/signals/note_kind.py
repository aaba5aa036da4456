"""What kind of note is it?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.note import read_note
from rules.signals.signal import Signal, note


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """The kind, with the words that decided it."""
    reading = read_note(invitation.note, knowledge.owner.name)
    return reading.kind, reading.kind_proof


SIGNAL = Signal(
    name="note_kind",
    question="What kind of note is it?",
    why="A personal note deserves reading, a stock text a friendly question, a pitch neither.",
    source="A linear model over words, phrases and concepts (rules/note/model.py), trained on"
    " labelled notes in some thirty languages; LinkedIn's own texts by era and language.",
    blind_spots="Irony and hints between friends; a pitch that hides behind small talk looks"
    " personal. What is in none of its languages is unknown, for a person to read.",
    values=("none", "default", "generic", "personal", "pitch", "unknown"),
    examples=(
        note("", "none"),
        note("Hi Ada,\n\nI'd like to join your LinkedIn network.\n\nBo Linde", "default"),
        note("Guten Tag Frau Quill, ich möchte Ihrem LinkedIn-Netzwerk beitreten.", "default"),
        note("Hello Ada, your profile looks great, happy to connect!", "generic"),
        note("Bonjour, votre parcours est impressionnant. Échangeons !", "generic"),
        note("Hi Ada, we met at the bridge engineers' dinner in Oslo last week.", "personal"),
        note("Hola Ada, ayer hablamos de tu charla sobre puentes de madera.", "personal"),
        note("We help bakeries cut their energy bill by 30%. Open to a quick demo?", "pitch"),
        note("Ciao Ada, offriamo siti web per dentisti. Ti va una call di 15 minuti?", "pitch"),
    ),
    silent=(
        note("👋 …", "none"),
        note(
            "I'd like to add you to my network: I sat behind you at the choir rehearsal", "personal"
        ),
        note("Thanks for your help with my free-throw technique yesterday!", "personal"),
        note("I help out at the allotment club, we share a fence since last summer", "personal"),
        note("Ich suche ein Praktikum und wir sprachen am Montag im Labor darüber", "personal"),
        note("Let's exchange ideas about logistics", "generic"),
    ),
    answer=answer,
)
