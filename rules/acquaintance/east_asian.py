"""Names of China, Korea and Vietnam: which part is the family name, and what belongs together."""

import re

from rules.acquaintance.agreement import Words
from rules.acquaintance.spelling import spellings
from rules.acquaintance.words import words as listed

_SYLLABLE = re.compile(r"[bcdghjklmnpqrstwxyz]{0,2}[aeiou]{1,3}(?:ng|[hklmnp])?")
_TWO_SYLLABLES = re.compile(f"(?:{_SYLLABLE.pattern}){{1,2}}")


def is_east_asian(c: str) -> bool:
    """Whether a letter is Chinese, Japanese or Korean."""
    return "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3"


def written_in_east_asian(words: Words) -> Words:
    """Family and given name of one written in these letters, with or without a space; else ()."""
    letters = "".join(word for word in words if word and is_east_asian(word[0]))
    if len(letters) < 2:
        return ()
    split = 2 if letters[:2] in listed("two_letter_surnames") and len(letters) > 2 else 1
    return letters[:split], letters[split:]


def joined_syllables(words: Words) -> list[Words]:
    """Kim Min Jun and Min-jun Kim with the two syllables of the given name as one."""
    families = listed("chinese_korean_surnames")
    if len(words) != 3:
        return []
    orders = ((words[0], words[1:]), (words[2], words[:2]))
    return [
        (family, "".join(given))
        for family, given in orders
        if family in families and all(_SYLLABLE.fullmatch(word) for word in given)
    ]


def is_very_common(words: Words) -> bool:
    """Whether a family name of these countries is among a name's words: it says little."""
    if any(is_east_asian(word[0]) for word in words) or _is_family(words[-1]):
        return True
    rest = (spellings(word)[0] for word in words[1:])
    return _is_family(words[0]) and all(_TWO_SYLLABLES.fullmatch(word) for word in rest)


def _is_family(word: str) -> bool:
    families = listed("chinese_korean_surnames") | listed("vietnamese_surnames")
    return not families.isdisjoint(spellings(word))
