"""How well notes and headlines are read: ``make evaluate [EVIDENCE=folder …]``.

Measured on the held-out notes in ``tests/notes/held-out``, from which the model did not learn, and
on every labelled ``notes.jsonl`` and ``headlines.jsonl`` in the folders given. Where a label says
that a second reader could say otherwise, such an answer counts as half wrong in "half credit", and
as wrong in all other figures.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rules.note import read_note
from rules.reading.headline import read_headline

HELD_OUT = Path(__file__).parent / "notes" / "held-out"
KINDS = ("default", "generic", "personal", "pitch")
ELEMENTS = ("who", "how", "why")
ANSWERS = ("none", *KINDS, "unknown")

#: A language with fewer notes gets no confusion table of its own.
ENOUGH = 10

_console = Console(width=110)


def load(file):
    """The labelled lines of a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def precision_recall_f1(pairs):
    """Of (true, said) pairs."""
    hits = sum(true and said for true, said in pairs)
    said, true = sum(s for _, s in pairs), sum(t for t, _ in pairs)
    precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


class Read:
    """Labelled notes with what was read in them."""

    def __init__(self, rows):
        self.rows = rows
        self.readings = [read_note(row["note"]) for row in rows]

    def where(self, wanted):
        """Those of them that are wanted."""
        part = Read([])
        both = [
            (row, read) for row, read in zip(self.rows, self.readings, strict=True) if wanted(row)
        ]
        part.rows, part.readings = [row for row, _ in both], [read for _, read in both]
        return part

    def of_kind(self, kind):
        """Precision, recall and F1 of a kind."""
        pairs = [
            (row["kind"] == kind, r.kind == kind)
            for row, r in zip(self.rows, self.readings, strict=True)
        ]
        return precision_recall_f1(pairs)

    def of_element(self, name):
        """Precision, recall and F1 of an element."""
        both = zip(self.rows, self.readings, strict=True)
        return precision_recall_f1([(row["elements"][name], getattr(r, name)) for row, r in both])

    def macro_f1(self):
        """The mean F1 of the four kinds that have words."""
        return sum(self.of_kind(kind)[2] for kind in KINDS) / len(KINDS)

    def half_credit(self):
        """The share of right kinds, where a second reader's kind counts half."""
        points = 0.0
        for row, reading in zip(self.rows, self.readings, strict=True):
            points += 1 if reading.kind == row["kind"] else (reading.kind in row["alt_kinds"]) / 2
        return points / len(self.rows)

    def confusion(self):
        """How often which kind was read as which."""
        return Counter(
            (row["kind"], r.kind) for row, r in zip(self.rows, self.readings, strict=True)
        )


def show_figures(name, read):
    """Every figure, over all, English and the public texts."""
    parts = {"all": read, "English": read.where(lambda row: row["lang"] == "en")}
    if any("origin" in row for row in read.rows):
        parts["public"] = read.where(lambda row: row["origin"].startswith("public"))
    table = Table(title=f"{name}: precision / recall / F1", title_justify="left")
    table.add_column("")
    for part, its in parts.items():
        table.add_column(f"{part} ({len(its.rows)})", justify="right")
    for kind in KINDS:
        table.add_row(kind, *(_three(its.of_kind(kind)) for its in parts.values()))
    table.add_row("macro-F1", *(f"{its.macro_f1():.3f}" for its in parts.values()))
    for element in ELEMENTS:
        table.add_row(element, *(_three(its.of_element(element)) for its in parts.values()))
    table.add_row("half credit", *(f"{its.half_credit():.3f}" for its in parts.values()))
    _console.print(table)


def _three(figures):
    return " / ".join(f"{figure:.2f}" for figure in figures)


def show_confusions(read):
    """A confusion table for each language and each origin."""
    for field in ("lang", "origin"):
        groups = defaultdict(list)
        for row in read.rows:
            groups[row.get(field, "")].append(row)
        small = {value for value, rows in groups.items() if len(rows) < ENOUGH}
        for value in sorted(groups.keys() - small - {""}):
            here = read.where(lambda row, value=value, field=field: row.get(field) == value)
            _confusion(f"{field} {value}", here)
        if small - {""}:
            here = read.where(lambda row, small=small, field=field: row.get(field) in small)
            _confusion(f"{field}: {', '.join(sorted(small))}", here)


def _confusion(title, read):
    table = Table(title=f"{title} ({len(read.rows)}): labelled ↓ read →", title_justify="left")
    table.add_column("")
    for answer in ANSWERS:
        table.add_column(answer, justify="right")
    counted = read.confusion()
    for kind in ("none", *KINDS):
        row = [counted[kind, answer] for answer in ANSWERS]
        if any(row):
            table.add_row(kind, *(str(n) if n else "·" for n in row))
    _console.print(table)


def show_speed(rows):
    """How long a note takes, once the words are loaded."""
    read_note.cache_clear()
    start = time.perf_counter()
    for row in rows:
        read_note(row["note"])
    each = (time.perf_counter() - start) / len(rows)
    _console.print(f"{1000 * each:.2f} ms a note")


def show_headlines(file):
    """The share of headlines read exactly as labelled."""
    rows = load(file)
    fields = {"title": "title", "company": "company", "role": "role_category"}
    fields["seniority"] = "seniority"
    right = Counter(
        ours
        for row in rows
        for ours, theirs in fields.items()
        if getattr(read_headline(row["headline"]), ours) == (row[theirs] or "")
    )
    told = ", ".join(f"{name} {right[name] / len(rows):.3f}" for name in fields)
    _console.print(f"{file.parent.name}/{file.name}: {len(rows)} headlines, exact: {told}")


def plot(named, file):
    """F1 of every kind and element as bars, beside one another for each set of notes."""
    import matplotlib as mpl  # noqa: PLC0415 (only here, and not needed to test)

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    labels = (*KINDS, *ELEMENTS)
    figure, axes = plt.subplots(figsize=(9, 4))
    for number, (name, read) in enumerate(named.items()):
        heights = [read.of_kind(k)[2] for k in KINDS] + [read.of_element(e)[2] for e in ELEMENTS]
        places = [at + number * 0.8 / len(named) for at in range(len(labels))]
        axes.bar(places, heights, width=0.75 / len(named), label=name)
    middle = 0.8 * (len(named) - 1) / (2 * len(named))
    axes.set_xticks([at + middle for at in range(len(labels))], labels)
    axes.set_ylim(0, 1)
    axes.set_ylabel("F1")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=len(named))
    file.parent.mkdir(exist_ok=True)
    figure.savefig(file, dpi=120, bbox_inches="tight")
    _console.print(f"plot: {file}")


def main(folders):
    """Everything, for the held-out notes and for every folder."""
    files = [HELD_OUT / "notes.jsonl", *(Path(f) / "notes.jsonl" for f in folders)]
    named = {}
    for file in (f for f in files if f.is_file()):
        read = Read(load(file))
        named[file.parent.name] = read
        show_figures(file.parent.name, read)
        show_confusions(read)
        show_speed(read.rows)
    for file in (Path(f) / "headlines.jsonl" for f in (HELD_OUT, *folders)):
        if file.is_file():
            show_headlines(file)
    plot(named, Path("build") / "evaluation.png")


if __name__ == "__main__":
    main(sys.argv[1:])
