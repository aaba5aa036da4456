"""Does the owner know this person?"""

from rules.acquaintance import (
    Acquaintance,
    Acquaintances,
    Company,
    certainly,
    colleagues,
    likeliest,
    likeness,
    proof,
)
from rules.invitation import Invitation, Inviter
from rules.knowledge import Knowledge
from rules.signals.signal import Example, Signal


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Profile or address is certain, name with company is strong, a name alone is weak."""
    people, inviter = knowledge.acquaintances, invitation.inviter
    if not people:
        return "unknown", "no acquaintances are loaded"
    if found := people.certain(inviter):
        return "yes", certainly(found, inviter)
    namesakes = people.namesakes(inviter)
    if not namesakes:
        return "no", proof("in none of the owner's records", colleagues(people, inviter))
    common = people.is_common(inviter.name)
    value, namesake, many = likeliest(namesakes, common=common)
    agreed = likeness(namesake, common=common, many=many)
    if namesake.company is Company.SAME:
        return value, agreed
    return value, proof(agreed, colleagues(people, inviter))


_PEOPLE = (
    Acquaintance(
        name="Ada Quill",
        profile="https://www.linkedin.com/in/ada-quill",
        company="Northwind",
        record="LinkedIn connection since 8 Feb 2024",
    ),
    Acquaintance(
        name="Robert Falkenrath",
        addresses=("bob@tidewrack.example.com", "rob.falkenrath@gmail.com"),
        record="you wrote to bob@tidewrack.example.com three times, last on 2 Nov 2025",
    ),
    Acquaintance(name="Jürgen Müller", company="Kiln & Co. KG", record="in contacts.vcf"),
    Acquaintance(name="Anna Schmidt", other_names=("Maierhofer",), record="in contacts.vcf"),
    Acquaintance(name="Юлия Щербакова", record="in contacts.vcf"),
    Acquaintance(name="John Smith", company="Kiln", record="in contacts.vcf"),
    Acquaintance(name="Wei Zhang", company="Lacquer House", record="in contacts.vcf"),
)
_KNOWN = Knowledge(acquaintances=Acquaintances(_PEOPLE))


def _from(value: str, **inviter: str) -> Example:
    return Example(value, Invitation(inviter=Inviter(**inviter)), _KNOWN)


SIGNAL = Signal(
    name="known",
    question="Does the owner know this person?",
    why="Both policies turn on it: gatekeeper connects with people one knows.",
    source="The owner's own records: LinkedIn's data export, contact files, a list by hand.",
    blind_spots=(
        "Surnames changed without a record of it; Japanese, Hebrew and most Arabic names against "
        "Latin spellings; who is shown as 'Jane D.'; people known only in person."
    ),
    values=("yes", "likely", "maybe", "no", "unknown"),
    examples=(
        _from("yes", name="A. Quill", profile="https://www.linkedin.com/in/ada-quill"),
        _from("yes", name="", profile="https://de.linkedin.com/in/Ada-Quill/?trk=x"),
        _from("yes", name="R. F.", address="RobFalkenrath+linkedin@googlemail.com"),
        _from("likely", name="Quill, Ada", company="Northwind"),
        _from("likely", name="Bob Falkenrath", company="Tidewrack Ltd."),
        _from("likely", name="R. Falkenrath", company="tidewrack"),
        _from("likely", name="Dr. Juergen Mueller, MBA 🚀", company="Kiln"),
        _from("likely", name="John A. Smith", company="Kiln GmbH"),
        _from("maybe", name="Ada Quill", company="Elsewhere"),
        _from("maybe", name="R. Falkenrath"),
        _from("maybe", name="Anna Maierhofer"),
        _from("maybe", name="Yuliya Shcherbakova"),
        _from("maybe", name="John Smith"),
        _from(
            "maybe", name="Ada Quill", company="Northwind", profile="https://linkedin.com/in/ada-q2"
        ),
    ),
    silent=(
        _from("no", name="Adam Quill"),
        _from("no", name="Ada Northwind"),
        _from("no", name=""),
        _from("no", name="🚀🚀"),
        _from("no", name="Dr."),
        _from("no", name="LinkedIn Member"),
        _from("no", name="Ada"),
        _from("no", name="Quill"),
        _from("no", name="Rupert Falkenrath"),
        _from("no", name="J. Smith"),
        _from("no", name="Jack Smith", company="Elsewhere"),
        _from("no", name="John Smith", company="Elsewhere"),
        _from("no", name="Zhang Wei", company="Elsewhere"),
        _from("no", name="Аda Quill"),  # with a Cyrillic А
        Example("unknown", Invitation(inviter=Inviter(name="Ada Quill"))),
    ),
    answer=answer,
)
