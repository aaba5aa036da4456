"""The owner's Sent folder as a record of whom they know: to whom they wrote, how often, and when.

It is read once as a whole, then only what is new in it. What was read is written down a batch at
a time together with how far that was: stopped at any point, it goes on there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules import Acquaintance
from service.acquaintances.recipients import Recipient, is_person, recipients, sent_on
from service.errors import CoffeeFirstError, what_failed
from service.ledger import Correspondent, FolderKey, Ledger
from service.mailbox import Mailbox, SentMail
from service.settings import Settings

#: How often rounds look whether the owner wrote to somebody.
EVERY = timedelta(hours=1)

_TIMES = (
    *("once", "twice", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _unwatched(_done: int, _total: int) -> None:
    """No one watches."""


def _go_on() -> None:
    """Nothing says stop."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a Sent folder wants. ``keep_going`` is called between batches, and may raise.

    ``own`` are the owner's addresses; ``watch`` is told how many mails are read, and of how many.
    """

    box: Mailbox
    ledger: Ledger
    mailbox: str
    own: frozenset[str]
    now: datetime
    keep_going: Callable[[], None] = _go_on
    watch: Callable[[int, int], None] = _unwatched


@dataclass(slots=True)
class SentReport:
    """What was read: mails, and those of them whose header, or all of which, cannot be read."""

    folder: str
    mails: int = 0
    unreadable: int = 0
    refused: int = 0


@dataclass(slots=True)
class _Tally:
    """What a batch of mails tells, summed up by address."""

    own: frozenset[str]
    today: date
    people: dict[str, Correspondent] = field(default_factory=dict)

    def add(self, mail: SentMail) -> bool:
        """Count one mail; False where its header could not be read."""
        found, well = recipients(mail.header)
        day = sent_on(mail.header)
        on = day.isoformat() if day and day <= self.today + timedelta(days=1) else ""
        for recipient in found:
            if recipient.address not in self.own and is_person(recipient.address):
                self._count(recipient, on)
        return well

    def _count(self, recipient: Recipient, on: str) -> None:
        known = self.people.get(recipient.address) or Correspondent(recipient.address)
        newer = recipient.name if recipient.name and on >= known.last_on else known.name
        self.people[recipient.address] = Correspondent(
            recipient.address, newer or recipient.name, known.times + 1, max(on, known.last_on)
        )


def own_addresses(settings: Settings) -> frozenset[str]:
    """The owner's addresses, as far as the config tells them."""
    return frozenset({settings.owner.address.casefold(), settings.mailbox.username.casefold()})


def read_sent(reader: Reader) -> SentReport:
    """Read what is new in the Sent folder, all of it at first. It is opened read-only.

    Raises what the mailbox and the ledger raise; SettingsError where there is no such folder.
    """
    selected = reader.box.sent.examine()
    key = FolderKey(reader.mailbox, selected.folder, selected.uidvalidity)
    known = reader.ledger.sent_uidnext(key)
    report = SentReport(selected.folder)
    if not selected.uidnext or selected.uidnext > known:
        uids = reader.box.sent.uids(selected, known)
        known = _read(reader, key, uids, report)
        known = _written(reader, key, known, max(known, selected.uidnext), _tally(reader))
    reader.ledger.finish_sent(key)
    return report


def _read(reader: Reader, key: FolderKey, uids: list[int], report: SentReport) -> int:
    """Read these mails, and write down what they tell; gives the first UID that is not read."""
    known = reader.ledger.sent_uidnext(key)
    reader.watch(0, len(uids))
    for batch in reader.box.sent.mails(uids):
        reader.keep_going()
        tally = _tally(reader)
        for mail in batch:
            report.unreadable += not tally.add(mail)
            report.refused += not mail.fetched
        if batch:
            known = _written(reader, key, known, batch[-1].uid + 1, tally)
        report.mails += len(batch)
        reader.watch(report.mails, len(uids))
    return known


def _tally(reader: Reader) -> _Tally:
    return _Tally(reader.own, reader.now.date())


def _written(reader: Reader, key: FolderKey, known: int, uidnext: int, tally: _Tally) -> int:
    looked_at = reader.now.isoformat(timespec="seconds")
    people = tally.people.values()
    reader.ledger.add_correspondents(key, (known, uidnext), people, looked_at)
    return uidnext


def keep_up(reader: Reader) -> list[str]:
    """At the end of a round: what is new in the Sent folder, once an hour, if it was ever read.

    Gives what went wrong, one line each; it never raises, for the round itself is done. Where
    answers may be left over on the connection, it is cut, and the next round makes a new one.
    """
    try:
        if not _is_time(reader.ledger.sent_looked_at(reader.mailbox), reader.now):
            return []
        with reader.ledger.writing():  # noted before it is tried: a fault is met once an hour
            reader.ledger.note_sent_look(reader.mailbox, reader.now.isoformat(timespec="seconds"))
        read_sent(reader)
    except CoffeeFirstError as error:
        reader.box.abort()
        return [f"sent mail: {error}"] if error.exit_code else []  # 0: told to stop
    except Exception as error:  # a fault of ours must not fail the round, nor go untold
        reader.box.abort()
        return [f"sent mail: a fault in Coffee First: {what_failed(error)}"]
    return []


def _is_time(looked_at: str, now: datetime) -> bool:
    if not looked_at:
        return False
    since = now - datetime.fromisoformat(looked_at)
    return since >= EVERY or since < timedelta(0)  # the clock was set back


def correspondents(ledger: Ledger) -> Iterator[Acquaintance]:
    """Everybody to whom the owner wrote, as acquaintances."""
    return (acquaintance(person) for person in ledger.correspondents())


def acquaintance(person: Correspondent) -> Acquaintance:
    """Somebody to whom the owner wrote, with the record that shows it."""
    return Acquaintance(name=person.name, addresses=(person.address,), record=_record(person))


def _record(person: Correspondent) -> str:
    """You wrote to jane@example.org three times, last on 2 Nov 2025."""
    number = person.times
    times = _TIMES[number - 1] if 0 < number <= len(_TIMES) else f"{number:,}"
    told = f"you wrote to {person.address} {times}{' times' if number > 2 else ''}"
    if not person.last_on:
        return told
    day = date.fromisoformat(person.last_on)
    last = ", last" if number > 1 else ""
    return f"{told}{last} on {day.day} {_MONTHS[day.month - 1]} {day.year}"
