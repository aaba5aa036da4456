"""Does the owner know this person?"""

from rules.acquaintance import Acquaintance, Acquaintances, name_key
from rules.invitation import Invitation, Inviter
from rules.knowledge import Knowledge
from rules.signals.signal import Example, Signal


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Profile or address is certain, name with company is strong, a name alone is weak."""
    people, inviter = knowledge.acquaintances, invitation.inviter
    if not people:
        return "unknown", "no acquaintances are loaded"
    if found := people.certain(inviter):
        return "yes", found.record
    namesakes = people.namesakes(inviter)
    for person in namesakes:
        if person.company and name_key(person.company) == name_key(inviter.company):
            return "likely", f"{person.record}; same name, same company ({person.company})"
    if namesakes:
        return "maybe", f"{namesakes[0].record}; the same name, and nothing more"
    return "no", "in none of the owner's records"


_ADA = Acquaintance(
    name="Ada Quill",
    profile="https://www.linkedin.com/in/ada-quill",
    company="Northwind",
    record="LinkedIn connection since 8 Feb 2024",
)
_KNOWN = Knowledge(acquaintances=Acquaintances([_ADA]))


def _from(value: str, **inviter: str) -> Example:
    return Example(value, Invitation(inviter=Inviter(**inviter)), _KNOWN)


SIGNAL = Signal(
    name="known",
    question="Does the owner know this person?",
    why="Both policies turn on it: gatekeeper connects with people one knows.",
    source="The owner's own records: LinkedIn's data export, and a list written by hand.",
    blind_spots="Nicknames, married names and transliterations; people known only in person.",
    values=("yes", "likely", "maybe", "no", "unknown"),
    examples=(
        _from("yes", name="A. Quill", profile="https://www.linkedin.com/in/ada-quill"),
        _from("likely", name="Quill, Ada", company="Northwind"),
        _from("maybe", name="Ada Quill", company="Elsewhere"),
    ),
    silent=(
        _from("no", name="Adam Quill"),
        _from("no", name=""),
        Example("unknown", Invitation(inviter=Inviter(name="Ada Quill"))),
    ),
    answer=answer,
)
