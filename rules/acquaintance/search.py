"""Looking for somebody by a part of their name, as a person who looks does: "nowak", "ada q"."""

from rules.acquaintance.names import name_key
from rules.acquaintance.person import Acquaintance
from rules.acquaintance.spelling import keys


def could_be_called(person: Acquaintance, asked: str) -> bool:
    """Whether each word asked for begins, in some spelling, a word of one of their names."""
    wanted = [keys(word) for word in name_key(asked).split()]
    if not wanted:
        return False
    return any(
        all(any(_begins(k, name) for k in word) for word in wanted)
        for name in (person.name, *person.other_names)
    )


def _begins(key: str, name: str) -> bool:
    return any(own.startswith(key) for word in name_key(name).split() for own in keys(word))
