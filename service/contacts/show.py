"""What a person sees of whom they know. A hundred thousand are shown as they are read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rules import Acquaintance
from service import screen
from service.acquaintances import ContactFile
from service.acquaintances.sent import SentReport
from service.contacts.known import Contact
from service.shown import shown

#: Rows that could not be read are told one by one up to so many.
_TOLD = 20

_COLUMNS = (("name", 4), ("company", 4), ("addresses", 5), ("profile", 5), ("where from", 4))


def show_imported(file: ContactFile) -> None:
    """How many people of which kind of file, and what was passed over."""
    passed_over = file.passed_over
    for line in passed_over[:_TOLD]:
        screen.complain(line)
    if len(passed_over) > _TOLD:
        screen.complain(f"and {len(passed_over) - _TOLD:,} more")
    parts = [f"{people(len(file.people))} from {shown(file.path.name)} ({file.kind})"]
    parts += [f"{_rows_of(len(passed_over))} passed over"] if passed_over else []
    parts += [f"{_rows_of(file.nobody)} with nobody in them"] if file.nobody else []
    screen.say("; ".join(parts))


def show_replaced(replaced: Mapping[str, int]) -> None:
    """How many people of an earlier import of the same source gave way to these."""
    for key, number in replaced.items():
        if number:
            screen.say(f"in place of {people(number)} from an earlier import of {shown(key)}")


def show_sent(report: SentReport, written_to: int) -> None:
    """What was read of the Sent folder, and to how many people the owner wrote in all."""
    if report.unreadable:
        screen.complain(f"{_mails(report.unreadable)}: not every address there could be read")
    if report.refused:
        screen.complain(f"{_mails(report.refused)}: the server does not give what was asked for")
    screen.say(
        f"{_mails(report.mails)} read in {report.folder}; you wrote to {people(written_to)} in all"
    )


def show_contacts(found: Iterable[Contact]) -> None:
    """A table, a row each as they come, and how many there are."""
    counted: Counter[str] = Counter()
    screen.show_columns(_COLUMNS, _rows(found, counted))
    for source, number in sorted(counted.items()):
        screen.say(f"{people(number)} from {shown(source)}")
    screen.say(f"{people(counted.total())} in all")


def _rows(found: Iterable[Contact], counted: Counter[str]) -> Iterator[Sequence[str]]:
    for contact in found:
        counted[contact.source] += 1
        who = contact.person
        source = contact.source.rpartition("/")[2]
        yield who.name, who.company, " ".join(who.addresses), _bare(who.profile), source


def _bare(profile: str) -> str:
    """A profile link's part that differs from one person to the next."""
    return profile.rpartition("linkedin.com")[2].lstrip("/")


def show_contact(person: Acquaintance, source: str) -> None:
    """Somebody, and the record that shows it."""
    facts = (", ".join(person.other_names), person.title, person.company, *person.addresses)
    told = [fact for fact in (*facts, person.profile) if fact]
    screen.say(person.name or "(no name)")
    screen.say(f"  {'; '.join(told)}")
    screen.say(f"  {person.record} [{shown(source)}]")


def _rows_of(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _mails(number: int) -> str:
    return "1 mail" if number == 1 else f"{number:,} mails"


def people(number: int) -> str:
    """How many, in words for a person."""
    return "1 person" if number == 1 else f"{number:,} people"
