"""A note as features: what the model weighs, each with its place in the inviter's own words.

``word W`` and ``pair V W`` are the words as they are compared, with ``#`` for any number and ``@``
for any link; ``phrase L`` is a phrase of the language file, ``concept C`` one of its concepts,
``then C D`` two concepts in one sentence, in this order. The others say how long the note is, what
marks it has, and what kind it is by its phrases alone. No weight is kept for what only one note has
(``tests.train_notes``).
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from rules.note.by_phrase import UNREAD
from rules.note.frame import sentences
from rules.note.phrases import Hit
from rules.note.shown import Shown, apart

#: The note has more words than this; the same of words of one's own.
LENGTHS = (2, 5, 10, 15, 20, 30, 40, 55)
OWN = (0, 1, 3, 6, 10, 15, 20)


class Feature(NamedTuple):
    """What is seen, and in which tokens; ``last`` is the one after them, 0 the note as a whole."""

    name: str
    first: int = 0
    last: int = 0


def features(shown: Shown, by_phrase: tuple[str, str]) -> list[Feature]:
    """Every feature of the note, each name once: where it comes first.

    ``by_phrase`` is the kind that its phrases alone say, with its proof (``kind_by_phrase``).
    """
    found: dict[str, Feature] = {}
    phrases = _phrases(shown, *by_phrase)
    for feature in (*_words(shown), *phrases, *_concepts(shown), *_shape(shown)):
        found.setdefault(feature.name, feature)
    return list(found.values())


def _words(shown: Shown) -> Iterator[Feature]:
    marks = {"number": "#", "link": "@"}
    before, at_before = "^", shown.frame.greeting[1]
    for at in range(shown.frame.greeting[1], len(shown.words.tokens)):
        token = shown.words.tokens[at]
        word = marks.get(token.kind, token.word)
        yield Feature(f"word {word}", at, at + 1)
        yield Feature(f"pair {before} {word}", at_before, at + 1)
        before, at_before = word, at
    yield Feature(f"pair {before} $", at_before, len(shown.words.tokens))


def _phrases(shown: Shown, kind: str, proof: str) -> Iterator[Feature]:
    for hit in shown.hits:
        yield Feature(f"phrase {hit.label}", hit.first, hit.last)
    hints = apart(shown.by("pitch_hint"))
    for many in (2, 3):
        if len(hints) >= many:
            yield Feature(f"pitch_hints {many}", hints[0].first, hints[many - 1].last)
    if not shown.by("personal", "how", "why"):
        yield Feature("no bond")
    for first, last in shown.frame.stock[:1]:
        yield Feature("stock", first, last)
    yield Feature(f"by phrase {kind}")
    if proof.startswith(UNREAD):
        yield Feature("by phrase nothing")


def _concepts(shown: Shown) -> Iterator[Feature]:
    for hit in shown.concepts:
        yield Feature(f"concept {hit.label}", hit.first, hit.last)
    for first, last in sentences(shown.words):
        inside = _firsts([h for h in shown.concepts if first <= h.first and h.last <= last])
        for one, other in combinations(inside, 2):
            yield Feature(f"then {one.label} {other.label}", one.first, other.last)


def _firsts(hits: list[Hit]) -> list[Hit]:
    """Each concept where it comes first, in the note's order."""
    return sorted({hit.label: hit for hit in reversed(hits)}.values(), key=lambda hit: hit.first)


def _shape(shown: Shown) -> Iterator[Feature]:
    tokens, own = shown.words.tokens, shown.own_words
    yield from (Feature(f"words > {n}") for n in LENGTHS if len(tokens) > n)
    beside = "own beside stock" if shown.frame.stock else "own"
    yield from (Feature(f"{beside} > {n}") for n in OWN if len(own) > n)
    yield from (Feature(f"mark {mark}") for mark in "%!?" if mark in shown.words.text)
    capitals = sum(1 for at in own if tokens[at].capital and at and tokens[at - 1].kind != "stop")
    yield from (Feature(f"capitals > {n}") for n in (0, 1, 2, 4) if capitals > n)
