"""The words by which a headline is read: ``words.toml``, found in one pass.

There are some two thousand words. A text is cut into its words once, and each is looked up; an
expression of all of them would take a hundred times as long.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"[^\W_]+")

#: Scripts that put no space between words: there a word may begin and end anywhere.
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

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

    by_first: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    endings: list[tuple[str, _Entry]] = field(default_factory=list)
    anywhere: list[tuple[str, _Entry]] = field(default_factory=list)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


@cache
def values(kind: str) -> tuple[str, ...]:
    """The categories of "role" or "seniority", in the order in which they are asked."""
    return tuple(dict.fromkeys(entry["value"] for entry in _data()[kind]))


@cache
def joins(sure: bool) -> re.Pattern[str]:
    """The words that join a title with a company."""
    listed = "|".join(re.escape(word) for word in _data()["joins"]["sure" if sure else "unsure"])
    sign = r"|\s*@\s*" if sure else ""
    return re.compile(rf"(?i)\s+(?:{listed})\s+{sign}")


@cache
def _index() -> _Index:
    index = _Index()
    for owner, word, lookalike in _listed():
        _enter(index, owner, word.casefold(), lookalike=lookalike)
    return index


def _listed() -> Iterator[tuple[str, str, bool]]:
    for kind in ("role", "seniority"):
        for category in _data()[kind]:
            owner = f"{kind}/{category['value']}"
            yield from ((owner, word, False) for word in category["words"])
            yield from ((owner, word, True) for word in category.get("unless", ()))
    for table in ("fields", "organisations", "jobs"):
        yield from ((table, word, False) for word in _data()[table]["words"])


def _enter(index: _Index, owner: str, word: str, *, lookalike: bool) -> None:
    parts = tuple(_WORD.findall(word))
    entry = _Entry(parts, word.endswith("-"), owner, lookalike)
    if _UNSPACED.search(word):
        index.anywhere.append((word.strip("-"), entry))
    elif word.startswith("-"):
        index.endings.append((parts[0], entry))
    elif entry.stem and len(parts) == 1:
        index.stems[parts[0][:2]].append(entry)
    elif parts:
        index.by_first[parts[0]].append(entry)


@lru_cache(maxsize=8192)
def found(text: str) -> Mapping[str, Span]:
    """Where each list has its first word in the text: "role/legal" → (start, end)."""
    spans: dict[str, list[Span]] = defaultdict(list)
    hidden: dict[str, list[Span]] = defaultdict(list)
    for entry, span in _matches(text.casefold() if len(text.casefold()) == len(text) else text):
        (hidden if entry.lookalike else spans)[entry.owner].append(span)
    first = {}
    for owner, places in spans.items():
        if kept := [span for span in places if not _overlaps(span, hidden.get(owner, ()))]:
            first[owner] = min(kept, key=lambda span: (span[0], -span[1]))
    return first


def _overlaps(span: Span, others: list[Span] | tuple[()]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _matches(text: str) -> Iterator[tuple[_Entry, Span]]:
    tokens = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    for number, (word, start, end) in enumerate(tokens):
        for entry in _index().by_first.get(word, ()):
            if last := _phrase_end(entry, tokens, number):
                yield entry, (start, last)
        for entry in _parts(word):
            yield entry, (start, end)
    if _UNSPACED.search(text):
        for phrase, entry in _index().anywhere:
            if (start := text.find(phrase)) >= 0:
                yield entry, (start, start + len(phrase))


def _parts(word: str) -> Iterator[_Entry]:
    """The entries that are a stem or an ending of the word."""
    for entry in _index().stems.get(word[:2], ()):
        if word.startswith(entry.words[0]):
            yield entry
    for ending, entry in _index().endings:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            yield entry


def _phrase_end(entry: _Entry, tokens: list[tuple[str, int, int]], number: int) -> int:
    """Where the phrase ends that begins at this word, 0 where it does not stand there."""
    last = number + len(entry.words) - 1
    if last >= len(tokens):
        return 0
    for word, (token, _, _) in zip(entry.words[1:-1], tokens[number + 1 :], strict=False):
        if token != word:
            return 0
    token, _, end = tokens[last]
    wanted = entry.words[-1]
    return end if token == wanted or (entry.stem and token.startswith(wanted)) else 0
