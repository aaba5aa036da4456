"""Which language is the note in?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.languages import codes
from rules.note import read_note
from rules.signals.signal import Signal, note


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """The ISO 639-1 code, or unknown where the note is too short or unclear."""
    reading = read_note(invitation.note, knowledge.owner.name)
    return reading.language or "unknown", reading.language_proof


SIGNAL = Signal(
    name="language",
    question="Which language is the note in?",
    why="The reply is written in the inviter's language where there are words for it.",
    source="Scripts, letters and common words in rules/languages.",
    blind_spots="A few words are too few; close relatives (Danish and Norwegian, Indonesian and"
    " Malay) are told apart by single words; a language without a file is taken for another.",
    values=(*codes(), "unknown"),
    examples=(
        note("I would like to talk with you about the old bridge.", "en"),
        note("Ich möchte mit Ihnen über die alte Brücke sprechen.", "de"),
        note("Vorrei parlare con lei del vecchio ponte.", "it"),
        note("古い橋についてお話ししたいです。", "ja"),
        note("Хочу поговорить с вами о старом мосте.", "ru"),
    ),
    silent=(note("", "unknown"), note("ok", "unknown"), note("+49 12 345", "unknown")),
    answer=answer,
)
