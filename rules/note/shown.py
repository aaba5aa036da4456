"""What a note shows: the phrases and concepts of its likely languages, where they stand."""

from collections.abc import Iterable
from functools import cache, cached_property

from rules.languages import codes
from rules.note.frame import frame_of
from rules.note.language import common_words, notes_data, tell
from rules.note.phrases import Hit, Step, find, phrases_of
from rules.note.text import Words


class Shown:
    """The phrases in a note's own words (``hits``), and the concepts in all of it.

    ``told`` is the language; ``denied`` are the elements that are said not to be: "we have not
    met".
    """

    def __init__(self, words: Words) -> None:
        self.words, self.told = words, tell(words)
        self.languages = (self.told.code,) if self.told.code else self.told.likely[:3]
        self.frame = frame_of(words, self.told.likely[:3])
        searched = tuple(dict.fromkeys((*self.languages, *everywhere())))
        hits = [hit for c in searched for hit in find(_phrases(c), words.tokens)]
        self.hits = [h for h in hits if not _taken_back(h, hits) and self._is_own(h)]
        said = {hit.label for hit in hits}
        self.denied = [e for e in ("how", "why") if f"{e}_not" in said and not self.by(e)]
        concepts = [hit for c in self.languages for hit in find(_concepts(c), words.tokens)]
        self.concepts = sorted(h for h in set(concepts) if h.first >= self.frame.greeting[1])

    def _is_own(self, hit: Hit) -> bool:
        """Not begun in the greeting, and not wholly inside the rest of the frame."""
        beyond = hit.first >= self.frame.greeting[1]
        return beyond and not all(self.frame.taken[hit.first : hit.last])

    def by(self, *labels: str) -> list[Hit]:
        """The hits of these labels, in the note's order."""
        return sorted((h for h in self.hits if h.label in labels), key=lambda h: h.first)

    def quote(self, hit: Hit) -> str:
        """The inviter's words of a hit."""
        return self.words.quote(hit.first, hit.last)

    @cached_property
    def own_words(self) -> list[int]:
        """The tokens of the residue that carry meaning."""
        common = common_words(self.languages[0]) if self.languages else frozenset[str]()
        return [
            at
            for at, token in enumerate(self.words.tokens)
            if not self.frame.taken[at] and token.kind != "stop" and token.word not in common
        ]


def _taken_back(hit: Hit, hits: list[Hit]) -> bool:
    back = f"{hit.label}_not"
    return any(h.label == back and h.first < hit.last and hit.first < h.last for h in hits)


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """Those hits that do not overlap one another."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.first >= kept[-1].last:
            kept.append(hit)
    return kept


@cache
def _phrases(code: str) -> Step:
    return phrases_of(notes_data(code).get("phrases", {}))


@cache
def _concepts(code: str) -> Step:
    return phrases_of(notes_data(code).get("concepts", {}))


@cache
def everywhere() -> tuple[str, ...]:
    """The languages whose phrases turn up in notes of others: English."""
    return tuple(c for c in codes() if notes_data(c).get("telling", {}).get("everywhere"))
