"""What the ledger says is left to do → the mailbox. Label, then draft, archive last.

There is one way to carry out, after a crash as on a good day: do what is not done. What is marked
as started may have happened before the connection broke, so it is looked for first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.errors import ServerRefused
from service.ledger import FolderKey, Ledger, OpenDraft, OpenMessage
from service.mailbox import Mailbox, Target
from service.mailbox.drafts import batches


@dataclass(frozen=True, slots=True)
class Carried:
    """How much was done, and what the server refused."""

    labelled: int = 0
    drafted: int = 0
    archived: int = 0
    refused: tuple[str, ...] = ()


def carry_out(
    box: Mailbox, ledger: Ledger, key: FolderKey, keep_going: Callable[[], None]
) -> Carried:
    """Do what is left to do in the open folder. What the server refuses waits, and is told."""
    labelled = drafted = archived = 0
    refused: list[str] = []
    try:
        labelled = _label(box, ledger, key)
        keep_going()
        drafted, problem = _save_drafts(box, ledger, key, keep_going)
        refused += problem
        keep_going()
        archived = _archive(box, ledger, key)
    except ServerRefused as error:
        refused.append(str(error))
    return Carried(labelled, drafted, archived, tuple(refused))


def _targets(messages: Sequence[OpenMessage]) -> list[Target]:
    return [Target(m.uid, m.message_id, m.label, m.archive) for m in messages]


def _again(states: Sequence[OpenMessage] | Sequence[OpenDraft]) -> bool:
    return any(item.state == "started" for item in states)


def _label(box: Mailbox, ledger: Ledger, key: FolderKey) -> int:
    messages = ledger.to_label(key)
    if not messages:
        return 0
    rows = [message.row for message in messages]
    with ledger.writing():
        ledger.mark_labelled(rows, "started")
    box.way().label(_targets(messages), again=_again(messages))
    with ledger.writing():
        ledger.mark_labelled(rows, "done")
    return len(messages)


def _save_drafts(
    box: Mailbox, ledger: Ledger, key: FolderKey, keep_going: Callable[[], None]
) -> tuple[int, list[str]]:
    """Save what is not saved; a refusal (a full mailbox, say) holds up no other mail."""
    drafts = ledger.open_drafts(key.mailbox)
    there = box.drafts.existing() if _again(drafts) else frozenset[str]()
    saved = [draft.row for draft in drafts if draft.draft_id in there]
    with ledger.writing():
        ledger.mark_drafts(saved, "done")
    waiting = [(draft.row, draft.content) for draft in drafts if draft.draft_id not in there]
    count = 0
    for batch in batches(waiting):
        keep_going()
        rows = [row for row, _ in batch]
        with ledger.writing():
            ledger.mark_drafts(rows, "started")
        try:
            box.drafts.save([content for _, content in batch])
        except ServerRefused as error:
            return count, [str(error)]
        with ledger.writing():
            ledger.mark_drafts(rows, "done")
        count += len(batch)
    return count, []


def _archive(box: Mailbox, ledger: Ledger, key: FolderKey) -> int:
    messages = ledger.to_archive(key)
    if not messages:
        return 0
    rows = [message.row for message in messages]
    with ledger.writing():
        ledger.mark_archived(rows, "started")
    box.way().archive(_targets(messages), again=_again(messages))
    with ledger.writing():
        ledger.mark_archived(rows, "done")
    return len(messages)
