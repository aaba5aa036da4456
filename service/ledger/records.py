"""What the ledger holds, as plain data."""

from dataclasses import dataclass

from rules import Acquaintance


@dataclass(frozen=True, slots=True)
class FolderKey:
    """A folder of a mailbox at one UIDVALIDITY: within it a UID is a message for good."""

    mailbox: str
    folder: str
    uidvalidity: int


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as written down: who invites (profile, and name without case), and what for."""

    profile: str
    name: str
    verdict: str
    drafted: bool = False
    decided_at: str = ""
    receipt: str = ""
    undone: bool = False

    def concerns(self, profile: str, name: str) -> bool:
        """Whether it is about the same person: by profile; by name where one of them has none."""
        if self.profile and profile:
            return self.profile == profile
        return bool(name) and self.name == name


@dataclass(frozen=True, slots=True)
class PlannedDraft:
    """A draft to be saved. ``fingerprint`` is what tells it from one that the owner edited."""

    draft_id: str
    content: bytes
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A decided message, as written down before anything is done about it."""

    uid: int
    message_id: str
    kind: str
    label: str
    archive: bool
    decisions: tuple[Decided, ...] = ()
    drafts: tuple[PlannedDraft, ...] = ()
    mark_read: bool = False


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A message with something left to do; ``started``: it may have been done already."""

    row: int
    uid: int
    message_id: str
    label: str
    archive: bool
    state: str
    mark_read: bool = False


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that is not saved yet, or not known to be."""

    row: int
    message: int
    draft_id: str
    octets: int
    state: str


@dataclass(frozen=True, slots=True)
class Round:
    """A round that did something: its number, by which verb, when, and to how many messages."""

    number: int
    verb: str
    began_at: str
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Journalled:
    """A message with all that was done to it: (round, action, when), and why.

    ``undone`` says when the owner took it back, or "".
    """

    row: int
    folder: str
    message_id: str
    kind: str
    label: str
    done: tuple[tuple[int, str, str], ...]
    receipts: tuple[str, ...]
    undone: str = ""


@dataclass(frozen=True, slots=True)
class Undoable:
    """A message whose actions can be taken back, so far as they were done.

    ``drafts`` are the ids of its drafts, each with the fingerprint that it was saved with, or "".
    ``begun``: an earlier undoing was broken off, and may have done some of it.
    """

    row: int
    folder: FolderKey
    uid: int
    message_id: str
    label: str
    labelled: bool
    archived: bool
    mark_read: bool
    begun: bool
    drafts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where people were imported from. ``key``: who is imported anew replaces who is of one key."""

    key: str
    kind: str
    imported_at: str = ""
    people: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """An imported acquaintance, with its row and its source's key."""

    row: int
    source: str
    person: Acquaintance


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody to whom the owner wrote: how often, and on which day last (ISO 8601, or "")."""

    address: str
    name: str = ""
    times: int = 0
    last_on: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How a mailbox fared: times in ISO 8601, "" where there was none.

    ``tried_at`` is of the last try, ``well_at`` of the last one that went well, ``next_at`` of the
    next one, where a daemon plans it. ``code`` is the exit code of the problem, 0 for none.
    """

    tried_at: str
    well_at: str
    problem: str
    code: int
    next_at: str
