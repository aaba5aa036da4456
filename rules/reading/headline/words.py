"""The words by which a headline is read: ``words.toml``, found in one pass.

There are some two thousand words. A text is cut into its words once, and each is looked up; an
expression of all of them would take a hundred times as long.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"[^\W_]+")

#: Scripts that put no space between words: there a word may begin and end anywhere.
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A word or phrase of a list: its words, whether the last is a stem, and whose it is."""

    words: tuple[str, ...]
    stem: bool
    owner: str
    lookalike: bool


@dataclass(slots=True)
class _Index:
    """All entries, by how they are looked up."""

    words: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    phrases: dict[tuple[str, str], list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    stemmed: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    endings: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    anywhere: dict[str, list[tuple[str, _Entry]]] = field(default_factory=lambda: defaultdict(list))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


@lru_cache(maxsize=4096)
def _folded_sign(sign: str) -> str:
    """A sign in lower case, without accent or styling; one sign for one, so places stay.

    Hangul would fall into its letters by NFKD: only alphabets are taken apart.
    """
    alphabet = sign < "\u0600" or "\u1e00" <= sign <= "\u1fff"
    plain = unicodedata.normalize("NFKD" if alphabet else "NFKC", sign)
    lower = plain.lower() if len(plain) == 1 else plain[:1].lower() if alphabet else sign
    return lower[:1] or sign


def folded(text: str) -> str:
    """The text as it is looked up, as long as before: "İnşaat" → "insaat", "𝗦𝗮𝗹𝗲𝘀" → "sales"."""
    return text.lower() if text.isascii() else "".join(map(_folded_sign, text))


@cache
def values(kind: str) -> tuple[str, ...]:
    """The categories of "role" or "seniority", in the order in which they are asked."""
    return tuple(dict.fromkeys(entry["value"] for entry in _data()[kind]))


@cache
def joins(kind: str) -> re.Pattern[str]:
    """The words that join a title with a company: "sure" ones, or in small letters others."""
    listed = "|".join(re.escape(word) for word in _data()["joins"][kind])
    if kind == "sure":
        return re.compile(rf"\s+(?:{listed})\s+|\s*@\s*", re.IGNORECASE)
    return re.compile(rf"\s+(?:{listed})\s+")


@cache
def _index() -> _Index:
    index = _Index()
    for owner, word, lookalike in _listed():
        _enter(index, owner, folded(word), lookalike=lookalike)
    return index


def _listed() -> Iterator[tuple[str, str, bool]]:
    for kind in ("role", "seniority", "people", "firm"):
        for category in _data()[kind]:
            owner = f"{kind}/{category['value']}"
            yield from ((owner, word, False) for word in category["words"])
            yield from ((owner, word, True) for word in category.get("unless", ()))
    for table in ("fields", "organisations", "jobs", "places", "skills", "bystanders", "functions"):
        yield from ((table, word, False) for word in _data()[table]["words"])


def _enter(index: _Index, owner: str, word: str, *, lookalike: bool) -> None:
    parts = tuple(_WORD.findall(word))
    entry = _Entry(parts, word.endswith("-"), owner, lookalike)
    if UNSPACED.search(word):
        phrase = word.strip("-")
        index.anywhere[phrase[0]].append((phrase, entry))
    elif word.startswith("-"):
        index.endings[parts[0]].append(entry)
    elif entry.stem and len(parts) == 1:
        index.stems[parts[0]].append(entry)
    elif len(parts) == 1:
        index.words[parts[0]].append(entry)
    elif len(parts) == 2 and entry.stem:
        index.stemmed[parts[0]].append(entry)
    elif parts:
        index.phrases[parts[0], parts[1]].append(entry)


@lru_cache(maxsize=8192)
def found(text: str) -> Mapping[str, Span]:
    """Where each list has its first word in the text: "people/legal" → (start, end)."""
    spans: dict[str, list[Span]] = defaultdict(list)
    hidden: dict[str, list[Span]] = defaultdict(list)
    for entry, span in _matches(folded(text)):
        (hidden if entry.lookalike else spans)[entry.owner].append(span)
    first = {}
    for owner, places in spans.items():
        unhidden = places
        if owner in hidden:
            unhidden = [span for span in places if not _within(span, hidden[owner])]
        if unhidden:
            first[owner] = min(unhidden, key=_place) if len(unhidden) > 1 else unhidden[0]
    return first


def _place(span: Span) -> Span:
    """By where a span begins; of two at one place the longer first."""
    return span[0], -span[1]


def _within(span: Span, others: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _matches(text: str) -> list[tuple[_Entry, Span]]:
    """Every entry that stands in a folded text, and where."""
    index, matches = _index(), []
    tokens = list(_WORD.finditer(text))
    words = [token[0] for token in tokens]
    for number, (word, after) in enumerate(zip(words, [*words[1:], ""], strict=False)):
        if entries := _parts(word):
            matches += [(entry, tokens[number].span()) for entry in entries]
        phrases = index.phrases.get((word, after), ())
        for entry in (*phrases, *index.stemmed.get(word, ())):
            if _stands(entry, words[number : number + len(entry.words)]):
                end = tokens[number + len(entry.words) - 1].end()
                matches.append((entry, (tokens[number].start(), end)))
    return matches + _unspaced(text) if UNSPACED.search(text) else matches


def _unspaced(text: str) -> list[tuple[_Entry, Span]]:
    """The entries of scripts without spaces, wherever they begin."""
    anywhere = _index().anywhere
    return [
        (entry, (start, start + len(phrase)))
        for start, sign in enumerate(text)
        for phrase, entry in anywhere.get(sign, ())
        if text.startswith(phrase, start)
    ]


@lru_cache(maxsize=8192)
def _parts(word: str) -> tuple[_Entry, ...]:
    """The entries that are the word, its stem or its ending; of a long word, of its first 40."""
    stems, endings, word = _index().stems, _index().endings, word[:40]
    found_here = list(_index().words.get(word, ()))
    for length in range(1, len(word) + 1):
        found_here += stems.get(word[:length], ())
    for begin in range(2, len(word)):
        found_here += endings.get(word[begin:], ())
    return tuple(found_here)


def _stands(entry: _Entry, words: list[str]) -> bool:
    """Whether these words are the phrase, of which the last may be a stem."""
    if len(words) != len(entry.words) or words[:-1] != list(entry.words[:-1]):
        return False
    last = entry.words[-1]
    return words[-1] == last or (entry.stem and words[-1].startswith(last))
