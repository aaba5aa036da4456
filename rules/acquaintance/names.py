"""A written name, taken apart into the words that can be compared with another's."""

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from rules.acquaintance.agreement import Words
from rules.acquaintance.east_asian import joined_syllables, written_in_east_asian
from rules.acquaintance.spelling import is_initial
from rules.acquaintance.words import words as listed

_LONGEST, _MOST_WORDS, _MOST_NAMES = 200, 8, 8
_ASIDE = re.compile(r"[(（\[「\"“„«]([^()（）\[\]「」\"“”„«»]{1,80})[)）\]」\"”“»]")
_SLASHED = re.compile(r"\w{1,12}(?:\s?/\s?\w{1,12}){1,3}")
_TAIL = re.compile(r"\s[-–—~]\s|\s?[|•·/]")
_APART = re.compile(r"[\s.\-‐‑]+")
_SHOUTED_OR_NOT = ("jr", "sr", "esq", "ii", "iii")


class Name(NamedTuple):
    """The words of one name; ``other`` where it is a maiden name, a nickname or the like."""

    words: Words
    other: bool = False


def name_key(name: str) -> str:
    """A name without case, accents, punctuation and order, to compare two spellings of it."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(sorted(kept.split()))


@lru_cache(maxsize=2_000)
def names_in(written: str) -> tuple[Name, ...]:
    """Every name of one person in a written one: "Anna Schmidt (geb. Maier)" holds two.

    Titles, credentials, pronouns and emoji are taken away. A name of one word is none: it says
    too little. Never raises; what is too long for a name is none.
    """
    if plain := _plain_words(written):
        return (Name(plain),)
    if len(written) > _LONGEST:
        return ()
    return _distinct(_read(unicodedata.normalize("NFKC", written)))


def names_of(written: str, other_names: Iterable[str]) -> tuple[Name, ...]:
    """Every name of somebody of whom records hold other names too."""
    if not other_names:
        return names_in(written)
    found = list(names_in(written))
    first = found[0].words if found else ()
    for other in other_names:
        found += _aside(unicodedata.normalize("NFKC", other[:_LONGEST]), first)
    return _distinct(found)


def _plain_words(written: str) -> Words:
    """The words of most names, Ada Quill and Björn Åkesson, read fast; of all others ()."""
    words = written.lower().split(" ") if len(written) <= _LONGEST else []
    if not 2 <= len(words) <= 3 or not all(len(w) > 1 and w.isalpha() for w in words):
        return ()
    looked_up = words
    if not written.isascii():
        if max(written) > "\u024f" or not unicodedata.is_normalized("NFKC", written):
            return ()
        looked_up = [_plain(word) for word in words]
    return _kept(words) if _special().isdisjoint(looked_up) else ()


def _kept(words: Iterable[str]) -> Words:
    """Words as they are kept: many people share one, and it is there once."""
    return tuple(map(sys.intern, words))


@cache
def _special() -> frozenset[str]:
    """Words that need a closer look wherever they stand."""
    names = (
        *("titles", "titles_or_names", "credentials", "nobody"),
        *("particles", "glued", "half_names"),
    )
    east = listed("chinese_korean_surnames")
    return frozenset().union(*(listed(name) for name in names)) | east


def _distinct(found: Iterable[Name]) -> tuple[Name, ...]:
    """Names that can be compared at all: two words and more, one of them written out."""
    good: dict[Words, Name] = {}
    for name in found:
        few = 2 <= len(name.words) <= _MOST_WORDS
        if few and not all(is_initial(word) for word in name.words):
            good.setdefault(name.words, name)
    return tuple(good.values())[:_MOST_NAMES]


def _read(text: str) -> list[Name]:
    text = _SLASHED.sub(_without_pronouns, text)
    asides = [aside for aside in _ASIDE.findall(text) if not _are_pronouns(aside.split())]
    text = _TAIL.split(f"{_ASIDE.sub(' ', text)} ")[0]
    text, maiden = _maiden(text)
    found = [Name(words) for words in _readings(text)]
    first = found[0].words if found else ()
    for aside in asides:
        found += _aside(aside, first)
    return found + [Name((first[0], word), other=True) for word in maiden if first]


def _without_pronouns(slashed: re.Match[str]) -> str:
    return "" if _are_pronouns(re.split(r"\s?/\s?", slashed[0])) else slashed[0]


def _are_pronouns(pieces: list[str]) -> bool:
    return all(_plain(piece) in listed("pronouns") for piece in pieces)


def _maiden(text: str, after: int = 2) -> tuple[str, Words]:
    """The text before a mark like "geb." or "née", and the words after it.

    In front of the mark stand a given and a family name: Max Nee is no such thing.
    """
    pieces = text.split()
    for at, piece in enumerate(pieces[:-1]):
        if at >= after and _plain(piece) in listed("other_name_marks"):
            return " ".join(pieces[:at]), _words(" ".join(pieces[at + 1 :]))
    return text, ()


def _aside(text: str, first: Words) -> list[Name]:
    """The names that an aside adds: a whole one, a maiden name after a mark, or a nickname."""
    before, maiden = _maiden(text, after=0)
    words = maiden or _words(before)
    if not maiden and (len(words) > 1 or written_in_east_asian(words)):
        return [Name(found, other=True) for found in _readings(text)]
    if not first:
        return []
    found = [Name((first[0], word), other=True) for word in words]
    return found if maiden else [*found, *(Name((word, first[-1]), other=True) for word in words)]


def _readings(text: str) -> list[Words]:
    """The words of a name in every way it may be meant; the likeliest first."""
    before, _, after = text.partition(",")
    pieces = after.partition(",")[0].split()
    behind = " ".join(piece for piece in pieces if not _is_credential(piece))
    words = _words(before)
    if east := written_in_east_asian(words):
        latin = tuple(word for word in words if word.isascii())
        return [east, latin] if len(latin) > 1 else [east]
    found = [words]
    if 0 < len(_words(behind)) <= 3:  # "Smith, John", "García López, Juan", "Doe Jane, Potter"
        turned = _words(f"{behind} {before}")
        found = [turned] if len(words) == 1 else [words, turned]
    return found + joined_syllables(found[0])


def _words(text: str) -> Words:
    """The words of a name in lower case, particles with the word to which they belong."""
    pieces = [piece for piece in text[:_LONGEST].split() if _plain(piece) not in listed("nobody")]
    while len(pieces) > 2 and _is_credential(pieces[-1]):
        pieces.pop()
    apart = [word for piece in pieces for word in _APART.split(piece) if word]
    words = [word for raw in apart if (word := _letters(raw))]
    return _with_particles(_without_titles(words))


def _plain(piece: str) -> str:
    """A word's letters without case and accents, to be looked up in a list."""
    return "".join(c for c in unicodedata.normalize("NFD", piece.lower()) if c.isalpha())


def _letters(raw: str) -> str:
    """A word's letters and their marks, in lower case; "" for digits, emoji and the like."""
    kept = (c for c in raw.lower() if c.isalpha() or unicodedata.category(c)[0] == "M")
    word = unicodedata.normalize("NFC", "".join(kept))
    # An apostrophe or a lengthening stroke (Lm) alone is no word.
    return word if any(c.isalpha() and unicodedata.category(c) != "Lm" for c in word) else ""


def _is_credential(piece: str) -> bool:
    plain = _plain(piece)
    capitalised = piece[:1].isupper() and piece[1:].islower()
    return plain in listed("credentials") and (not capitalised or plain in _SHOUTED_OR_NOT)


def _without_titles(words: list[str]) -> list[str]:
    titles, perhaps = listed("titles"), listed("titles_or_names")
    if all(word in titles or word in perhaps for word in words):
        return []
    while words and (words[0] in titles or (words[0] in perhaps and len(words) > 2)):
        words = words[1:]
    return words


def _with_particles(words: list[str]) -> Words:
    """Van den Berg as one word. A particle in front of all is a name: Al Smith, Van Nguyen."""
    found: list[str] = []
    waiting = ""
    for at, word in enumerate(words, start=1):
        plain, last = _plain(word), at == len(words)
        if not last and plain in listed("glued") and found:
            waiting += word
        elif not last and (plain in _particles() if found else plain in listed("half_names")):
            waiting += f"{word} "
        else:
            found.append(waiting + word)
            waiting = ""
    return _kept(found)


@cache
def _particles() -> frozenset[str]:
    return listed("particles") | listed("half_names")
