"""The model: what the features of a note weigh, added up. Nothing else decides its kind.

A linear model, trained on the project's own labelled notes (``tests/notes``) by
``tests.train_notes``; its weights are data in ``weights.json``. For each feature the file has one
weight for each of LABELS: how much it speaks for that kind (the highest sum wins), or for that
element being there (a sum above the element's threshold). So each answer can be shown: its proof
are the words that weigh most.

Chosen by measuring (``make evaluate``): the phrases alone read notes by other people worse than
they read those that they were written for; words and pairs alone know too little of the smaller
languages; together, with the concepts that all languages share, they do best.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rules.note.features import Feature

KINDS = ("default", "generic", "personal", "pitch")
ELEMENTS = ("who", "how", "why")
LABELS = (*KINDS, *ELEMENTS)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in hundredths. ``start``: the sums before any feature; ``least``: thresholds.

    A pitch must be ahead of the next kind by ``pitch_ahead``, and by ``bond_ahead`` more where the
    note says how they know each other or why: a friend is not to be taken for a seller.
    """

    weights: dict[str, Sequence[int]]
    start: Sequence[int]
    least: Sequence[int]
    pitch_ahead: float
    bond_ahead: float

    def sums(self, seen: Iterable[Feature], denied: Iterable[str] = ()) -> list[int]:
        """How much speaks for each label; for an element that the note denies, not enough."""
        totals = list(self.start)
        for feature in seen:
            if found := self.weights.get(feature.name):
                totals = [total + weight for total, weight in zip(totals, found, strict=True)]
        for element in denied:
            number = ELEMENTS.index(element)
            totals[len(KINDS) + number] = min(totals[len(KINDS) + number], self.least[number])
        return totals

    def kind(self, sums: Sequence[int]) -> str:
        """The kind that most speaks for; what says how or why is personal, however worded."""
        ranked = sorted(range(len(KINDS)), key=lambda label: sums[label], reverse=True)
        first, second = ranked[0], ranked[1]
        bond = self.has(sums, "how") or self.has(sums, "why")
        close = sums[first] - sums[second] < self.pitch_ahead + bond * self.bond_ahead
        kind = KINDS[second if KINDS[first] == "pitch" and close else first]
        return "personal" if kind == "generic" and bond else kind

    def has(self, sums: Sequence[int], element: str) -> bool:
        """Whether the note holds this element."""
        number = ELEMENTS.index(element)
        return sums[len(KINDS) + number] > self.least[number]

    def telling(self, seen: Iterable[Feature], label: str) -> list[tuple[int, Feature]]:
        """The features with a place in the note that speak for a label, the weightiest first."""
        number = LABELS.index(label)
        weighed = ((self.weights[f.name][number], f) for f in seen if f.name in self.weights)
        return sorted((w, f) for w, f in weighed if w > 0 and f.last)[::-1]

    def knows(self, feature: Feature) -> bool:
        """Whether it has a weight."""
        return feature.name in self.weights


@cache
def model() -> Model:
    """The model that comes with Coffee First; read at the first note."""
    data = json.loads((files("rules.note") / "weights.json").read_text(encoding="utf-8"))
    if tuple(data["labels"]) != LABELS:
        raise ValueError("rules/note/weights.json is of another version: run make train")
    ahead = data["pitch_ahead"], data["bond_ahead"]
    return Model(data["weights"], data["start"], data["least"], *ahead)
