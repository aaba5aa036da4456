"""Domains that are dressed to be taken for linkedin.com."""

import unicodedata
from itertools import pairwise

from rules.reading.links import is_linkedin_host

_REAL = "linkedin"
# Letters and digits that pass for others at a glance, in the scripts that are used for it.
_CONFUSED = str.maketrans(
    {
        "1": "l", "0": "o", "3": "e", "|": "l", "ı": "i", "і": "i", "ӏ": "l", "ɩ": "i",
        "ł": "l", "е": "e", "ԁ": "d", "к": "k", "κ": "k", "ι": "i", "ո": "n", "η": "n",
        "п": "n", "ℓ": "l", "ε": "e", "đ": "d",
    }
)  # fmt: skip
_MAX_LABEL = 24


def _readable(label: str) -> str:
    """A label as the eye takes it: Punycode (RFC 3492) read, accents and confusables resolved."""
    label = label.casefold()
    if label.startswith("xn--"):
        try:
            label = label[4:].encode("ascii").decode("punycode")
        except UnicodeError:
            label = label[4:]
    bare = unicodedata.normalize("NFKD", label)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return bare.translate(_CONFUSED).replace("rn", "m").replace("vv", "w")


def _distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for (diagonal, above), b in zip(pairwise(last), other, strict=True):
            row.append(min(above + 1, row[-1] + 1, diagonal + (a != b)))
    return row[-1]


def is_lookalike(domain: str) -> bool:
    """Whether a domain that is not LinkedIn's would pass for it."""
    domain = domain.rstrip(".")
    if not domain or is_linkedin_host(domain):
        return False
    labels = [_readable(label) for label in domain.split(".")[:12]]
    if _REAL in "".join(labels).replace("-", "").replace("_", ""):
        return True
    near = [part for label in labels for part in label.split("-") if len(part) <= _MAX_LABEL]
    return any(len(part) >= 6 and _distance(part, _REAL) <= 2 for part in near)
