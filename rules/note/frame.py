"""The frame of a note: greeting, names, courtesies, signature and LinkedIn's stock sentence.

What is left when the frame is taken away is the *residue*: the inviter's own words, by which the
note is judged.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from rules.languages import codes
from rules.note.language import common_words, notes_data
from rules.note.phrases import Hit, Step, add_phrase, find, phrases_of
from rules.note.text import Token, Words

NAME_WORDS = 4  # a name in a greeting or signature is seldom longer


@dataclass(slots=True)
class Frame:
    """Which tokens are not the inviter's own; the greeting's words; the stock sentence's place."""

    taken: list[bool]
    greeting: tuple[int, int] = (0, 0)
    stock: list[tuple[int, int]] = field(default_factory=list)

    def take(self, first: int, last: int) -> None:
        """These tokens belong to the frame."""
        self.taken[first:last] = [True] * (last - first)


@cache
def _frame_phrases() -> Step:
    """Greetings, courtesies and stock sentences of all languages: they are known in any note."""
    start = Step()
    for code in codes():
        notes = notes_data(code)
        for phrase in notes.get("stock", {}).get("sentences", ()):
            add_phrase(start, phrase, "stock")
        for label, phrases in notes.get("frame", {}).items():
            for phrase in phrases:
                add_phrase(start, phrase, label)
    return start


@cache
def _skeleton(code: str) -> dict[str, Step]:
    """The parts of a language's stock sentence: act, whose, what; and filler between them."""
    return {k: phrases_of({k: v}) for k, v in notes_data(code).get("stock", {}).items() if v}


def frame_of(words: Words, languages: tuple[str, ...]) -> Frame:
    """The frame of a note that could be in these languages."""
    tokens = words.tokens
    frame = Frame([False] * len(tokens))
    hits = find(_frame_phrases(), tokens)
    common = common_words(languages[0]) if languages else frozenset[str]()
    _take_greeting(frame, words, hits, common)
    for hit in hits:
        if hit.label in ("courtesies", "closings"):
            frame.take(hit.first, hit.last)
        elif hit.label == "stock":
            frame.take(hit.first, hit.last)
            frame.stock.append((hit.first, hit.last))
    _take_skeletons(frame, words, languages)
    _take_signature(frame, words, hits, common)
    return frame


def _take_greeting(frame: Frame, words: Words, hits: list[Hit], common: frozenset[str]) -> None:
    """Greeting words at the start, and the title and name that follow up to a break."""
    after = 0
    for hit in hits:
        if hit.label == "greetings" and hit.first <= after and hit.last > after:
            after = hit.last
    end = _end_of_name(words, after, {h.first for h in hits if h.label == "titles"}, common)
    if end > after and _breaks(words, after) and not _breaks(words, end):
        end = after  # "Hi, Quick question for you" holds no name
    if after or (end and _breaks(words, end)):
        frame.greeting = (0, end)
        frame.take(0, end)


def _end_of_name(words: Words, start: int, titles: set[int], common: frozenset[str]) -> int:
    """Where the name that starts here ends: titles, then capitalised words or a short phrase."""
    at = start
    while at < len(words.tokens) and at - start < NAME_WORDS + 2:
        token = words.tokens[at]
        titled = at - 1 in titles  # after "Dr." the name goes on
        if at > start and _breaks(words, at) and not titled:
            return at
        named = token.capital and token.word not in common
        dot = titled and token.kind == "stop"
        if not (named or dot or at in titles or _lower_name(words, at)):
            return at
        at += 1
    return at


def _lower_name(words: Words, at: int) -> bool:
    """A name in small letters ("hi paul,"): one word between the greeting and a comma."""
    return at > 0 and words.tokens[at].kind == "word" and _breaks(words, at + 1)


def opens_with_name(words: Words) -> bool:
    """Whether the first word stands alone before a comma or break, as a name does."""
    return bool(words.tokens) and _breaks(words, 1)


def _breaks(words: Words, at: int) -> bool:
    """Whether there is a comma, stop, dash or line's end before token ``at``."""
    tokens = words.tokens
    if at >= len(tokens) or tokens[at].kind == "stop":
        return True
    between = words.text[tokens[at - 1].end : tokens[at].start] if at else ""
    return re.search(r"[,،、!\n]|\s-|-\s", between) is not None


def sentences(words: Words) -> list[tuple[int, int]]:
    """The places of the sentences: first token, and the one after the last."""
    places, first = [], 0
    for at, token in enumerate(words.tokens):
        if token.kind == "stop":
            places.append((first, at))
            first = at + 1
    return [(a, b) for a, b in [*places, (first, len(words.tokens))] if b > a]


def _take_skeletons(frame: Frame, words: Words, languages: tuple[str, ...]) -> None:
    """A sentence of nothing but act, whose, what and filler is a stock sentence, retyped."""
    for first, last in sentences(words):
        for code in languages:
            if _is_skeleton(frame, words.tokens, first, last, code):
                frame.take(first, last)
                frame.stock.append((first, last))
                break


def _is_skeleton(frame: Frame, tokens: tuple[Token, ...], first: int, last: int, code: str) -> bool:
    part = _skeleton(code)
    own = tuple(tokens[at] for at in range(first, last) if not frame.taken[at])
    covered = [t.word in common_words(code) for t in own]
    for name in ("act", "whose", "what", "filler"):
        hits = find(part[name], own) if name in part else []
        if not hits and name in ("act", "what"):
            return False
        for hit in hits:
            covered[hit.first : hit.last] = [True] * (hit.last - hit.first)
    return bool(own) and all(covered)


def _take_signature(frame: Frame, words: Words, hits: list[Hit], common: frozenset[str]) -> None:
    """A name at the end: after a closing, on its own line, or after the last stop."""
    tokens = words.tokens
    starts = {hit.last for hit in hits if hit.label == "closings"}
    starts |= {at for at in range(1, len(tokens)) if tokens[at].line > tokens[at - 1].line}
    starts |= {at + 1 for at, token in enumerate(tokens) if token.kind == "stop"}
    starts |= {last for _, last in frame.stock}
    for start in sorted(starts):
        if words.text.endswith(("!", "?")):  # "Let's talk!" is said, a signature is not
            return
        if _is_name(tokens[start:], common, after_stock=bool(frame.stock)):
            frame.take(start, len(tokens))
            return


def _is_name(tokens: tuple[Token, ...], common: frozenset[str], *, after_stock: bool) -> bool:
    """A short name; after a stock sentence, LinkedIn's mail has the title line below it."""
    words = [t for t in tokens if t.kind != "stop"]
    if after_stock and tokens and tokens[-1].line > tokens[0].line:
        words = [t for t in words if t.line == tokens[0].line]
    return 0 < len(words) <= NAME_WORDS and all(
        t.capital and t.kind == "word" and t.word not in common for t in words
    )
