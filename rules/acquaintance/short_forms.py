"""Short forms and other spellings of given names. The home of the nicknames library.

Its table also lists names of their own, Rupert under Robert and John under Jonathan; those are
left out: a name is met by its short forms only, never by what a short form may stand for besides.
"""

from functools import cache, lru_cache

from nicknames import NickNamer

from rules.acquaintance.spelling import fold, spellings
from rules.acquaintance.words import table


@cache
def _own_names() -> frozenset[str]:
    names: str = table("names.toml")["own_names"]["names"]
    return frozenset(names.split())


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    """Full name → its short forms: the library's English ones and our own list."""
    known, ours = NickNamer.default_lookup(), table("names.toml")["short_forms"]
    for full, shorts in ours.items():
        known.setdefault(full, set()).update(_plain(shorts))
    short = {word for shorts in known.values() for word in shorts} - _own_names()
    full_names = (known.keys() - short) | ours.keys()  # Bob has none: Rob is Robert, not he
    return {full: frozenset(known[full] & short) for full in full_names}


def _plain(listed: str) -> list[str]:
    return [spellings(word)[0] for word in listed.split()]


@cache
def _full_names() -> dict[str, frozenset[str]]:
    """Short form → the full names it may stand for."""
    found: dict[str, set[str]] = {}
    for full, shorts in _short_forms().items():
        for short in shorts:
            found.setdefault(short, set()).add(full)
    return {short: frozenset(full) for short, full in found.items()}


@cache
def _groups() -> dict[str, tuple[frozenset[str], ...]]:
    """Word → the groups of spellings in which it is listed."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for line in table("names.toml")["spellings"]:
        group = frozenset(s for word in line.split() for s in spellings(word))
        for word in group:
            found[word] = (*found.get(word, ()), group)
    return found


def other_spellings(word: str) -> frozenset[str]:
    """The listed spellings of a word: Mohamed for Muhammad, Александр for Alexander."""
    found = _groups()
    return frozenset(s for one in spellings(word) for group in found.get(one, ()) for s in group)


def is_short_for(short: str, full: str) -> bool:
    """Whether the one word is a short form of the other: Bob of Robert, Pepe of José."""
    wanted = spellings(full)
    return any(name in wanted for one in spellings(short) for name in _full_names().get(one, ()))


@lru_cache(maxsize=8_000)
def related_keys(word: str) -> frozenset[str]:
    """Under which keys the same given name may be found in another form."""
    related: set[str] = set(other_spellings(word))
    for one in spellings(word):
        related |= _short_forms().get(one, frozenset()) | _full_names().get(one, frozenset())
    return frozenset(fold(name) for name in related if name.isascii())
