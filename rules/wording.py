"""Wording: whether a text holds words that somebody asks for."""

import re
from functools import lru_cache

# Scripts written without spaces between words (Thai, Japanese, Chinese): no word has an edge there.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def found_words(wanted: str, text: str) -> str:
    """The wanted words as they stand in the text: whole words in any case; "" where they do not.

    A ``*`` at the end stands for any ending: ``recruit*`` finds "recruiters".
    """
    found = _pattern(wanted).search(text) if wanted.strip(" *") else None
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def _pattern(wanted: str) -> re.Pattern[str]:
    words, any_ending = wanted.strip().rstrip("*"), wanted.strip().endswith("*")
    inside = r"\s+".join(re.escape(word) for word in words.split())
    if _UNSPACED.search(words):
        return re.compile(inside, re.I)
    return re.compile(rf"(?<!\w){inside}" + (r"\w*" if any_ending else r"(?!\w)"), re.I)
