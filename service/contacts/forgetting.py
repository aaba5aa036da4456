"""Forgetting: somebody, a source, all that Sent folders told, or everything."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules import Acquaintance
from service import screen
from service.config_file import Chosen
from service.contacts.known import (
    SENT,
    Contact,
    chosen,
    contacts,
    keys_of,
    ledger_of,
    meant,
    sources,
)
from service.contacts.show import people, show_contact
from service.errors import UsageError
from service.ledger import Ledger
from service.settings import Settings
from service.shown import shown


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Whom to forget: one of these four."""

    name: str | None = None
    source: str | None = None
    sent: bool = False
    everybody: bool = False


def forget(which: Chosen, what: Forgetting) -> None:
    """Forget somebody, a source, all that Sent told, or everything; the mailbox is not touched."""
    many = sum((what.name is not None, what.source is not None, what.sent, what.everybody))
    if many != 1:
        raise UsageError(
            "say whom to forget: a NAME, --source SOURCE, --sent or --all, one of them"
        )
    settings = which.one()
    with ledger_of(settings) as ledger:
        if what.name is not None:
            _forget_person(settings, ledger, what.name)
        elif what.source is not None:
            _forget_source(settings, ledger, what.source)
        else:
            _forget_all(ledger, everybody=what.everybody)


def _forget_person(settings: Settings, ledger: Ledger, named: str) -> None:
    """All records of the one person meant. Nobody else may write from the look to the deed."""
    with ledger.writing():
        everybody = list(contacts(settings, ledger))
        found = meant(named, everybody)
        if not found:
            raise UsageError(f"nobody in your records could be meant by {named!r}")
        same = _same_person(found[0], everybody)
        if any(contact not in same for contact in found):
            for contact in found:
                show_contact(contact.person, contact.source)
            raise UsageError(f"{named!r} may be any of these: name one by address or profile")
        _forget_contacts(ledger, same, named)
    for contact in same:
        screen.say(f"forgotten: {_called(contact.person)} ({shown(contact.source)})")


def _forget_contacts(ledger: Ledger, found: Sequence[Contact], named: str) -> None:
    if listed := [contact.source for contact in found if contact.listed]:
        raise UsageError(
            f"{named!r} stands in {shown(listed[0])}, which the config names: edit that file"
        )
    ledger.forget_rows(contact.row for contact in found if contact.row)
    sent = (c.person for c in found if c.source == SENT and not c.row)
    ledger.forget_addresses(address for person in sent for address in person.addresses)


def _same_person(one: Contact, everybody: Sequence[Contact]) -> list[Contact]:
    """Every record that shares an address or a profile with this one, or with one that does."""
    same, rest = [one], [contact for contact in everybody if contact is not one]
    known = set(keys_of(one.person))
    while near := [contact for contact in rest if known & keys_of(contact.person)]:
        same += near
        known.update(*(keys_of(contact.person) for contact in near))
        rest = [contact for contact in rest if contact not in near]
    return same


def _called(person: Acquaintance) -> str:
    return person.name or next(iter(person.addresses), "") or person.profile


def _forget_source(settings: Settings, ledger: Ledger, named: str) -> None:
    key = chosen(named, sources(settings, ledger))
    imported = {source.key for source in ledger.sources()}
    if key in set(map(str, settings.acquaintances)) - imported:
        raise UsageError(
            f"{shown(key)} is named by the config: take it out of 'acquaintances' there"
        )
    with ledger.writing():
        forgotten = ledger.forget_sent() if key == SENT else ledger.forget_source(key)
    screen.say(f"forgotten: {people(forgotten)} from {shown(key)}")


def _forget_all(ledger: Ledger, *, everybody: bool) -> None:
    with ledger.writing():
        told = [f"{people(ledger.forget_sent())} you wrote to"]
        if everybody:
            sources = ledger.sources()
            told += [f"{people(ledger.forget_source(s.key))} from {s.key}" for s in sources]
            ledger.forget_forgotten()
    for line in told:
        screen.say(f"forgotten: {line}")
