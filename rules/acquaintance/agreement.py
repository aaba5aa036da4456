"""How two names agree, word by word: the same, a variant, or an initial only."""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rules.acquaintance.short_forms import is_short_for, other_spellings
from rules.acquaintance.spelling import is_initial, is_other_family, keys, spellings

Words = tuple[str, ...]
_MOST_EXTRA = 3


class Names(IntEnum):
    """How two names agree, the best first."""

    SAME = 0
    VARIANT = 1
    INITIAL = 2


class Agreement(NamedTuple):
    """How two names agree, and ``because`` of what, in words for a person."""

    names: Names
    because: str


class _Pair(NamedTuple):
    """How two words agree: the smaller the ``rank``, the better."""

    rank: int
    because: str = ""


_SAME, _SPELLING, _SHORT, _INITIAL = range(4)
THE_SAME = Agreement(Names.SAME, "the same name")


@lru_cache(maxsize=2_000)
def agree(one: Words, other: Words) -> Agreement | None:
    """How two names agree, in any order of their words, or None where they do not.

    One of them may have words more (a middle name, half of a double name), never both: John A.
    Smith is not John B. Smith.
    """
    if one == other and sum(not is_initial(word) for word in one) > 1:
        return THE_SAME
    few, many = sorted((one, other), key=len)
    if len(few) < 2 or len(many) - len(few) > _MOST_EXTRA:
        return None
    left = list(many)
    pairs = _matched(few, left)
    return _agreement(pairs, left) if len(pairs) == len(few) else None


def _matched(few: Words, left: list[str]) -> list[_Pair]:
    """Each word's best partner; partners are taken out of ``left``. The surest go first."""
    words, partners = dict.fromkeys(few), dict.fromkeys(left)
    found = [(pair, a, b) for a in words for b in partners if (pair := _compare(a, b))]
    open_words, pairs = list(few), []
    for pair, word, partner in sorted(found, key=lambda match: match[0].rank):
        while word in open_words and partner in left:
            pairs.append(pair)
            open_words.remove(word)
            left.remove(partner)
    return pairs


def _agreement(pairs: list[_Pair], left: list[str]) -> Agreement | None:
    ranks = [pair.rank for pair in pairs]
    if ranks.count(_SHORT) > 1 or min(ranks) > _SPELLING:
        return None  # a family name has no short form, and one word at least is written out
    reasons = [pair.because for pair in pairs if pair.because]
    if left:
        reasons.append(f"{_shown(*left)} is missing from one of the two")
    written_out = len(ranks) - ranks.count(_INITIAL)
    if written_out < 2:
        return Agreement(Names.INITIAL, "; ".join(reasons) or "an initial and one name")
    return Agreement(Names.VARIANT, "; ".join(reasons)) if reasons else THE_SAME


@lru_cache(maxsize=8_000)
def _compare(one: str, other: str) -> _Pair | None:
    if is_initial(one) or is_initial(other):
        return _initial(one, other)
    if _same(one, other):
        return _Pair(_SAME)
    if _is_spelling(one, other):
        return _Pair(_SPELLING, f"{_shown(one)} is another spelling of {_shown(other)}")
    for short, full in ((one, other), (other, one)):
        if is_short_for(short, full):
            return _Pair(_SHORT, f"{_shown(short)} is short for {_shown(full)}")
    return None


def _same(one: str, other: str) -> bool:
    """The same word but for accents: Müller, Mueller; in other letters, these very letters."""
    mine, theirs = spellings(one), spellings(other)
    latin = mine[-1].isascii() and theirs[-1].isascii()
    return not set(mine).isdisjoint(theirs) if latin else mine[-1] == theirs[-1]


def _is_spelling(one: str, other: str) -> bool:
    if is_other_family(one, other):
        return False
    mine, theirs = keys(one), keys(other)
    both = set(mine) & set(theirs)
    if any(len(key) > 2 for key in both) or (both and not (one + other).isascii()):
        return {one[0], other[0]} != {"i", "j"}  # Ian is not Jan
    return not other_spellings(one).isdisjoint(spellings(other))


def _initial(one: str, other: str) -> _Pair | None:
    """An initial and a word that begins with it."""
    letter, word = (one, other) if is_initial(one) else (other, one)
    if not any(spelling.startswith(spellings(letter)[0]) for spelling in spellings(word)):
        return None
    because = f"{_shown(letter)} could be {_shown(word)}" if len(word) > 1 else ""
    return _Pair(_INITIAL, because)


def _shown(*words: str) -> str:
    """Words of a name as one writes them."""
    parts = (part for word in words for part in word.split(" "))
    return " ".join(f"{p.upper()}." if is_initial(p) else p[:1].upper() + p[1:40] for p in parts)
