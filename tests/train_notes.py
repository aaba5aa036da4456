"""Trains the model of ``rules/note`` on the labelled notes in ``tests/notes``: ``make train``.

Every feature that fewer than MANY notes have is left out, so nothing is kept that only a single
note says. Figures are of five-fold cross-validation: each fifth is judged by a model that was
trained on the other four. The thresholds are chosen on the same figures.
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_score
from sklearn.model_selection import KFold

from rules.note.by_phrase import kind_by_phrase
from rules.note.features import features
from rules.note.model import ELEMENTS, KINDS, LABELS, Model
from rules.note.shown import Shown
from rules.note.text import words_of
from tests.note_files import learned_from, load

WEIGHTS = Path(__file__).parent.parent / "rules" / "note" / "weights.json"

#: A feature is learned from so many notes, or not at all.
MANY = 2

#: How little is learned from any single feature (scikit-learn's C: smaller is less).
STRENGTH = 0.5

#: Weights that round to less than this, in hundredths, for every label are left out.
LEAST_WEIGHT = 2

#: Of what is called a pitch so much must be one.
PITCH_PRECISION = 0.92

#: By how much more a pitch must be ahead where the note says how they know each other, or why.
BOND_AHEAD = 1.0


def names_of(note):
    """The names of a note's features."""
    shown = Shown(words_of(note))
    return {f.name: 1.0 for f in features(shown, kind_by_phrase(shown))}


class Trained:
    """One linear model for the kinds, and one for each element, over the same features."""

    def __init__(self, seen, rows):
        often = Counter(name for names in seen for name in names)
        kept = [{n: 1.0 for n in names if often[n] >= MANY} for names in seen]
        self.columns = DictVectorizer()
        table = self.columns.fit_transform(kept)
        self.kinds = _fit(table, [row["kind"] for row in rows])
        self.elements = [_fit(table, [row["elements"][e] for row in rows]) for e in ELEMENTS]

    def sums(self, seen):
        """What speaks for each label, a row for each note."""
        table = self.columns.transform(seen)
        order = [list(self.kinds.classes_).index(kind) for kind in KINDS]
        kinds = self.kinds.decision_function(table)[:, order]
        return np.hstack([kinds, *(e.decision_function(table)[:, None] for e in self.elements)])

    def weights(self):
        """The weights of every feature in hundredths, and those that each label starts with."""
        order = [list(self.kinds.classes_).index(kind) for kind in KINDS]
        by_label = np.vstack([self.kinds.coef_[order], *(e.coef_ for e in self.elements)])
        start = [*self.kinds.intercept_[order], *(e.intercept_[0] for e in self.elements)]
        columns = np.rint(100 * by_label).astype(int).T.tolist()
        named = zip(self.columns.get_feature_names_out(), columns, strict=True)
        kept = {n: w for n, w in named if max(map(abs, w)) >= LEAST_WEIGHT}
        return kept, np.rint(100 * np.array(start)).astype(int).tolist()


def _fit(table, labels):
    return LogisticRegression(C=STRENGTH, max_iter=500).fit(table, labels)


def cross_validated(seen, rows):
    """The sums for every note, by a model that has not seen it."""
    sums = np.zeros((len(rows), len(LABELS)))
    for train, rest in KFold(5, shuffle=True, random_state=1).split(seen):
        trained = Trained([seen[i] for i in train], [rows[i] for i in train])
        sums[rest] = trained.sums([seen[i] for i in rest])
    return sums


def kinds_of(sums, ahead, least):
    """The kind of each note, as ``Model.kind`` tells it."""
    judge = Model({}, (), least, ahead, BOND_AHEAD)
    return [judge.kind(row) for row in sums]


def choose(sums, rows):
    """How far ahead a pitch must be, and the sum above which each element is there."""
    least = []
    for number, element in enumerate(ELEMENTS, start=len(KINDS)):
        there = [row["elements"][element] for row in rows]
        least.append(
            max(np.arange(-1, 0.6, 0.05), key=lambda t: f1_score(there, sums[:, number] > t))
        )
    truth = [row["kind"] for row in rows]
    steps = np.arange(0, 1.5, 0.05)
    enough = (a for a in steps if _pitch_precision(truth, kinds_of(sums, a, least)))
    return float(next(enough, steps[-1])), [float(t) for t in least]


def _pitch_precision(truth, found):
    return precision_score(truth, found, labels=["pitch"], average=None)[0] >= PITCH_PRECISION


def main():
    """Train, say what cross-validation found, and write the weights."""
    rows = load()
    seen = [names_of(row["note"]) for row in rows]
    sums = cross_validated(seen, rows)
    ahead, least = choose(sums, rows)
    _tell(rows, sums, ahead, least)
    weights, start = Trained(seen, rows).weights()
    data = {
        "labels": LABELS,
        "learned_from": learned_from(),
        "start": start,
        "least": [round(100 * t) for t in least],
        "pitch_ahead": round(100 * ahead),
        "bond_ahead": round(100 * BOND_AHEAD),
        "weights": weights,
    }
    lines = json.dumps(data, ensure_ascii=False).replace('], "', '],\n"')
    WEIGHTS.write_text(lines + "\n", encoding="utf-8")
    print(f"{len(weights)} weights, {WEIGHTS.stat().st_size // 1000} kB: {WEIGHTS}")


def _tell(rows, sums, ahead, least):
    languages = {
        "all": None,
        "en": {"en"},
        "de fr es it pt nl": {"de", "fr", "es", "it", "pt", "nl"},
    }
    for name, wanted in languages.items():
        here = [i for i, row in enumerate(rows) if wanted is None or row["lang"] in wanted]
        truth = [rows[i]["kind"] for i in here]
        f1 = f1_score(truth, kinds_of(sums[here], ahead, least), labels=KINDS, average=None)
        told = ", ".join(f"{kind} {value:.2f}" for kind, value in zip(KINDS, f1, strict=True))
        for number, element in enumerate(ELEMENTS):
            there = [rows[i]["elements"][element] for i in here]
            value = f1_score(there, sums[here, len(KINDS) + number] > least[number])
            told += f", {element} {value:.2f}"
        print(f"{name}: {len(here)} notes, macro-F1 {np.mean(f1):.3f} ({told})")


if __name__ == "__main__":
    main()
