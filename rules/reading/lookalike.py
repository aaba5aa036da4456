"""Domains that are dressed to be taken for linkedin.com."""

import unicodedata
from itertools import pairwise

from rules.reading.clean import one_line
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


def as_seen(text: str) -> str:
    """Words as the eye takes them: wide letters, accents and confusables resolved."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in bare if not unicodedata.combining(c) and c.isprintable())
    return bare.translate(_CONFUSED)


def _readable(label: str) -> str:
    """A label as the eye takes it, its Punycode (RFC 3492) read."""
    label = label.casefold()
    if label.startswith("xn--"):
        try:
            label = label[4:].encode("ascii").decode("punycode")
        except UnicodeError:
            label = label[4:]
    return as_seen(label).replace("rn", "m").replace("vv", "w")


def _distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for (diagonal, above), b in zip(pairwise(last), other, strict=True):
            row.append(min(above + 1, row[-1] + 1, diagonal + (a != b)))
    return row[-1]


def shown(domain: str) -> str:
    """A domain for the owner to see; with letters of other scripts also as DNS has it."""
    domain = one_line(domain, 200)
    if domain.isascii():
        return domain
    try:
        return f"{domain} ({domain.encode('idna').decode()})"
    except UnicodeError:
        return f"{domain} (with letters of another script)"


def is_lookalike(domain: str) -> bool:
    """Whether a domain that is not LinkedIn's would pass for it."""
    domain = domain.rstrip(".")[-253:]  # no name is longer (RFC 1035, 2.3.4)
    if not domain or is_linkedin_host(domain):
        return False
    labels = [_readable(label) for label in domain.split(".")[:12]]
    if _REAL in "".join(labels).replace("-", "").replace("_", ""):
        return True
    near = [part for label in labels for part in label.split("-") if len(part) <= _MAX_LABEL]
    return any(len(part) >= 6 and _distance(part, _REAL) <= 2 for part in near)
