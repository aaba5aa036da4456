"""Taking back what was done to a message: back to its folder, labels off, untouched drafts away.

That it is taken back is written down first: from then on nothing more is done about the message,
and a crash leaves a message whose undoing is called again. What the owner did meanwhile stays:
mail that they moved, a draft that they edited, sent or deleted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.errors import ServerRefused, SettingsError
from service.journal import Journal
from service.ledger import Ledger, Undoable
from service.mailbox import Mailbox, Target


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back of a message, and what was not, each as a line.

    ``refused``: the server did not let us; to call it again is worth a try.
    """

    row: int
    done: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    refused: bool = False


def undo(
    box: Mailbox,
    ledger: Ledger,
    messages: Sequence[Undoable],
    journal: Journal,
    now: Callable[[], datetime],
) -> Iterator[Undone]:
    """Take back what was done to these messages, a folder at a time."""
    with ledger.writing():
        ledger.begin_undo([m.row for m in messages], now().isoformat(timespec="seconds"))
    by_folder: dict[str, list[Undoable]] = defaultdict(list)
    for message in messages:
        by_folder[message.folder.folder].append(message)
    for folder, group in by_folder.items():
        try:
            told = _undo_in(box, folder, group)
        except (ServerRefused, SettingsError) as error:
            yield from (Undone(m.row, left=(str(error),), refused=True) for m in group)
            continue
        with ledger.writing():
            _note(ledger, journal, told)
        yield from told


def _undo_in(box: Mailbox, folder: str, messages: Sequence[Undoable]) -> list[Undone]:
    """The messages of one folder: out of the archive, labels off, drafts away."""
    selected = box.open_folder(folder)
    if selected.read_only:
        raise ServerRefused(f"{folder}: the server opens it read-only: nothing can be put back")
    targets = {m.row: _target(m, selected.uidvalidity) for m in messages}
    way, moved = box.way(), set[str]()
    for label in sorted({m.label for m in messages if m.archived}):
        archived = [targets[m.row] for m in messages if m.archived and m.label == label]
        moved |= box.back.out_of(way.kept_at(label), archived, folder)
    labelled = [targets[m.row] for m in messages if m.labelled]
    cleared = box.back.labels_off(way, folder, labelled)
    removed, edited = box.back.untouched_drafts(dict(d for m in messages for d in m.drafts))
    return [
        _told(m, m.message_id in moved, targets[m.row] in cleared, removed, edited)
        for m in messages
    ]


def _target(message: Undoable, uidvalidity: int) -> Target:
    """``uid`` is 0 where the UIDs are no longer what they were."""
    uid = message.uid if message.folder.uidvalidity == uidvalidity else 0
    return Target(uid, message.message_id, message.label, message.archived, message.mark_read)


def _told(
    message: Undoable,
    moved: bool,
    cleared: bool,
    removed: frozenset[str],
    edited: frozenset[str],
) -> Undone:
    folder, done, left = message.folder.folder, [], []
    if moved:
        done.append(f"back to {folder}")
    if cleared:
        done.append(f"label {message.label} off")
    elif message.labelled and not message.begun:
        left.append(f"it is not in {folder} any more: where you moved it, it stays as it is")
    ids = {draft for draft, _ in message.drafts}
    if ids & removed:
        done.append("draft to the Trash")
    if ids & edited:
        left.append("its draft stays: it is not as it was saved")
    if ids - removed - edited and not message.begun:
        left.append("its draft is not in Drafts any more: sent, or deleted, by you")
    return Undone(message.row, tuple(done), tuple(left))


def _note(ledger: Ledger, journal: Journal, told: Sequence[Undone]) -> None:
    ledger.finish_undo([one.row for one in told])
    for one in told:
        for line in one.done:
            journal.note([one.row], line)
