"""Taking back what was done to a message: back to its folder, labels off, untouched drafts away.

That it is taken back is written down first: from then on nothing more is done about the message,
and a crash leaves a message whose undoing is called again. What the owner did meanwhile stays:
mail that they moved, a draft that they edited, sent or deleted.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.errors import ServerRefused, SettingsError
from service.journal import Page
from service.ledger import Undoable
from service.mailbox import Back, Mailbox, Target
from service.round import Job

#: Messages that are taken back, and noted as such, together.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back of a message, and what was not, each as a line.

    ``refused``: the server did not let us; to call it again is worth a try.
    """

    row: int
    done: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    refused: bool = False


def undo(box: Mailbox, job: Job, messages: Sequence[Undoable], page: Page) -> Iterator[Undone]:
    """Take back what was done to these messages, some hundred of a folder at a time."""
    with job.ledger.writing():
        at = job.now().isoformat(timespec="seconds")
        job.ledger.begin_undo([m.row for m in messages], at)
    by_folder: dict[str, list[Undoable]] = defaultdict(list)
    for message in messages:
        by_folder[message.folder.folder].append(message)
    for folder, group in by_folder.items():
        for start in range(0, len(group), BATCH):
            job.keep_going()
            yield from _undo_batch(box, job, folder, group[start : start + BATCH], page)


def _undo_batch(
    box: Mailbox, job: Job, folder: str, messages: Sequence[Undoable], page: Page
) -> list[Undone]:
    try:
        told = _undo_in(box, folder, messages)
    except (ServerRefused, SettingsError) as error:
        return [Undone(m.row, left=(str(error),), refused=True) for m in messages]
    with job.ledger.writing():
        job.ledger.finish_undo([one.row for one in told])
        for one in told:
            for line in one.done:
                page.note([one.row], line)
    return told


def _undo_in(box: Mailbox, folder: str, messages: Sequence[Undoable]) -> list[Undone]:
    """The messages of one folder: out of the archive, labels off, drafts away."""
    selected = box.open_folder(folder)
    if selected.read_only:
        raise ServerRefused(f"{folder}: the server opens it read-only: nothing can be put back")
    way, back = box.way(), box.back
    targets = {m.row: _target(m, selected.uidvalidity) for m in messages}
    at_home = [m for m in messages if way.copied_to(m.label) != folder]
    movable = at_home if back.can_move else []
    moved = set[str]()
    for label in sorted({m.label for m in movable if m.archived}):
        archived = [targets[m.row] for m in movable if m.archived and m.label == label]
        moved |= back.out_of(way, label, archived, folder)
    clearable = at_home if way.on_message else movable
    cleared = back.labels_off(way, folder, [targets[m.row] for m in clearable if m.labelled])
    drafts = dict(d for m in messages for d in m.drafts) if back.can_move else {}
    removed, staying = back.untouched_drafts(drafts)
    return [
        Undone(
            m.row,
            _done(m, m.message_id in moved, targets[m.row] in cleared, removed),
            _left(m, targets[m.row] in cleared, (removed, staying), _hindrance(m, back, at_home)),
        )
        for m in messages
    ]


def _target(message: Undoable, uidvalidity: int) -> Target:
    """``uid`` is 0 where the UIDs are no longer what they were, or the message was gone."""
    uid = max(message.uid, 0) if message.folder.uidvalidity == uidvalidity else 0
    return Target(uid, message.message_id, message.label, message.archived, message.mark_read)


def _hindrance(message: Undoable, back: Back, at_home: Sequence[Undoable]) -> str:
    """Why a message cannot be put back, whatever the owner did, or ""."""
    if not back.can_move:
        return "the server can move nothing"
    if message not in at_home:
        return "from where it came is not known: the ledger was lost"
    if message.archived and not message.message_id:
        return "it has no Message-ID, so it is not found again"
    return ""


def _done(
    message: Undoable, moved: bool, cleared: bool, removed: frozenset[str]
) -> tuple[str, ...]:
    lines = (
        (f"back to {message.folder.folder}", moved),
        (f"label {message.label} off", cleared),
        ("draft to the Trash", any(draft in removed for draft, _ in message.drafts)),
    )
    return tuple(line for line, true in lines if true)


def _left(
    message: Undoable,
    cleared: bool,
    drafts: tuple[frozenset[str], frozenset[str]],
    hindrance: str,
) -> tuple[str, ...]:
    """What is not as it was before; of what an earlier undoing did the owner is not accused."""
    (removed, staying), left = drafts, []
    ids = {draft for draft, _ in message.drafts}
    if hindrance and (not cleared or ids - removed):
        left.append(f"not all is put back: {hindrance}")
    elif message.labelled and not cleared and not message.begun:
        left.append(
            f"it is not in {message.folder.folder} any more: where you moved it, it stays as it is"
        )
    if ids & staying:
        left.append("its draft stays: you edited it, or it lies in the Trash as well")
    if ids - removed - staying and not message.begun and not hindrance:
        left.append("its draft is not in Drafts any more: sent, or deleted, by you")
    return tuple(left)
