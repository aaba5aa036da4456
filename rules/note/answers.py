"""From features to answers, each with the inviter's words that weigh most."""

from collections.abc import Sequence

from rules.note.by_phrase import FEW, UNREAD, kind_by_phrase
from rules.note.features import Feature, features
from rules.note.frame import sentences
from rules.note.model import Model, model
from rules.note.shown import Shown, everywhere

#: A proof is made of the words that weigh most: of so many features in one sentence.
SHOWN = 3

#: A sentence of no more characters is quoted whole.
SHORT = 80

#: Where the language is not told, and fewer of a note's words than this share are known to
#: anything, it cannot be read.
KNOWN_SHARE = 0.4

#: Where a language is told by its common words, but so few of the others are known, it is a
#: neighbour of that language: Slovene for Czech, Estonian for Finnish.
KNOWN_SHARE_TOLD = 0.15

UNKNOWN = "too few of its words are known"


class Answers:
    """What the model says of a note: its kind, and which elements it holds."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._by_phrase = kind_by_phrase(shown)
        self._seen = features(shown, self._by_phrase)
        self._model: Model = model()
        self._sums = self._model.sums(self._seen, shown.denied)

    def kind(self) -> tuple[str, str]:
        """The kind and its proof; "unknown" where the words are not known."""
        by_phrase, proof = self._by_phrase
        if by_phrase == "none":
            return by_phrase, proof
        if self._is_unread():
            return "unknown", UNKNOWN
        kind = self._model.kind(self._sums)
        if kind == by_phrase and not proof.startswith(UNREAD):
            return kind, proof
        return kind, self._proof(kind)

    def element(self, name: str, missing: str) -> tuple[bool, str]:
        """Whether the note says who, how or why, with the words that say so."""
        if not self._model.has(self._sums, name):
            return False, missing
        if hits := self._shown.by(name):
            return True, self._shown.quote(hits[0])
        return True, self._proof(name)

    def _is_unread(self) -> bool:
        """Whether the words are those of a language that nothing here knows."""
        own = set(self._shown.own_words)
        words = [f for f in self._seen if f.name.startswith(("word ", "phrase ", "concept "))]
        known = {at for f in words if self._model.knows(f) for at in range(f.first, f.last)}
        code = self._shown.told.code
        least = (0 if code in everywhere() else KNOWN_SHARE_TOLD) if code else KNOWN_SHARE
        return len(own) > 2 * FEW and len(own & known) < least * len(own)

    def _proof(self, label: str) -> str:
        """The words of the sentence that speaks most for this label; else the note's own."""
        telling = self._model.telling(self._seen, label)
        places = sentences(self._shown.words)
        if not telling or not places:
            return self._shown.words.quote(0, len(self._shown.words.tokens))
        first, last = max(places, key=lambda place: _weight_inside(telling, place))
        if len(whole := self._shown.words.quote(first, last)) <= SHORT:
            return whole
        inside = [f for _, f in telling if first <= f.first and f.last <= last][:SHOWN]
        if not inside:
            return self._shown.words.quote(telling[0][1].first, telling[0][1].last)
        return self._shown.words.quote(min(f.first for f in inside), max(f.last for f in inside))


def _weight_inside(telling: Sequence[tuple[int, Feature]], place: tuple[int, int]) -> int:
    return sum(weight for weight, f in telling if place[0] <= f.first and f.last <= place[1])
