"""Phrases: how the language files write what to look for, and the search for it in a note.

A phrase is words with a space between them, in any case, accents or not. Apostrophe and hyphen
part words, as in notes ("I'd" is ``i d``); a line's end is a space. Besides words it may hold:

- ``(a|b c|)`` one of several, the last of these being nothing;
- ``word*`` ``*word`` ``wo*d`` ``*word*`` a word that so begins, ends, or holds this inside;
- ``_`` any one word, ``CAP`` a capitalised word, ``NUM`` a number, ``URL`` a link;
- ``..`` nothing, or some words of the same sentence, at most 36 characters;
- ``?`` ``.`` the end of a sentence.

A phrase becomes a chain of steps, and a choice is several ways to the same next step, so data and
search grow with the phrases' length, not with the number of their readings. The search visits each
step at most once for each word: nothing in it can backtrack exponentially.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rules.note.text import Token, fold, words_of

GAP = 36  # characters: about six words, which is a clause
STEM = 2  # letters by which the beginning of a word is looked up
_CLASSES = ("_", "CAP", "NUM", "URL", "..", "?", ".")


class Hit(NamedTuple):
    """A phrase found: what it stands for, and the tokens from ``first`` up to ``last``."""

    label: str
    first: int
    last: int


@dataclass(slots=True, eq=False)
class Step:
    """A place in a phrase: the ways on from here, and the label if the phrase may end here.

    ``words`` are the ways by a plain word, ``stems`` by a word's beginning, found by its first
    letters, ``parts`` by any other term, ``free`` by nothing.
    """

    words: dict[str, list["Step"]] = field(default_factory=dict)
    stems: dict[str, list[tuple[str, "Step"]]] = field(default_factory=dict)
    parts: list[tuple[str, "Step"]] = field(default_factory=list)
    free: list["Step"] = field(default_factory=list)
    label: str = ""

    def lead(self, terms: list[str], to: "Step") -> None:
        """Make a way of these terms from this step to that one."""
        step = self
        for number, term in enumerate(terms, start=1):
            after = to if number == len(terms) else Step()
            if _is_stem(term):
                step.stems.setdefault(term[:STEM], []).append((term[:-1], after))
            elif _is_part(term):
                step.parts.append((term, after))
            else:
                step.words.setdefault(term, []).append(after)
            step = after
        if not terms:
            self.free.append(to)

    def settle(self) -> None:
        """Turn each way by nothing into the ways that lie behind it; done when a phrase is in."""
        while self.free:
            after = self.free.pop()
            after.settle()
            self.label = self.label or after.label
            self.take_over(after)

    def take_over(self, other: "Step") -> None:
        """The ways on from another step are ways on from here, too."""
        self.parts += other.parts
        for word, steps in other.words.items():
            self.words.setdefault(word, []).extend(steps)
        for letters, ways in other.stems.items():
            self.stems.setdefault(letters, []).extend(ways)


def phrases_of(table: Mapping[str, Iterable[str]]) -> Step:
    """The first step of all phrases of a table, each under its label."""
    start = Step()
    for label, lines in table.items():
        for line in lines:
            add_phrase(start, line, label)
    return start


def add_phrase(start: Step, phrase: str, label: str) -> None:
    """Hang a phrase onto a first step that it shares with others."""
    first = Step()
    _grow(first, phrase).label = label
    _settle_all(first)
    start.take_over(first)


def _settle_all(first: Step) -> None:
    """Settle each step of one phrase, once."""
    seen: set[int] = set()
    waiting = [first]
    while waiting:
        step = waiting.pop()
        if id(step) not in seen:
            seen.add(id(step))
            step.settle()
            waiting += [after for steps in step.words.values() for after in steps]
            waiting += [after for ways in step.stems.values() for _, after in ways]
            waiting += [after for _, after in step.parts]


def _grow(step: Step, phrase: str) -> Step:
    """Add the ways of this phrase to a step; the step after the phrase."""
    for piece in _split(phrase, "()"):
        after = Step()
        choices = _split(piece[1:-1], "|") if piece.startswith("(") else [piece]
        for choice in choices:
            if "(" in choice:
                _grow(step, choice).free.append(after)
            else:
                step.lead(_terms(choice), after)
        step = after
    return step


def _split(text: str, at: str) -> list[str]:
    """The text in pieces: bracketed and unbracketed ones, or those between outermost bars."""
    pieces, depth = [""], 0
    for character in text:
        outermost = depth == (character == ")")
        depth += (character == "(") - (character == ")")
        if not (outermost and character in at):
            pieces[-1] += character
        elif character == "|":
            pieces.append("")
        elif character == "(":
            pieces.append(character)
        else:
            pieces[-1] += character
            pieces.append("")
    return pieces if at == "|" else [piece for piece in pieces if piece.strip()]


def find(start: Step, tokens: tuple[Token, ...]) -> list[Hit]:
    """Every phrase in these tokens; for each label and first word the longest only."""
    hits: list[Hit] = []
    for first in range(len(tokens)):
        longest: dict[str, int] = {}
        for label, last in _ends(start, tokens, first):
            longest[label] = max(last, longest.get(label, 0))
        hits += [Hit(label, first, last) for label, last in longest.items() if last > first]
    return hits


def _ends(start: Step, tokens: tuple[Token, ...], first: int) -> Iterator[tuple[str, int]]:
    """The labels of the phrases that begin at this token, and where they end."""
    waiting = list(_ways_on(start, tokens, first))
    seen = set()
    while waiting:
        step, at = place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if step.label:
            yield step.label, at
        if at < len(tokens):
            waiting += _ways_on(step, tokens, at)


def _ways_on(step: Step, tokens: tuple[Token, ...], at: int) -> list[tuple[Step, int]]:
    token, further = tokens[at], at + 1  # asked some hundred times a note: each look-up counts
    ways = [(after, further) for after in found] if (found := step.words.get(token.word)) else []
    if step.stems and (stems := step.stems.get(token.word[:STEM])):
        ways += [(after, further) for stem, after in stems if token.word.startswith(stem)]
    for part, after in step.parts:
        if part == "..":
            ways += [(after, later) for later in _within_gap(tokens, at)]
        elif _fits(part, token):
            ways.append((after, further))
    return ways


def _within_gap(tokens: tuple[Token, ...], at: int) -> Iterator[int]:
    start = tokens[at].start
    while at < len(tokens) and tokens[at].start - start <= GAP:
        yield at
        if tokens[at].kind == "stop":
            return
        at += 1


def _fits(part: str, token: Token) -> bool:
    if part == "_":
        return token.kind != "stop"
    if part == "CAP":
        return token.capital
    if part in ("NUM", "URL"):
        return token.kind == {"NUM": "number", "URL": "link"}[part]
    if part in ("?", "."):
        return token.kind == "stop" and token.word == part
    if part[0] == part[-1] == "*":
        return part[1:-1] in token.word
    begin, _, end = part.partition("*")
    return token.word.startswith(begin) and token.word.endswith(end)


def _is_stem(term: str) -> bool:
    return len(term) > STEM and term.endswith("*") and "*" not in term[:-1]


def _is_part(term: str) -> bool:
    return term in _CLASSES or "*" in term


def _terms(text: str) -> list[str]:
    return [term for chunk in text.split() for term in _terms_of(chunk)]


def _terms_of(chunk: str) -> list[str]:
    if chunk in _CLASSES:
        return [chunk]
    if "*" in chunk:
        return ["*".join(fold(part) for part in chunk.split("*"))]
    return [token.word for token in words_of(chunk).tokens]
