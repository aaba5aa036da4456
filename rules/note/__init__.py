"""Reading the note: the inviter's own words, answered with the words that show it.

    note ──words_of──▶ words ──frame_of──▶ residue ──phrases──▶ NoteReading

The code knows no language. All words are data in ``rules/languages/<code>.toml``, table
``[notes]``; how a phrase is written is said in ``rules.note.phrases``:

``[notes.telling]``  how the language is told
    ``scripts`` Unicode script names (default LATIN), ``words`` its common words, ``letters`` its
    own. ``everywhere = true``: its phrases turn up in notes of other languages too (English).
``[notes.frame]``    what is taken away before judging
    ``greetings``, ``titles`` before a name, ``courtesies``, ``closings`` (a name may follow).
``[notes.stock]``    LinkedIn's own texts
    ``sentences`` of every era known, and the skeleton of a retyped one: ``act`` + ``what``,
    with nothing besides ``whose``, ``filler`` and common words.
``[notes.phrases]``  what the residue shows
    ``pitch`` (each is enough), ``pitch_hint`` (two are enough, three
    beside a ``how``), ``personal``, ``generic``,
    ``who``, ``how``, ``why``; ``<label>_not`` takes back what overlaps it.

Kinds, the first that fits: *none* no words · *default* the residue is empty and a stock sentence
was there · *pitch* · *personal* by a phrase · *generic* by a phrase, or nothing in the residue ·
*personal* otherwise: words that no phrase explains are for a person to read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rules.languages import codes
from rules.note.frame import Frame, frame_of
from rules.note.language import common_words, notes_data, ranked_languages, told_language
from rules.note.phrases import Hit, Step, find, phrases_of
from rules.note.text import Words, clean, fold, words_of

FEW = 2  # so many words of one's own may be left beside a stock sentence
UNREAD = "words that no known phrase explains: "


@dataclass(frozen=True, slots=True)
class NoteReading:
    """What a note shows. Each ``..._proof`` quotes the inviter's words, or says what is missing.

    ``kind`` is none, default, generic, personal or pitch; ``language`` an ISO 639-1 code or "".
    """

    kind: str
    kind_proof: str
    who: bool
    who_proof: str
    how: bool
    how_proof: str
    why: bool
    why_proof: str
    greets_owner: bool
    greets_owner_proof: str
    language: str
    language_proof: str


@lru_cache(maxsize=256)
def read_note(note: str, owner_name: str = "") -> NoteReading:
    """The reading of a note; ``owner_name`` is the name, or first name, by which it may greet."""
    words = words_of(note)
    code, told_by = told_language(words)
    likely = ranked_languages(words)
    frame = frame_of(words, (code,) if code and not likely else likely[:3])
    shown = _Shown(words, frame, code, likely)
    kind, proof = _kind(shown)
    greets, greeting = _greets(words, frame, owner_name)
    return NoteReading(
        kind,
        proof,
        *_element(shown, "who", "does not say who they are"),
        *_element(shown, "how", "does not say how they know each other"),
        *_element(shown, "why", "gives no reason of its own"),
        greets,
        greeting,
        code,
        told_by,
    )


class _Shown:
    """The phrases found in a note's residue, by label."""

    def __init__(self, words: Words, frame: Frame, code: str, likely: tuple[str, ...]) -> None:
        self.words, self.frame, self.code = words, frame, code
        self.languages = (code,) if code else likely
        searched = dict.fromkeys((*self.languages, *_everywhere()))
        hits = [hit for c in searched for hit in find(_phrases(c), words.tokens)]
        self.hits = [h for h in hits if not _taken_back(h, hits) and self._is_own(h)]

    def _is_own(self, hit: Hit) -> bool:
        """Not begun in the greeting, and not wholly inside the rest of the frame."""
        beyond = hit.first >= self.frame.greeting[1]
        return beyond and not all(self.frame.taken[hit.first : hit.last])

    def by(self, *labels: str) -> list[Hit]:
        """The hits of these labels, in the note's order."""
        return sorted((h for h in self.hits if h.label in labels), key=lambda h: h.first)

    def quote(self, hit: Hit) -> str:
        """The inviter's words of a hit."""
        return self.words.quote(hit.first, hit.last)

    def own_words(self) -> list[int]:
        """The tokens of the residue that carry meaning."""
        common = common_words(self.languages[0]) if self.languages else frozenset[str]()
        return [
            at
            for at, token in enumerate(self.words.tokens)
            if not self.frame.taken[at] and token.kind != "stop" and token.word not in common
        ]


def _taken_back(hit: Hit, hits: list[Hit]) -> bool:
    back = f"{hit.label}_not"
    return any(h.label == back and h.first < hit.last and hit.first < h.last for h in hits)


@cache
def _phrases(code: str) -> Step:
    return phrases_of(notes_data(code).get("phrases", {}))


@cache
def _everywhere() -> tuple[str, ...]:
    return tuple(c for c in codes() if notes_data(c).get("telling", {}).get("everywhere"))


def _kind(shown: _Shown) -> tuple[str, str]:
    if not any(t.kind != "stop" for t in shown.words.tokens):
        return "none", "no words"
    if pitch := _pitch(shown):
        return "pitch", pitch
    if personal := shown.by("personal", "how", "why"):
        return "personal", shown.quote(personal[0])
    return _impersonal(shown)


def _impersonal(shown: _Shown) -> tuple[str, str]:
    """The kind of a note in which no phrase of a pitch or of a person was found."""
    words, own = shown.words, shown.own_words()
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


def _pitch(shown: _Shown) -> str:
    if certain := shown.by("pitch"):
        return shown.quote(certain[0])
    hints = list(dict.fromkeys(shown.quote(h) for h in _apart(shown.by("pitch_hint"))))
    # A friend is not to be taken for a seller: who shows a bond needs more against them.
    enough = 3 if shown.by("personal", "how") else 2
    return " … ".join(hints[:enough]) if len(hints) >= enough else ""


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """Those hits that do not overlap one another."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.first >= kept[-1].last:
            kept.append(hit)
    return kept


def _element(shown: _Shown, name: str, missing: str) -> tuple[bool, str]:
    hits = shown.by(name)
    return (True, shown.quote(hits[0])) if hits else (False, missing)


def _greets(words: Words, frame: Frame, owner_name: str) -> tuple[bool, str]:
    """Whether the greeting holds one of the owner's names."""
    names = {fold(name) for name in clean(owner_name).split() if len(name) > 1}
    first, last = frame.greeting
    if not names:
        return False, "the owner's name is not known"
    last = last or min(1, len(words.tokens))  # a name in small letters may open the note
    if any(t.word in names for t in words.tokens[first:last]):
        return True, words.quote(first, last)
    return False, "greets nobody by the owner's name"
