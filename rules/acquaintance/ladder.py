"""The ladder: how sure a name makes one, by company and by how many bear it.

A name alone is weak, and weaker the commoner it is; with the company it is strong. Certain it is
never: that takes the profile or the address.
"""

from collections.abc import Sequence

from rules.acquaintance.agreement import Names
from rules.acquaintance.company import Company
from rules.acquaintance.identity import address_key, profile_key
from rules.acquaintance.index import Namesake
from rules.acquaintance.person import Acquaintance

#: Names agree, company agrees → a rare name, a common one.
LADDER = {
    (Names.SAME, Company.SAME): ("likely", "likely"),
    (Names.SAME, Company.NOT_SAID): ("maybe", "maybe"),
    (Names.SAME, Company.ANOTHER): ("maybe", "no"),
    (Names.VARIANT, Company.SAME): ("likely", "likely"),
    (Names.VARIANT, Company.NOT_SAID): ("maybe", "no"),
    (Names.VARIANT, Company.ANOTHER): ("maybe", "no"),
    (Names.INITIAL, Company.SAME): ("likely", "likely"),
    (Names.INITIAL, Company.NOT_SAID): ("maybe", "no"),
    (Names.INITIAL, Company.ANOTHER): ("no", "no"),
}
_SUREST = ("likely", "maybe", "no")


def likeliest(namesakes: Sequence[Namesake], *, common: bool) -> tuple[str, Namesake, int]:
    """How likely the inviter is one of these (at least one), which of them, and how many."""
    many = how_many(namesakes)
    weighed = [(weigh(who, common=common, alone=many == 1), who) for who in namesakes]
    value, who = min(weighed, key=_order)
    return value, who, many


def _order(weighed: tuple[str, Namesake]) -> tuple[int, bool, bool, int]:
    value, who = weighed
    elsewhere = who.company is not Company.SAME
    return _SUREST.index(value), who.other_profile, elsewhere, who.agreement.names


def weigh(namesake: Namesake, *, common: bool, alone: bool) -> str:
    """How likely this namesake is the inviter; ``alone`` where nobody else's name agrees.

    An initial that may stand for several people, and a profile that is another one, are a maybe at
    most.
    """
    value = LADDER[namesake.agreement.names, namesake.company][common]
    doubtful = namesake.agreement.names is Names.INITIAL and not alone
    if value == "likely" and (doubtful or namesake.other_profile):
        return "maybe"
    if value == "maybe" and doubtful and namesake.company is not Company.SAME:
        return "no"
    return value


def how_many(namesakes: Sequence[Namesake]) -> int:
    """How many people these are, as far as one can tell: a person may be in several records."""
    seen: list[set[str]] = []
    for namesake in namesakes:
        marks = _marks(namesake.person)
        same = [known for known in seen if known & marks]
        seen = [known for known in seen if not known & marks]
        seen.append(marks.union(*same))
    return len(seen)


def _marks(person: Acquaintance) -> set[str]:
    """What two records of one person have in common."""
    named = f"{person.name} at {person.company}".casefold() if person.company else ""
    marks = {profile_key(person.profile), named, *map(address_key, person.addresses)}
    return (marks - {""}) or {f"record {id(person)}"}
