"""What a finding about an acquaintance shows: the owner's record, and what agreed."""

from rules.acquaintance.company import Company
from rules.acquaintance.identity import profile_key
from rules.acquaintance.index import MOST_COMPARED, Acquaintances, Namesake
from rules.acquaintance.person import Acquaintance
from rules.invitation import Inviter

_LONGEST = 60


def proof(*parts: str) -> str:
    """The parts that say something, as one line."""
    return "; ".join(part for part in parts if part)


def certainly(person: Acquaintance, inviter: Inviter) -> str:
    """What makes it certain."""
    same = profile_key(person.profile) and profile_key(person.profile) == profile_key(
        inviter.profile
    )
    return proof(person.record, "the same profile" if same else "the same mail address")


def likeness(namesake: Namesake, *, common: bool, many: int) -> str:
    """What agrees and what does not, and how many others it may be."""
    person, because = namesake.person, namesake.agreement.because
    if namesake.company is Company.SAME:
        agreed = f"{because}, same company ({_short(namesake.works_at)})"
    elif namesake.company is Company.ANOTHER:
        agreed = f"{because}, but another company ({_short(namesake.works_at)})"
    else:
        agreed = f"{because}, and nothing more"
    return proof(
        person.record,
        agreed,
        "a common name" if common else "",
        "the profile is another one" if namesake.other_profile else "",
        _people(many),
    )


def _people(many: int) -> str:
    if many < 2:
        return ""
    counted = f"{many} people" if many < MOST_COMPARED else f"{MOST_COMPARED} people and more"
    return f"{counted} of this name in your records"


def colleagues(people: Acquaintances, inviter: Inviter) -> str:
    """How many of the owner's contacts work where the inviter does, or ""."""
    many = people.at_company(inviter.company)
    if not many:
        return ""
    contacts = "one of your contacts works" if many == 1 else f"{many} of your contacts work"
    return f"{contacts} at {_short(inviter.company)}"


def _short(text: str) -> str:
    """A text from outside, on one line and not too long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
