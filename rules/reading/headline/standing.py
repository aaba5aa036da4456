"""How high somebody stands, out of the title and of the jobs named beside it."""

import re

from rules.reading.headline.words import found, values

#: How a word ends that somebody can be, where no list has the word: "glassblower".
_SOUND = re.compile(r"(?i)\b[^\W\d_]{3,}(?:er|or|ist|ian|smith|wright|woman|eur|euse|ista|ière)")

_OWNER = "seniority/c_level_owner"

#: Those do not rise by a firm beside their studies.
_BELOW = ("intern_student",)


def standing(title: str, company: str, others: tuple[str, ...]) -> tuple[str, str]:
    """The standing and the words that told it.

    A plain job is "mid"; a field that nobody can be ("Business Development") tells nothing; who
    builds a company without a title owns it. A second job as an owner lifts.
    """
    if not title:
        return ("c_level_owner", company) if company else ("unknown", "")
    value, proof = _of_the_title(title)
    if value not in ("c_level_owner", *_BELOW):
        for other in others:
            if span := found(other).get(_OWNER):
                return "c_level_owner", other[span[0] : span[1]]
    return value, proof


def _of_the_title(title: str) -> tuple[str, str]:
    spans = found(title)
    for value in values("seniority"):
        if span := spans.get(f"seniority/{value}"):
            return value, title[span[0] : span[1]]
    known = names_somebody(title) or sounds_like_somebody(title)
    return ("mid", title) if known else ("unknown", "")


def names_somebody(text: str) -> bool:
    """Whether the text has a word that a person can be."""
    return any(key == "jobs" or key.startswith(("people/", "seniority/")) for key in found(text))


def sounds_like_somebody(text: str) -> bool:
    """Whether the last word before a comma ends as such words do."""
    words = text.split(",", maxsplit=1)[0].split()
    if not words or not words[0][0].isupper() or "bystanders" in found(text):
        return False
    return bool(_SOUND.fullmatch(words[-1])) and not found(words[-1])
