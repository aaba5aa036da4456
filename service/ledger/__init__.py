"""The ledger: what was decided, and what of it is done. The only place that speaks SQL.

A decision is written down before it is carried out, each action is ticked off after it. So
a crash leaves rows that are not done, and the next round carries on with just those. ``started``
marks what may or may not have happened when the connection broke.

    store.py           the file: transactions, and what SQLite may raise
    schema.py          the tables
    progress.py        how far folders are read, and what in them breaks us
    people.py          whom the owner knows, from imported files
    correspondents.py  to whom the owner wrote, from their Sent folder
    decisions.py       what was decided about which message
    journal.py         which round did what, and what the owner took back
    health.py          how each mailbox fared when it was last looked after
    standing.py        how things stand, for a person to see
    salvage.py         what becomes of a damaged file
    records.py         what is held, as plain data
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from service.errors import Damaged
from service.ledger.correspondents import Correspondents
from service.ledger.decisions import Decisions
from service.ledger.health import Healths
from service.ledger.journal import Journal
from service.ledger.progress import Progress
from service.ledger.records import (
    Correspondent,
    Decided,
    Entry,
    FolderKey,
    Health,
    Journalled,
    OpenDraft,
    OpenMessage,
    PlannedDraft,
    Remembered,
    Round,
    Source,
    Undoable,
)
from service.ledger.salvage import mend
from service.ledger.standing import NEWEST, OpenWork, Standing

__all__ = [
    "NEWEST",
    "Correspondent",
    "Decided",
    "Entry",
    "FolderKey",
    "Health",
    "Journalled",
    "Ledger",
    "OpenDraft",
    "OpenMessage",
    "OpenWork",
    "PlannedDraft",
    "Remembered",
    "Round",
    "Source",
    "Undoable",
]


#: What the owner takes back is not gone on with.
_NOT_UNDONE = "NOT EXISTS (SELECT 1 FROM undo WHERE undo.message = message.id)"


class Ledger(Progress, Correspondents, Decisions, Journal, Healths, Standing):
    """What was decided, and what of it is done; every method is one question or one note.

    ``mended`` says what was found damaged at the opening, and what became of it, or "".
    """

    mended = ""

    @classmethod
    def to_work_with(cls, path: Path) -> Self:
        """The file, looked through; a damaged one is mended. Raises as opening does."""
        try:
            ledger = cls(path)
        except Damaged:
            return cls._mended(path)
        try:
            ledger.check()
        except Damaged:
            ledger.close()
            return cls._mended(path)
        return ledger

    @classmethod
    def _mended(cls, path: Path) -> Self:
        said = mend(path)
        ledger = cls(path)
        ledger.mended = said
        return ledger

    # -- a folder whose UIDs are no longer what they were --

    def stranded(self, key: FolderKey) -> list[tuple[int, str]]:
        """(row, Message-ID) of what is not done in this folder at another UIDVALIDITY."""
        rows = self.execute(
            "SELECT id, message_id FROM message WHERE mailbox = ? AND folder = ? "  # noqa: S608 (ours)
            "AND uidvalidity <> ? AND (labelled <> 'done' OR archived <> 'done') "
            f"AND {_NOT_UNDONE}",
            (key.mailbox, key.folder, key.uidvalidity),
        )
        return list(rows.fetchall())

    def rehome(self, key: FolderKey, row: int, uid: int) -> None:
        """The message has a new UID; what was to be done may have been done already.

        Where it is gone (UID 0), nothing is left to be done about it but its drafts.
        """
        state = "started" if uid else "done"
        changed = self.execute(
            "UPDATE OR IGNORE message SET uidvalidity = ?, uid = ?, labelled = ?, "
            "archived = CASE WHEN archived IS NULL THEN NULL ELSE ? END WHERE id = ?",
            (key.uidvalidity, uid or -row, state, state, row),
        )
        if uid and not changed.rowcount:  # another row has that place: a copy with the same id
            self.rehome(key, row, 0)

    # -- what is left to do --

    def to_label(self, key: FolderKey) -> list[OpenMessage]:
        """Messages of this folder that are not labelled yet, or not known to be."""
        return self._open(key, "labelled", "labelled <> 'done'")

    def to_archive(self, key: FolderKey) -> list[OpenMessage]:
        """Messages of this folder that are to leave it: labelled, and their drafts saved."""
        return self._open(
            key,
            "archived",
            "labelled = 'done' AND archived <> 'done' AND NOT EXISTS "
            "(SELECT 1 FROM draft WHERE draft.message = message.id AND state <> 'done')",
        )

    def _open(self, key: FolderKey, state: str, condition: str) -> list[OpenMessage]:
        rows = self.execute(
            f"SELECT id, uid, message_id, label, archive, {state}, "  # noqa: S608 (ours)
            "EXISTS (SELECT 1 FROM mark_read WHERE message = message.id) FROM message "
            "WHERE mailbox = ? AND folder = ? AND uidvalidity = ? "
            f"AND (labelled <> 'done' OR archived <> 'done') AND {condition} "
            f"AND {_NOT_UNDONE} ORDER BY uid",
            (key.mailbox, key.folder, key.uidvalidity),
        )
        return [
            OpenMessage(row, uid, message_id, label, bool(archive), started, bool(read))
            for row, uid, message_id, label, archive, started, read in rows
        ]

    def mark_labelled(self, rows: Iterable[int], state: str) -> None:
        """Note that labelling is started, or done."""
        self.execute_many(
            "UPDATE message SET labelled = ? WHERE id = ?", [(state, row) for row in rows]
        )

    def mark_archived(self, rows: Iterable[int], state: str) -> None:
        """Note that archiving is started, or done."""
        self.execute_many(
            "UPDATE message SET archived = ? WHERE id = ?", [(state, row) for row in rows]
        )

    def open_drafts(self, mailbox: str) -> list[OpenDraft]:
        """Drafts that are not saved yet, whose mail is labelled."""
        rows = self.execute(
            "SELECT draft.rowid, message, draft_id, length(content), state FROM draft "  # noqa: S608 (ours)
            "JOIN message ON message.id = draft.message "
            "WHERE state <> 'done' AND draft.mailbox = ? AND labelled = 'done' "
            f"AND {_NOT_UNDONE} ORDER BY draft.rowid",
            (mailbox,),
        )
        return [OpenDraft(*row) for row in rows]

    def draft_contents(self, rows: Iterable[int]) -> list[bytes]:
        """The messages of these drafts, in their order."""
        return [
            self.execute("SELECT content FROM draft WHERE rowid = ?", (row,)).fetchone()[0]
            for row in rows
        ]

    def mark_drafts(self, rows: Iterable[int], state: str) -> None:
        """Note that drafts are started, or done; what is saved is not kept here as well."""
        self.execute_many(
            "UPDATE draft SET state = ?, content = CASE WHEN ? = 'done' THEN NULL ELSE content END "
            "WHERE rowid = ?",
            [(state, state, row) for row in rows],
        )
