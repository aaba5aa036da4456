"""Which language a note is in, told by its script, its letters and its common words."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from rules.languages import codes, language
from rules.note.text import Words, fold, words_of

LEAST = 0.9  # one word that no other language has; less is a guess
AHEAD = 1.25  # how far the first must be ahead of the second
SHOWN = 6  # so many words are proof enough


def notes_data(code: str) -> dict[str, Any]:
    """The ``[notes]`` table of a language; empty where its file has none."""
    found: dict[str, Any] = language(code).get("notes", {})
    return found


class Told(NamedTuple):
    """Which language a note is in: its ISO 639-1 code and the words that show it.

    ``code`` is "" where too little is said to tell. ``likely`` are all that it could be, the
    likeliest first.
    """

    code: str
    because: str
    likely: tuple[str, ...]


def tell(words: Words) -> Told:
    """The language of these words, weighed once."""
    candidates = _by_script(words.text)
    if len(candidates) == 1:
        return Told(candidates[0], "its script", (candidates[0],))
    weight, shown = _weigh(words, candidates)
    ranked = weight.most_common()
    likely = tuple(code for code, _ in ranked)
    return Told(*_clearest(ranked[:2], shown), likely)


def _clearest(ranked: list[tuple[str, int]], shown: dict[str, list[str]]) -> tuple[str, str]:
    """The first language, if it is clear enough, and the words that show it."""
    if not ranked or ranked[0][1] < LEAST:
        return "", "too few words to tell"
    if len(ranked) > 1 and ranked[0][1] < AHEAD * ranked[1][1]:
        return "", f"could be {ranked[0][0]} or {ranked[1][0]}"
    code = ranked[0][0]
    because = " ".join(list(dict.fromkeys(shown[code]))[:SHOWN])
    said = [word for word in shown[code] if not word.startswith("letter ")]
    if len(" ".join(said)) < 3:  # "Bo" is a name in Polish, too; letters are shared by neighbours
        return "", "too few words to tell"
    return code, because


def _by_script(text: str) -> list[str]:
    """The languages that are written in the scripts of this text."""
    share = Counter(_script(c) for c in text[:600] if c.isalpha())
    if not share:
        return []
    foreign = {s for s, n in share.items() if s != "LATIN" and n * 5 >= share.total()}
    used = foreign or {"LATIN"}
    fitting = [code for code in codes() if used <= _scripts(code)]
    fewest = min((len(_scripts(code)) for code in fitting), default=0)
    return [code for code in fitting if len(_scripts(code)) == fewest]


def _script(character: str) -> str:
    return unicodedata.name(character, "LATIN").split()[0]


def _scripts(code: str) -> frozenset[str]:
    return frozenset(notes_data(code).get("telling", {}).get("scripts", ("LATIN",)))


def _weigh(words: Words, candidates: list[str]) -> tuple[Counter[str], dict[str, list[str]]]:
    """How much speaks for each candidate, and which words do."""
    weight: Counter[str] = Counter()
    shown: dict[str, list[str]] = {code: [] for code in candidates}
    for word in _as_written(words) + _telling_letters(words.text):
        for code, much in _weights().get(word, {}).items():
            if code in shown:
                weight[code] += much  # type: ignore[assignment]  # a Counter of floats
                shown[code].append(word)
    return weight, shown


def _as_written(words: Words) -> list[str]:
    """Each word with its accents where they are known to tell ("ők" is Hungarian, "ok" not)."""
    written = [(words.text[t.start : t.end].casefold(), t.word) for t in words.tokens]
    return [exact if exact in _weights() else bare for exact, bare in written]


def _telling_letters(text: str) -> list[str]:
    return [f"letter {c}" for c in sorted(set(text.casefold())) if not c.isascii()]


@cache
def _weights() -> dict[str, dict[str, float]]:
    """For each word, how much it says for a language: less, the more languages have it."""
    found: dict[str, dict[str, float]] = {}
    for code in codes():
        for word, much in _vocabulary(code):
            of_word = found.setdefault(word, {})
            of_word[code] = max(much, of_word.get(code, 0.0))
    return {w: {c: much / len(by) for c, much in by.items()} for w, by in found.items()}


def _vocabulary(code: str) -> Iterable[tuple[str, float]]:
    """Common words and letters count in full, words of the other phrases by a third."""
    notes = notes_data(code)
    telling = notes.get("telling", {})
    for word in telling.get("words", "").casefold().split():
        yield word, 1.0
        yield fold(word), 0.5  # written without its accents
    for letter in telling.get("letters", ""):
        yield f"letter {letter}", 1.0
    tables = (notes.get(name, {}) for name in ("frame", "stock", "phrases"))
    for phrase in (p for table in tables for phrases in table.values() for p in phrases):
        for token in words_of(phrase).tokens:
            if token.kind == "word" and len(token.word) > 2:
                yield token.word, 0.34


@cache
def common_words(code: str) -> frozenset[str]:
    """The common words of a language, as they are compared."""
    telling = notes_data(code).get("telling", {})
    return frozenset(t.word for t in words_of(telling.get("words", "")).tokens)
