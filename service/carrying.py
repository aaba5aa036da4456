"""What the ledger says is left to do → the mailbox. Label, then draft, archive last.

There is one way to carry out, after a crash as on a good day: do what is not done. What is marked
as started may have happened before the connection broke, so it is looked for first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.errors import ServerRefused
from service.journal import Page
from service.ledger import FolderKey, Ledger, OpenDraft, OpenMessage
from service.mailbox import Mailbox, Target
from service.mailbox.drafts import batches

#: After so many refusals in a row it is not the messages: the rest waits for the next round.
REFUSALS = 3


@dataclass(frozen=True, slots=True)
class Carried:
    """How much was done, and what the server refused."""

    labelled: int = 0
    drafted: int = 0
    archived: int = 0
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """Where it is carried out: the open folder ``key``, its ledger, this round's page of it."""

    box: Mailbox
    ledger: Ledger
    key: FolderKey
    page: Page
    keep_going: Callable[[], None]


def carry_out(work: Work) -> Carried:
    """Do what is left to do in the open folder. What the server refuses waits, and is told.

    A refusal may come of a folder that is no longer there: the folders are looked at anew.
    """
    labelled = drafted = archived = 0
    refused: list[str] = []
    try:
        way = work.box.way()
        labels = _Ticking(work, work.ledger.mark_labelled, way.label, _note_labelled)
        labelled, problem = labels.all_of(work.ledger.to_label(work.key))
        refused += problem
        work.keep_going()
        drafted, problem = _save_drafts(work)
        refused += problem
        work.keep_going()
        archive = _Ticking(work, work.ledger.mark_archived, way.archive, _note_archived)
        archived, problem = archive.all_of(work.ledger.to_archive(work.key))
        refused += problem
    except ServerRefused as error:
        refused.append(str(error))
    if refused:
        work.box.forget_folders()
    return Carried(labelled, drafted, archived, tuple(refused))


def _targets(messages: Sequence[OpenMessage]) -> list[Target]:
    return [Target(m.uid, m.message_id, m.label, m.archive, m.mark_read) for m in messages]


def _again(states: Sequence[OpenMessage] | Sequence[OpenDraft]) -> bool:
    """Whether an earlier try may have done some of it already."""
    return any(item.state == "started" for item in states)


class _Act(Protocol):
    """Something done to messages; ``again``: an earlier try may have done it already."""

    def __call__(self, targets: Sequence[Target], *, again: bool) -> None:
        """Do it. Raises ServerRefused."""


@dataclass(frozen=True, slots=True)
class _Ticking:
    """An act, and how it is noted: started before it is done, done and journalled after it."""

    work: Work
    mark: Callable[[Sequence[int], str], None]
    act: _Act
    note: Callable[[Page, Sequence[OpenMessage]], None]

    def all_of(self, messages: Sequence[OpenMessage]) -> tuple[int, list[str]]:
        """At once; where that is refused, one by one. How many it was, and what was refused."""
        if not messages:
            return 0, []
        try:
            self._do(messages, again=_again(messages))
        except ServerRefused as error:
            return self._one_by_one(messages) if len(messages) > 1 else 0, [str(error)]
        return len(messages), []

    def _one_by_one(self, messages: Sequence[OpenMessage]) -> int:
        """So that one message that the server does not take holds up no other; how many it took.

        What it refuses is told already, and tried again in the next round.
        """
        count = in_a_row = 0
        for message in messages:
            self.work.keep_going()
            try:
                self._do([message], again=True)
            except ServerRefused:
                in_a_row += 1
                if in_a_row == REFUSALS:
                    break
                continue
            count, in_a_row = count + 1, 0
        return count

    def _do(self, messages: Sequence[OpenMessage], *, again: bool) -> None:
        rows = [message.row for message in messages]
        with self.work.ledger.writing():
            self.mark(rows, "started")
        self.act(_targets(messages), again=again)
        with self.work.ledger.writing():
            self.mark(rows, "done")
            self.note(self.work.page, messages)


def _note_labelled(page: Page, messages: Sequence[OpenMessage]) -> None:
    for label in sorted({message.label for message in messages}):
        page.note([m.row for m in messages if m.label == label], f"label {label}")
    page.note([m.row for m in messages if m.mark_read], "mark as read")


def _note_archived(page: Page, messages: Sequence[OpenMessage]) -> None:
    page.note([message.row for message in messages], "archive")


def _save_drafts(work: Work) -> tuple[int, list[str]]:
    """Save what is not saved. What may have been saved already is looked for first."""
    drafts = work.ledger.open_drafts(work.key.mailbox)
    if _again(drafts):
        drafts = _not_there(work, drafts)
    count, refused = 0, []
    for batch in batches(drafts):
        work.keep_going()
        try:
            _save(work, batch)
            count += len(batch)
        except ServerRefused as error:
            refused.append(str(error))
            if "[OVERQUOTA]" in str(error):
                break
            if len(batch) > 1:
                count += _save_each(work, batch)
    return count, refused


def _not_there(work: Work, drafts: Sequence[OpenDraft]) -> list[OpenDraft]:
    """The drafts that were not saved; the others are noted as done, whatever became of them."""
    contents = work.ledger.draft_contents([draft.row for draft in drafts])
    there = work.box.drafts.made(contents)
    with work.ledger.writing():
        _note_saved(work, [draft for draft in drafts if draft.draft_id in there])
    return [draft for draft in drafts if draft.draft_id not in there]


def _save(work: Work, batch: Sequence[OpenDraft]) -> None:
    rows = [draft.row for draft in batch]
    with work.ledger.writing():
        work.ledger.mark_drafts(rows, "started")
    work.box.drafts.save(work.ledger.draft_contents(rows))
    with work.ledger.writing():
        _note_saved(work, batch)


def _note_saved(work: Work, drafts: Sequence[OpenDraft]) -> None:
    work.ledger.mark_drafts([draft.row for draft in drafts], "done")
    work.page.note([draft.message for draft in drafts], "save draft")


def _save_each(work: Work, batch: Sequence[OpenDraft]) -> int:
    """One by one, so that one draft that the server does not take holds up no other."""
    count = 0
    for draft in _not_there(work, batch):
        work.keep_going()
        try:
            _save(work, [draft])
            count += 1
        except ServerRefused:  # told already; it is tried again in the next round
            continue
    return count
