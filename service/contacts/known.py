"""Everybody the owner knows, from wherever it is known; and whom a name could mean."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rules import Acquaintance, Acquaintances, Inviter, clean_profile, identity_keys
from service.acquaintances import read_acquaintances
from service.acquaintances.sent import correspondents
from service.errors import UsageError
from service.ledger import Ledger
from service.screen import complain
from service.settings import Settings
from service.shown import shown

#: The source of whom the owner wrote to.
SENT = "Sent"


@dataclass(frozen=True, slots=True)
class Contact:
    """An acquaintance, and where from. ``row`` is the ledger's; 0 where it is not imported."""

    source: str
    person: Acquaintance
    row: int = 0
    listed: bool = False

    def as_object(self) -> dict[str, Any]:
        """The same as plain data, for programs."""
        return {"source": self.source, **asdict(self.person)}


def sources(settings: Settings, ledger: Ledger) -> list[str]:
    """What there is to choose from."""
    imported = [source.key for source in ledger.sources()]
    return list(dict.fromkeys([*map(str, settings.acquaintances), *imported, SENT]))


def chosen(named: str, sources: Sequence[str]) -> str:
    """The one source that is meant: by its whole name, or a file by its last part."""
    plain = named.casefold()
    whole = [s for s in sources if s.casefold() == plain or s == str(Path(named).absolute())]
    found = whole or [s for s in sources if "/" in s and Path(s).name.casefold() == plain]
    if len(found) == 1:
        return found[0]
    raise UsageError(
        f"--source {shown(named)}: {'may be several' if found else 'there is no such source'}: "
        f"take one of {', '.join(map(shown, found or sources))}"
    )


def contacts(settings: Settings, ledger: Ledger) -> Iterator[Contact]:
    """Whom the config's files list, who is imported, and to whom the owner wrote."""
    for path in settings.acquaintances:
        for person in read_acquaintances(path):
            yield Contact(str(path), person, listed=True)
    for remembered in ledger.imported():
        yield Contact(remembered.source, remembered.person, remembered.row)
    for person in correspondents(ledger):
        yield Contact(SENT, person)


def meant(named: str, contacts: Sequence[Contact]) -> list[Contact]:
    """Whom this could mean; an address or a profile means nobody but whose it is."""
    plain = " ".join(named.casefold().split())
    link = f"https://www.linkedin.com/{plain}" if plain.startswith("in/") else named
    if wanted := identity_keys(clean_profile(link), (plain,)):
        return [c for c in contacts if wanted & keys_of(c.person)]
    known = Acquaintances(contact.person for contact in contacts)
    meant = {id(found.person) for found in known.namesakes(Inviter(name=named))}
    found = [c for c in contacts if id(c.person) in meant or c.person.name.casefold() == plain]
    return found if plain else []


def keys_of(person: Acquaintance) -> frozenset[str]:
    """All by which somebody is certainly known."""
    return identity_keys(person.profile, person.addresses)


def ledger_of(settings: Settings) -> closing[Ledger]:
    """The ledger, to write to."""
    ledger = Ledger.to_work_with(settings.ledger)
    if ledger.mended:
        complain(ledger.mended)
    return closing(ledger)


def ledger_to_read(settings: Settings) -> closing[Ledger]:
    """The ledger as it is; nothing is made where there is none."""
    return closing(Ledger.to_read(settings.ledger))
