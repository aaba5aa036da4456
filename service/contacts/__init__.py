"""What the verbs of ``coffeefirst contacts`` do: remember whom the owner knows, show, forget."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from rules import could_be_called
from service import bars, clock, screen
from service.acquaintances import ContactFile, read_contacts
from service.acquaintances.sent import Reader, own_addresses, read_sent
from service.config_file import Chosen
from service.connecting import open_mailbox
from service.contacts.forgetting import Forgetting, forget
from service.contacts.known import (
    chosen,
    contacts,
    ledger_of,
    ledger_to_read,
    meant,
    sources,
)
from service.contacts.show import (
    show_contact,
    show_contacts,
    show_imported,
    show_replaced,
    show_sent,
)
from service.deadline import Deadline
from service.each import for_each
from service.errors import SettingsError
from service.ledger import Source
from service.mailbox import Line
from service.round import mailbox_name
from service.settings import Settings
from service.shown import shown

__all__ = ["Forgetting", "forget", "import_files", "read_sent_folder", "show", "show_list"]


def import_files(chosen: Chosen, files: Sequence[Path]) -> None:
    """Remember everybody in the files: all of them, or where one cannot be read nobody.

    They are acquaintances of every mailbox, unless one is named.
    """
    every = chosen.all()
    with bars.CountingProgress() as bar:
        read = [_read(path, bar) for path in files]
    if empty := [shown(file.path.name) for file in read if not file.people]:
        raise SettingsError(f"{empty[0]}: names nobody: nothing was imported")
    replaced: dict[str, int] = {}
    for settings in every:
        replaced = _remember(read, settings)
    for file in read:
        show_imported(file)
    show_replaced(replaced)


def _remember(read: Sequence[ContactFile], settings: Settings) -> dict[str, int]:
    """Write them down in one mailbox's ledger; how many people of each source they replace."""
    with ledger_of(settings) as ledger, ledger.writing():
        replaced = {key: ledger.count_people(key) for key in _by_key(read)}
        for key, together in _by_key(read).items():
            people = chain.from_iterable(file.people for file in together)
            imported_at = datetime.now(UTC).isoformat(timespec="seconds")
            ledger.replace_source(Source(key, together[0].kind, imported_at), people)
    return replaced


def _read(path: Path, bar: bars.CountingProgress) -> ContactFile:
    bar.begin(shown(path.name))
    return read_contacts(path, bar.watch)


def _by_key(read: Iterable[ContactFile]) -> dict[str, list[ContactFile]]:
    """The files of each source: what LinkedIn exports supersedes what it exported before."""
    found: dict[str, list[ContactFile]] = {}
    for file in read:
        own = file.kind.startswith("LinkedIn")
        place = str(file.path.absolute()).encode("utf-8", "backslashreplace").decode()
        found.setdefault(file.kind if own else place, []).append(file)
    return found


def read_sent_folder(chosen: Chosen) -> None:
    """Remember to whom the owner wrote, from their Sent folder; it goes on where it was."""
    for_each(chosen, _read_sent_folder)


def _read_sent_folder(settings: Settings) -> None:
    line = Line()
    with (
        ledger_of(settings) as ledger,
        Deadline(settings.schedule.deadline_minutes * 60, line.cut) as deadline,
        closing(open_mailbox(settings, line)) as box,
        bars.CountingProgress() as bar,
    ):
        name, own = mailbox_name(settings), own_addresses(settings)
        bar.begin("sent mail")
        report = read_sent(
            Reader(box, ledger, name, own, clock.now(), deadline.renew, watch=bar.watch)
        )
        people = ledger.count_correspondents()
    show_sent(report, people)


def show_list(which: Chosen, source: str | None, *, json: bool) -> None:
    """Everybody, as they are read: a hundred thousand are no burden."""
    settings = which.one()
    with ledger_to_read(settings) as ledger:
        only = chosen(source, sources(settings, ledger)) if source is not None else None
        found = (c for c in contacts(settings, ledger) if only in (None, c.source))
        if json:
            for contact in found:
                screen.as_json(contact.as_object())
            return
        show_contacts(found)


def show(which: Chosen, name: str, *, json: bool) -> None:
    """Everybody whom a name, an address or a profile could mean, with every record."""
    settings = which.one()
    with ledger_to_read(settings) as ledger:
        everybody = list(contacts(settings, ledger))
    found = meant(name, everybody) or [c for c in everybody if could_be_called(c.person, name)]
    for contact in found:
        if json:
            screen.as_json(contact.as_object())
        else:
            show_contact(contact.person, contact.source)
    if not found and not json:
        screen.say(f"nobody in your records could be meant by {name!r}")
