"""The spellings of one word of a name in Latin letters. The home of anyascii.

A word that mixes Latin letters with Cyrillic or Greek ones stays as it is: it is no spelling of a
name but a disguise.
"""

import re
import unicodedata
from functools import cache, lru_cache

from anyascii import anyascii

from rules.acquaintance.words import table

# Two ways to write one letter: as it looks, and as passports and keyboards without it do.
_AS_IT_LOOKS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {"ħ": "h", "ŧ": "t", "ŋ": "ng", "ə": "e", "’": "", "ʼ": "", "ʿ": "", "ʾ": "", "'": ""}
)
_IN_TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ё": "yo", "ј": "j"}
)
# Letters that differ from one way of transliterating to the next, and none of which is heard.
_LOOSE = (
    ("shch", "sch"), ("tsch", "ch"), ("tch", "ch"), ("ks", "x"), ("ph", "f"), ("kh", "h"),
    ("ck", "k"), ("tz", "ts"), ("ou", "u"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("w", "v"),
    ("j", "i"), ("y", "i"),
)  # fmt: skip
# Accents; the vowel points of Hebrew and Arabic.
_MARK = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]")
_TWICE = re.compile(r"(.)\1+")
_GREEK = {"ου": "ou", "μπ": "mp", "ντ": "nt", "γγ": "ng", "γκ": "gk", "ευ": "ev", "αυ": "av"}


@lru_cache(maxsize=60_000)
def spellings(word: str) -> tuple[str, ...]:
    """A word's spellings, those in Latin letters first.

    "van den berg" is one word: Berg and Vandenberg are spellings of it.
    """
    *particles, last = word.split(" ")
    if particles:
        both = (*spellings(last), *spellings("".join(particles) + last))
        return tuple(sorted(dict.fromkeys(both), key=lambda s: not s.isascii()))
    if word.isascii():
        return (word,)
    bare = _bare(word.translate(_AS_IT_LOOKS)) or word
    if bare.isascii():
        return tuple(dict.fromkeys((bare, _bare(_long(word)))))
    return tuple(dict.fromkeys((*_transliterated(word, bare), bare)))


def _long(word: str) -> str:
    composed = unicodedata.normalize("NFC", word)
    return composed.translate(_IN_TWO_LETTERS).translate(_AS_IT_LOOKS)


def _bare(word: str) -> str:
    """Without accents and vowel points; the vowel signs of Hindi and Thai are letters."""
    split = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in split if not _MARK.match(c)))


def _transliterated(word: str, bare: str) -> list[str]:
    if any(c.isascii() and c.isalpha() for c in bare):
        return []
    if "\uac00" <= bare[0] <= "\ud7a3":
        return _korean(bare)
    if "\u4e00" <= bare[0] <= "\u9fff":
        return [*_known_readings().get(bare, ()), *_latin(bare)]
    if "\u0370" <= bare[0] <= "\u03ff":
        for greek, latin in _GREEK.items():
            bare = bare.replace(greek, latin)
        return _latin(bare)
    found = [*_latin(bare), *_latin(_long(word))]
    if "г" in bare:  # Ukrainian and Belarusian
        found += _latin(bare.replace("г", "h"))
    return found


def _latin(word: str) -> list[str]:
    """The word as anyascii writes it, its letters alone."""
    latin = "".join(c for c in anyascii(word).lower() if c.isalpha())
    return [latin] if latin else []


def _korean(word: str) -> list[str]:
    """The official way, and the way of passports: Yeonghui, Younghee."""
    if word in _known_readings():
        return [*_known_readings()[word], *_latin(word)]
    usual: dict[str, str] = table("names.toml")["korean"]
    syllables = [syllable for c in word for syllable in _latin(c)]
    return ["".join(syllables), "".join(usual.get(s, s) for s in syllables)]


@cache
def _known_readings() -> dict[str, tuple[str, ...]]:
    """How a family name's letter is written in Latin ones, besides its plain reading."""
    listed: dict[str, str] = table("names.toml")["readings"]
    return {letter: tuple(latin.split()) for letters, latin in listed.items() for letter in letters}


def is_other_family(one: str, other: str) -> bool:
    """Whether two letters stand for two family names, though they are read alike: 章 and 张."""
    if one == other or len(one) != 1 or len(other) != 1:
        return False
    return _known_readings().get(one) != _known_readings().get(other)


@lru_cache(maxsize=60_000)
def fold(spelling: str) -> str:
    """What all spellings of a name come to: Müller and Mueller, Aleksey and Alexei."""
    for letters, sound in _LOOSE:
        spelling = spelling.replace(letters, sound)
    folded = _TWICE.sub(r"\1", spelling)
    return folded[1:] if folded.startswith("ie") else folded  # Yekaterina, Ekaterina


@lru_cache(maxsize=60_000)
def keys(word: str) -> tuple[str, ...]:
    """The folds of a word's spellings: where it is found."""
    written = spellings(word)
    latin = [spelling for spelling in written if spelling.isascii()]
    return tuple(dict.fromkeys(fold(spelling) for spelling in latin or written))


def is_initial(word: str) -> bool:
    """Whether a word is a single letter that stands for a name; a Chinese letter is a name."""
    return len(word) == 1 and word.lower() != word.upper()
