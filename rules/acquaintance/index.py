"""The index: everybody the owner knows, to be asked by profile, address or name."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, permutations
from typing import NamedTuple

from rules.acquaintance.agreement import Agreement, Names, Words, agree
from rules.acquaintance.company import Company, company_key, company_keys, compare
from rules.acquaintance.east_asian import is_very_common
from rules.acquaintance.identity import address_key, other_profile, profile_key
from rules.acquaintance.names import Name, names_in, names_of
from rules.acquaintance.person import Acquaintance
from rules.acquaintance.short_forms import other_spellings, related_keys
from rules.acquaintance.spelling import fold, is_initial, keys, spellings
from rules.acquaintance.words import words as listed
from rules.invitation import Inviter

#: So many people are looked at closely, and so many more passed over in search of a colleague.
MOST_COMPARED = 30
_MOST_PASSED = 1_000
#: A word borne by fewer of them is never common for that.
_FEW = 5


class _Bearer(NamedTuple):
    """Somebody under one of their names, with all by which their company is called."""

    person: Acquaintance
    name: Name
    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Namesake:
    """An acquaintance whose name agrees with the inviter's, and what else is known to agree.

    ``works_at`` is the acquaintance's company, or what shows it.
    """

    person: Acquaintance
    agreement: Agreement
    company: Company
    works_at: str
    other_profile: bool


class Acquaintances:
    """Whom the owner knows. Never changes once built, and never merges two people of one name."""

    def __init__(self, people: Iterable[Acquaintance] = ()) -> None:
        self._by_profile: dict[str, list[Acquaintance]] = {}
        self._by_address: dict[str, list[Acquaintance]] = {}
        # Family name → given name → bearers; a name is looked up in both orders.
        self._by_name: dict[str, dict[str, list[_Bearer]]] = {}
        self._with_word: Counter[str] = Counter()
        # Several records of one person count once.
        self._at_company: dict[str, set[Words | str]] = {}
        self._seen: set[Words] = set()
        self._many = 0
        for person in people:
            self._add(person)

    def __len__(self) -> int:
        return self._many

    def _add(self, person: Acquaintance) -> None:
        profile = profile_key(person.profile) if person.profile else ""
        addresses = [key for address in person.addresses if (key := address_key(address))]
        names = names_of(person.name, person.other_names)
        if profile:
            self._by_profile.setdefault(profile, []).append(person)
        for address in addresses:
            self._by_address.setdefault(address, []).append(person)
        if not (names or profile or addresses):
            return  # nobody: an empty name must never match
        self._many += 1
        companies = company_keys(person.company, person.addresses)
        who = names[0].words if names else profile or addresses[0]
        for company in set(filter(None, companies)):
            self._at_company.setdefault(company, set()).add(who)
        self._add_names(person, names, companies)

    def _add_names(
        self, person: Acquaintance, names: tuple[Name, ...], companies: tuple[str, ...]
    ) -> None:
        for name in names:
            new = name.words not in self._seen and not name.other
            self._seen.add(name.words)
            bearer = _Bearer(person, name, companies)
            for at, word in enumerate(name.words):
                if is_initial(word) and at:
                    continue
                found = keys(word)
                self._with_word[found[0]] += new
                for earlier in name.words[:at]:
                    for family in found:
                        givens = self._by_name.setdefault(family, {})
                        for given in keys(earlier):
                            givens.setdefault(given, []).append(bearer)

    def certain(self, inviter: Inviter) -> Acquaintance | None:
        """The acquaintance with this very profile or mail address, or None.

        Records that share the profile or address and the name are of one person: they are told as
        one. An address that people of several names share tells of none of them.
        """
        found = self._by_profile.get(profile_key(inviter.profile), []) if inviter.profile else []
        if not found and inviter.address:
            found = self._of_address(inviter)
        return _as_one(found) if found else None

    def _of_address(self, inviter: Inviter) -> list[Acquaintance]:
        found = self._by_address.get(address_key(inviter.address), [])
        if len(found) < 2:
            return found
        return [person for person in found if _name_agrees(inviter.name, person)] or (
            found if all(_name_agrees(found[0].name, person) for person in found) else []
        )

    def namesakes(self, inviter: Inviter) -> tuple[Namesake, ...]:
        """Everybody whose name agrees, colleagues first; at most ``MOST_COMPARED`` of each."""
        found: dict[int, Namesake] = {}
        for name in names_in(inviter.name):
            for bearer in self._candidates(name.words, company_key(inviter.company)):
                agreement = agreement_of(name, bearer.name)
                known = found.get(id(bearer.person))
                if agreement and (known is None or agreement.names < known.agreement.names):
                    found[id(bearer.person)] = _namesake(inviter, bearer, agreement)
        return tuple(found.values())

    def _candidates(self, words: Words, company: str) -> list[_Bearer]:
        """Who may be meant, a bounded few of them, colleagues first."""
        colleagues: dict[int, _Bearer] = {}
        others: dict[int, _Bearer] = {}
        for bearer in islice(self._bearers(words), _MOST_PASSED):
            pool = colleagues if company and company in bearer.companies else others
            if len(pool) < MOST_COMPARED:
                pool[id(bearer)] = bearer
            elif pool is colleagues or not company:
                break
        return [*colleagues.values(), *others.values()]

    def _bearers(self, words: Words) -> Iterator[_Bearer]:
        """Who has two words of this name: first as they are written, then in their other forms."""
        orders = [(given, family) for given, family in permutations(words, 2)]
        orders = [(given, family) for given, family in orders if not is_initial(family)]
        for given, family in orders:
            yield from self._found(keys(given), keys(family))
        for given, family in orders:
            initials = tuple({key[0] for key in keys(given)})
            families = (*keys(family), *_spelling_keys(family))
            yield from self._found((*related_keys(given), *initials), families)
            if is_initial(given):
                for at in keys(family):
                    givens = self._by_name.get(at, {})
                    yield from (b for key in givens if key[0] in initials for b in givens[key])

    def _found(self, givens: Iterable[str], families: Iterable[str]) -> Iterator[_Bearer]:
        for family in families:
            if by_given := self._by_name.get(family):
                for given in givens:
                    yield from by_given.get(given, ())

    def is_common(self, name: str) -> bool:
        """Whether many people bear this name, in the world or among the acquaintances."""
        return any(self._are_common(found.words) for found in names_in(name)[:1])

    def _are_common(self, words: Words) -> bool:
        if is_very_common(words):
            return True
        written_out = [word for word in words if not is_initial(word)]
        given = {word for word in written_out if self._is_common(word, "common_given")}
        if len(written_out) < 2:
            given = set(words)  # an initial is anybody's
        family = {word for word in words if self._is_common(word, "common_surnames")}
        return any(one != other for one in given for other in family)

    def _is_common(self, word: str, among: str) -> bool:
        if not listed(among).isdisjoint(spellings(word)):
            return True
        return self._with_word[keys(word)[0]] >= max(_FEW, self._many // 500)

    def at_company(self, company: str) -> int:
        """How many acquaintances work there, as far as the records say."""
        key = company_key(company)
        return len(self._at_company.get(key, ())) if key else 0


def _namesake(inviter: Inviter, bearer: _Bearer, agreement: Agreement) -> Namesake:
    company = compare(inviter.company, bearer.companies)
    by_address = company is Company.SAME and bearer.companies[0] != company_key(inviter.company)
    return Namesake(
        bearer.person,
        agreement,
        company,
        "by their mail address" if by_address else bearer.person.company,
        other_profile(inviter.profile, bearer.person.profile),
    )


def agreement_of(one: Name, other: Name) -> Agreement | None:
    """How two names agree; a maiden name or a nickname is never more than a variant."""
    agreement = agree(one.words, other.words)
    if agreement is None or agreement.names is not Names.SAME or not (one.other or other.other):
        return agreement
    return Agreement(Names.VARIANT, "the same as another name of theirs")


def _spelling_keys(word: str) -> list[str]:
    return [fold(spelling) for spelling in other_spellings(word) if spelling.isascii()]


def _name_agrees(name: str, person: Acquaintance) -> bool:
    theirs = names_of(person.name, person.other_names)
    return any(agreement_of(one, other) for one in names_in(name) for other in theirs)


def _as_one(records: list[Acquaintance]) -> Acquaintance:
    """Several records of one person as one: the first, with all addresses and all proofs."""
    first, *more = records
    if not more:
        return first
    addresses = dict.fromkeys(address for person in records for address in person.addresses)
    proofs = dict.fromkeys(person.record for person in records if person.record)
    return replace(first, addresses=tuple(addresses), record="; ".join(islice(proofs, 3)))
