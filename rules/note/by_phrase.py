"""The kind of a note by its phrases alone: what the model starts from, and weighs.

The first that fits: *none* no words · *pitch* a phrase of one, or hints enough · *personal* by a
phrase · *generic* by a phrase, or nothing in the residue · *default* a stock sentence and hardly a
word besides · *personal* otherwise: words that no phrase explains are for a person to read.
"""

from rules.note.shown import Shown, apart
from rules.note.text import Words

FEW = 2  # so many words of one's own may be left beside a stock sentence
UNREAD = "words that no known phrase explains: "


def kind_by_phrase(shown: Shown) -> tuple[str, str]:
    """The kind and its proof, in the inviter's words."""
    if not any(t.kind != "stop" for t in shown.words.tokens):
        return "none", "no words"
    if pitch := _pitch(shown):
        return "pitch", pitch
    if personal := shown.by("personal", "how", "why"):
        return "personal", shown.quote(personal[0])
    return _impersonal(shown)


def _impersonal(shown: Shown) -> tuple[str, str]:
    """The kind of a note in which no phrase of a pitch or of a person was found."""
    words, own = shown.words, shown.own_words
    for hit in shown.by("generic"):
        if any(hit.first <= at < hit.last for at in own):
            return "generic", shown.quote(hit)
    if _weight(words, own) > (FEW if shown.frame.stock else 1):
        return "personal", UNREAD + words.quote(own[0], own[-1] + 1)
    if shown.frame.stock:
        return "default", words.quote(*shown.frame.stock[0])
    return "generic", words.quote(0, len(words.tokens))


def _weight(words: Words, own: list[int]) -> float:
    """How many words these tokens are; where each letter is a token, three make a word."""
    letters = sum(1 for at in own if words.tokens[at].kind == "letter")
    return len(own) - letters + letters / 3


def _pitch(shown: Shown) -> str:
    if certain := shown.by("pitch"):
        return shown.quote(certain[0])
    hints = list(dict.fromkeys(shown.quote(h) for h in apart(shown.by("pitch_hint"))))
    # A friend is not to be taken for a seller: who shows a bond needs more against them.
    enough = 3 if shown.by("personal", "how") else 2
    return " … ".join(hints[:enough]) if len(hints) >= enough else ""
