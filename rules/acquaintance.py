"""Acquaintances: the people the owner knows, each with the record that shows it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rules.invitation import Inviter


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody the owner knows. ``record`` says where that is written, in words for a person.

    ``addresses`` are mail addresses, the one to write to first; ``other_names`` are a nickname or
    a maiden name; ``profile`` is the clean LinkedIn link.
    """

    name: str = ""
    addresses: tuple[str, ...] = ()
    profile: str = ""
    company: str = ""
    title: str = ""
    other_names: tuple[str, ...] = ()
    record: str = ""


def name_key(name: str) -> str:
    """A name without case, accents, punctuation and order, to compare two spellings of it."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(sorted(kept.split()))


class Acquaintances:
    """Whom the owner knows, to be asked by profile, address or name. Never changes once built."""

    def __init__(self, people: Iterable[Acquaintance] = ()) -> None:
        self._by_profile: dict[str, Acquaintance] = {}
        self._by_address: dict[str, Acquaintance] = {}
        self._by_name: dict[str, list[Acquaintance]] = {}
        for person in people:
            self._add(person)

    def _add(self, person: Acquaintance) -> None:
        if person.profile:
            self._by_profile.setdefault(person.profile.casefold(), person)
        for address in person.addresses:
            self._by_address.setdefault(address.casefold(), person)
        if key := name_key(person.name):  # an empty name must never match
            self._by_name.setdefault(key, []).append(person)

    def __bool__(self) -> bool:
        return bool(self._by_profile or self._by_address or self._by_name)

    def certain(self, inviter: Inviter) -> Acquaintance | None:
        """The acquaintance with this very profile or mail address, or None."""
        found = self._by_profile.get(inviter.profile.casefold()) if inviter.profile else None
        if found is None and inviter.address:
            found = self._by_address.get(inviter.address.casefold())
        return found

    def namesakes(self, inviter: Inviter) -> tuple[Acquaintance, ...]:
        """Everybody of the same name, in any spelling or order; people are never merged."""
        return tuple(self._by_name.get(name_key(inviter.name), ()))
