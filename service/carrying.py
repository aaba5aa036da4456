"""What the ledger says is left to do → the mailbox. Label, then draft, archive last.

There is one way to carry out, after a crash as on a good day: do what is not done. What is marked
as started may have happened before the connection broke, so it is looked for first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

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
    """Do what is left to do in the open folder. What the server refuses waits, and is told.

    A refusal may come of a folder that is no longer there: the folders are looked at anew.
    """
    labelled = drafted = archived = 0
    refused: list[str] = []
    try:
        way = box.way()
        labelled = _tick_off(ledger, ledger.to_label(key), ledger.mark_labelled, way.label)
        keep_going()
        drafted, problem = _save_drafts(box, ledger, key, keep_going)
        refused += problem
        keep_going()
        archived = _tick_off(ledger, ledger.to_archive(key), ledger.mark_archived, way.archive)
    except ServerRefused as error:
        refused.append(str(error))
    if refused:
        box.forget_folders()
    return Carried(labelled, drafted, archived, tuple(refused))


def _targets(messages: Sequence[OpenMessage]) -> list[Target]:
    return [Target(m.uid, m.message_id, m.label, m.archive, m.mark_read) for m in messages]


def _again(states: Sequence[OpenMessage] | Sequence[OpenDraft]) -> bool:
    return any(item.state == "started" for item in states)


class _Act(Protocol):
    """Something done to messages; ``again``: an earlier try may have done it already."""

    def __call__(self, targets: Sequence[Target], *, again: bool) -> None:
        """Do it. Raises ServerRefused."""


def _tick_off(
    ledger: Ledger,
    messages: Sequence[OpenMessage],
    mark: Callable[[Sequence[int], str], None],
    act: _Act,
) -> int:
    """Note that it is started, do it, note that it is done; how many messages it was."""
    if not messages:
        return 0
    rows = [message.row for message in messages]
    with ledger.writing():
        mark(rows, "started")
    act(_targets(messages), again=_again(messages))
    with ledger.writing():
        mark(rows, "done")
    return len(messages)


def _save_drafts(
    box: Mailbox, ledger: Ledger, key: FolderKey, keep_going: Callable[[], None]
) -> tuple[int, list[str]]:
    """Save what is not saved. What may have been saved already is looked for first."""
    drafts = ledger.open_drafts(key.mailbox)
    if _again(drafts):
        drafts = _not_there(box, ledger, drafts)
    count, refused = 0, []
    for batch in batches(drafts):
        keep_going()
        try:
            _save(box, ledger, batch)
            count += len(batch)
        except ServerRefused as error:
            refused.append(str(error))
            if "[OVERQUOTA]" in str(error):
                break
            if len(batch) > 1:
                count += _save_each(box, ledger, batch, keep_going)
    return count, refused


def _not_there(box: Mailbox, ledger: Ledger, drafts: Sequence[OpenDraft]) -> list[OpenDraft]:
    """The drafts that are not in the Drafts folder; the others are noted as done."""
    there = box.drafts.existing()
    with ledger.writing():
        ledger.mark_drafts([draft.row for draft in drafts if draft.draft_id in there], "done")
    return [draft for draft in drafts if draft.draft_id not in there]


def _save(box: Mailbox, ledger: Ledger, batch: Sequence[OpenDraft]) -> None:
    rows = [draft.row for draft in batch]
    with ledger.writing():
        ledger.mark_drafts(rows, "started")
    box.drafts.save(ledger.draft_contents(rows))
    with ledger.writing():
        ledger.mark_drafts(rows, "done")


def _save_each(
    box: Mailbox, ledger: Ledger, batch: Sequence[OpenDraft], keep_going: Callable[[], None]
) -> int:
    """One by one, so that one draft that the server does not take holds up no other."""
    count = 0
    for draft in _not_there(box, ledger, batch):
        keep_going()
        try:
            _save(box, ledger, [draft])
            count += 1
        except ServerRefused:  # told already; it is tried again in the next round
            continue
    return count
