"""What a contact file holds once it is read, and what is gathered while it is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rules import Acquaintance

#: How far the reading is: done and total, in bytes.
Progress = Callable[[int, int], None]

#: Faults that are told one by one; a file with more of them is of no use line by line.
_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class ContactFile:
    """A contact file that was read.

    ``kind`` is its sort in a person's words, such as "Google contacts". ``passed_over`` has one
    line for each row that could not be read: which file, which line, what is wrong. ``nobody``
    counts the rows that are no person by design, such as a date alone.
    """

    path: Path
    kind: str
    people: tuple[Acquaintance, ...]
    passed_over: tuple[str, ...]
    nobody: int


@dataclass(frozen=True, slots=True)
class PastInvitation:
    """One row of LinkedIn's ``Invitations.csv``; ``row`` is its line in the file.

    ``sent_at`` is as LinkedIn writes it: no time zone is known.
    """

    from_name: str
    to_name: str
    sent_at: str
    note: str
    incoming: bool
    inviter_profile: str
    invitee_profile: str
    row: int


@dataclass(slots=True)
class Gathered:
    """What has been found so far in one file, or in one member of a .zip."""

    source: str
    people: list[Acquaintance] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    faults_untold: int = 0
    nobody: int = 0

    def add(self, person: Acquaintance | None) -> None:
        """One row's person, or nobody."""
        if person is None:
            self.nobody += 1
        else:
            self.people.append(person)

    def fault(self, line: int, what: str) -> None:
        """A row that is passed over."""
        self.tell(f"{self.source}: line {line}: {what}")

    def tell(self, fault: str) -> None:
        """A fault in words of its own."""
        if len(self.faults) < _TOLD:
            self.faults.append(fault)
        else:
            self.faults_untold += 1

    def passed_over(self) -> tuple[str, ...]:
        """The faults, and how many more there are."""
        if not self.faults_untold:
            return tuple(self.faults)
        return (*self.faults, f"{self.source}: and {self.faults_untold} more rows like these")
