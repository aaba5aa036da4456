"""LinkedIn's ``messages.csv``: to whom did the owner write?

The file does not say who the owner is: it is whoever takes part in more conversations than
anybody else. Spam, drafts, sponsored InMail and closed accounts do not count. Until early 2023
recipients have names only; names are then looked up among the senders, who have profiles.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules import Acquaintance
from service.acquaintances.cells import plain, profile_of
from service.acquaintances.contact_file import Gathered
from service.acquaintances.dates import parsed, shown
from service.acquaintances.people import HIDDEN, Cells
from service.acquaintances.rows import Row

#: A message to more people than these says nothing about any of them.
_LARGEST_GROUP = 10

#: How sponsored InMail begins.
_SPONSORED = "spinmail-quill-editor"


@dataclass(slots=True)
class _Written:
    """How often one person wrote to another, and when last."""

    alone: int = 0
    in_group: int = 0
    last: date = date.min

    def count(self, people: int, day: date | None) -> None:
        if people == 1:
            self.alone += 1
        else:
            self.in_group += 1
        self.last = max(self.last, day or date.min)

    def record(self) -> str:
        times = "once" if self.alone == 1 else f"{self.alone} times"
        what = "you wrote to them on LinkedIn " + times
        if not self.alone:
            what = "you wrote in a group with them on LinkedIn"
        return what if self.last == date.min else f"{what}, last on {shown(str(self.last))}"


@dataclass(slots=True)
class Correspondence:
    """Who wrote to whom. A person is a profile, or a name where no profile is known."""

    gathered: Gathered
    _names: dict[str, str] = field(default_factory=dict)
    _profiles: dict[str, str] = field(default_factory=dict)
    _conversations: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _written: dict[tuple[str, str], _Written] = field(default_factory=lambda: defaultdict(_Written))

    def add(self, row: Row, cells: Cells) -> None:
        """One message."""
        cells = cells.of(row)
        sender = self._sender(cells)
        if not sender or _does_not_count(cells):
            self.gathered.nobody += 1
            return
        to = self._recipients(cells)
        talk = cells.one("conversation") or f"line {row.line}"
        for somebody in (sender, *to):
            self._conversations[somebody].add(talk)
        day = parsed(cells.one("sent"))
        for recipient in to if len(to) <= _LARGEST_GROUP else ():
            self._written[sender, recipient].count(len(to), day)

    def _sender(self, cells: Cells) -> str:
        name, profile = cells.one("from"), profile_of(cells.one("sender_profile"))
        if profile:
            self._names[profile] = name
            self._pair(name.casefold(), profile)
        return profile or ("" if name.casefold() == HIDDEN else name)

    def _pair(self, name: str, profile: str) -> None:
        """Notes whose name this is; a name that belongs to two profiles stands for none."""
        if name != HIDDEN and self._profiles.setdefault(name, profile) != profile:
            self._profiles[name] = ""

    def _recipients(self, cells: Cells) -> Sequence[str]:
        to = plain("".join(cells.all("to")), 5_000)
        links = "".join(cells.all("recipient_profiles")).split(",")
        profiles = [profile for link in links if (profile := profile_of(link))]
        if not profiles:
            return self._split(to)
        # Names are joined with ", " and may hold one: a pair is certain for one person alone.
        names = [to] if len(profiles) == 1 else to.split(", ")
        if len(names) == len(profiles):
            for profile, name in zip(profiles, names, strict=True):
                self._names.setdefault(profile, name)
        return profiles

    def _split(self, to: str) -> Sequence[str]:
        """Several names; "Ada Quill, PhD" is one, as "PhD" has no blank."""
        parts = [part for part in to.split(", ") if part.casefold() != HIDDEN]
        several = all(" " in part for part in parts) and to.casefold() not in self._profiles
        return [part for part in (parts if several else [", ".join(parts)]) if part]

    def people(self) -> Iterator[Acquaintance]:
        """Whom the owner wrote to; nobody where it cannot be told who the owner is."""
        self._merge_names()
        owner = self._owner()
        if self._written and not owner:
            self.gathered.tell(
                f"{self.gathered.source}: it cannot be told who of the people in it is you, so "
                "nobody is taken from it"
            )
        for (sender, recipient), written in self._written.items():
            if owner and sender == owner != recipient:
                yield self._acquaintance(recipient, written)

    def _merge_names(self) -> None:
        """Names whose profile is known by now become that profile."""
        for known in [k for k in self._conversations if self._profiles.get(k.casefold())]:
            talks = self._conversations.pop(known)
            self._conversations[self._profiles[known.casefold()]] |= talks
        for pair in list(self._written):
            sender, recipient = (self._profiles.get(k.casefold()) or k for k in pair)
            if (sender, recipient) != pair:
                old, new = self._written.pop(pair), self._written[sender, recipient]
                new.alone, new.in_group = new.alone + old.alone, new.in_group + old.in_group
                new.last = max(new.last, old.last)

    def _owner(self) -> str:
        ranked = sorted(self._conversations.items(), key=lambda item: -len(item[1]))
        if len(ranked) < 2 or len(ranked[0][1]) == len(ranked[1][1]):
            return ""
        return ranked[0][0]

    def _acquaintance(self, key: str, written: _Written) -> Acquaintance:
        profile = profile_of(key)
        name = self._names.get(key, "") if profile else key
        return Acquaintance(
            name="" if name.casefold() == HIDDEN else name,
            profile=profile,
            record=f"{written.record()} ({self.gathered.source})",
        )


def _does_not_count(cells: Cells) -> bool:
    if cells.one("mail_folder").upper() in {"SPAM", "DRAFT", "DRAFTS", "TRASH"}:
        return True
    if any(cell.strip().casefold() in {"yes", "true"} for cell in cells.all("draft")):
        return True
    return any(_SPONSORED in cell[:500] for cell in cells.all("content"))
