"""The ledger: what was decided, and what of it is done. The only place that speaks SQL.

A decision is written down before it is carried out, each action is ticked off after it. So
a crash leaves rows that are not done, and the next round carries on with just those. ``started``
marks what may or may not have happened when the connection broke.

    store.py           the file: transactions, and what SQLite may raise
    schema.py          the tables
    progress.py        how far folders are read, and what in them breaks us
    people.py          whom the owner knows, from imported files
    correspondents.py  to whom the owner wrote, from their Sent folder
    journal.py         which round did what, and what the owner took back
    records.py         what is held, as plain data
"""

from collections.abc import Iterable, Sequence

from service.ledger.correspondents import Correspondents
from service.ledger.journal import Journal
from service.ledger.progress import Progress
from service.ledger.records import (
    Correspondent,
    Decided,
    Entry,
    FolderKey,
    Journalled,
    OpenDraft,
    OpenMessage,
    PlannedDraft,
    Remembered,
    Round,
    Source,
    Undoable,
)
from service.ledger.store import chunks, marks

__all__ = [
    "Correspondent",
    "Decided",
    "Entry",
    "FolderKey",
    "Journalled",
    "Ledger",
    "OpenDraft",
    "OpenMessage",
    "PlannedDraft",
    "Remembered",
    "Round",
    "Source",
    "Undoable",
]


class Ledger(Progress, Correspondents, Journal):
    """What was decided, and what of it is done; every method is one question or one note."""

    # -- decisions --

    def labels(self, mailbox: str, message_ids: Iterable[str]) -> dict[str, str]:
        """The label that each of these Message-IDs got, where it was decided."""
        found: dict[str, str] = {}
        for chunk in chunks([m for m in message_ids if m]):
            rows = self.execute(
                "SELECT message_id, label FROM message "  # noqa: S608 (question marks only)
                f"WHERE mailbox = ? AND message_id IN ({marks(chunk)})",
                (mailbox, *chunk),
            )
            found.update(dict(rows.fetchall()))
        return found

    def decided(self, mailbox: str, people: Iterable[tuple[str, str]]) -> list[Decided]:
        """What was decided about any of these (profile, name), the latest last; no forgeries."""
        listed = list(people)
        found: list[Decided] = []
        for chunk in chunks(sorted({profile for profile, _ in listed if profile})):
            found += self._decided(mailbox, f"profile IN ({marks(chunk)})", chunk)
        for chunk in chunks(sorted({name for _, name in listed if name})):
            found += self._decided(mailbox, f"name IN ({marks(chunk)})", chunk)
        return found

    def _decided(self, mailbox: str, condition: str, values: Sequence[str]) -> list[Decided]:
        rows = self.execute(
            "SELECT profile, name, verdict, drafted, decided_at, "  # noqa: S608 (ours)
            "EXISTS (SELECT 1 FROM undo WHERE undo.message = decision.message) FROM decision "
            f"WHERE mailbox = ? AND verdict <> 'suspicious' AND {condition} ORDER BY rowid",
            (mailbox, *values),
        )
        return [
            Decided(profile, name, verdict, bool(drafted), decided_at, undone=bool(undone))
            for profile, name, verdict, drafted, decided_at, undone in rows
        ]

    def write(self, key: FolderKey, entries: Sequence[Entry], decided_at: str) -> None:
        """Write decisions down, before anything is done about them."""
        for entry in entries:
            row = self.execute(
                "INSERT OR IGNORE INTO message (mailbox, folder, uidvalidity, uid, message_id, "
                "kind, label, archive, decided_at, archived) VALUES (?,?,?,?,?,?,?,?,?,?)",
                (
                    key.mailbox,
                    key.folder,
                    key.uidvalidity,
                    entry.uid,
                    entry.message_id,
                    entry.kind,
                    entry.label,
                    entry.archive,
                    decided_at,
                    "planned" if entry.archive else None,
                ),
            )
            if row.rowcount:
                self._write_parts(key.mailbox, row.lastrowid or 0, entry)

    def _write_parts(self, mailbox: str, message: int, entry: Entry) -> None:
        if entry.mark_read:
            self.execute("INSERT OR IGNORE INTO mark_read VALUES (?)", (message,))
        self.execute_many(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (message, mailbox, d.profile, d.name, d.verdict, d.drafted, d.decided_at, d.receipt)
                for d in entry.decisions
            ],
        )
        self.execute_many(
            "INSERT OR IGNORE INTO draft (message, mailbox, draft_id, content) VALUES (?, ?, ?, ?)",
            [(message, mailbox, d.draft_id, d.content) for d in entry.drafts],
        )
        self.execute_many(
            "INSERT OR IGNORE INTO fingerprint VALUES (?, ?, ?)",
            [(mailbox, d.draft_id, d.fingerprint) for d in entry.drafts],
        )

    # -- a folder whose UIDs are no longer what they were --

    def stranded(self, key: FolderKey) -> list[tuple[int, str]]:
        """(row, Message-ID) of what is not done in this folder at another UIDVALIDITY."""
        rows = self.execute(
            "SELECT id, message_id FROM message WHERE mailbox = ? AND folder = ? "
            "AND uidvalidity <> ? AND (labelled <> 'done' OR archived <> 'done')",
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
            f"AND (labelled <> 'done' OR archived <> 'done') AND {condition} ORDER BY uid",
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
            "SELECT draft.rowid, message, draft_id, length(content), state FROM draft "
            "JOIN message ON message.id = draft.message "
            "WHERE state <> 'done' AND draft.mailbox = ? AND labelled = 'done' "
            "ORDER BY draft.rowid",
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
