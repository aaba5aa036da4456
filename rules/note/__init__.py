"""Reading the note: the inviter's own words, answered with the words that show it.

    note ──words_of──▶ words ──frame_of──▶ residue ──phrases──▶ Shown ──model──▶ NoteReading

    text.py      words, each with its place          frame.py     greeting, names, stock sentence
    language.py  which language it is in             phrases.py   how phrases are written, and found
    shown.py     the phrases and concepts in it      by_phrase.py the kind by its phrases alone
    features.py  all that is seen, with its place    model.py     what each of it weighs
    answers.py   the answers, each with its proof

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
``[notes.phrases]``  what the residue shows, and shows it best as a proof
    ``pitch`` (each is enough), ``pitch_hint`` (two are enough, three
    beside a ``how``), ``personal``, ``generic``,
    ``who``, ``how``, ``why``; ``<label>_not`` takes back what overlaps it.

``[notes.concepts]`` the same ideas in every language
    A small thesaurus: what is learned of a concept in one language serves in all.
"""

from dataclasses import dataclass
from functools import lru_cache

from rules.note.answers import Answers
from rules.note.frame import Frame, opens_with_name
from rules.note.shown import Shown
from rules.note.text import Words, clean, fold, words_of


@dataclass(frozen=True, slots=True)
class NoteReading:
    """What a note shows. Each ``..._proof`` quotes the inviter's words, or says what is missing.

    ``kind`` is none, default, generic, personal, pitch or unknown; ``language`` an ISO 639-1 code
    or "".
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

    def element(self, name: str) -> tuple[str, str]:
        """What a signal says of ``who``, ``how`` or ``why``: yes, no or unknown, and the proof."""
        if self.kind == "unknown":
            return "unknown", self.kind_proof
        there: bool = getattr(self, name)
        proof: str = getattr(self, f"{name}_proof")
        return ("yes" if there else "no"), proof


@lru_cache(maxsize=256)
def read_note(note: str, owner_name: str = "") -> NoteReading:
    """The reading of a note; ``owner_name`` is the name, or first name, by which it may greet."""
    shown = Shown(words_of(note))
    answers = Answers(shown)
    greets, greeting = _greets(shown.words, shown.frame, owner_name)
    return NoteReading(
        *answers.kind(),
        *answers.element("who", "does not say who they are"),
        *answers.element("how", "does not say how they know each other"),
        *answers.element("why", "gives no reason of its own"),
        greets,
        greeting,
        shown.told.code,
        shown.told.because,
    )


def _greets(words: Words, frame: Frame, owner_name: str) -> tuple[bool, str]:
    """Whether the greeting holds one of the owner's names."""
    names = {fold(name) for name in clean(owner_name).split() if len(name) > 1}
    first, last = frame.greeting
    if not names:
        return False, "the owner's name is not known"
    if not last and opens_with_name(words):  # "robin, we met …"
        last = 1
    if any(t.word in names for t in words.tokens[first:last]):
        return True, words.quote(first, last)
    return False, "greets nobody by the owner's name"
