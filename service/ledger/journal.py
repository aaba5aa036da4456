"""The journal: which round did what to which message, and what the owner took back."""

from collections.abc import Iterable, Sequence
from typing import Any

from service.ledger.records import FolderKey, Journalled, Round, Undoable
from service.ledger.store import Store, chunks, marks

_FLAGS = ("labelled", "archived", "mark_read", "begun")


class Journal(Store):
    """What was done, when, and why. Only what was done is in it: an idle round leaves no trace."""

    # -- while a round works --

    def begin_round(self, mailbox: str, verb: str, began_at: str) -> int:
        """The number of a round that is about to do something. While ``writing``."""
        row = self.execute(
            "INSERT INTO round (mailbox, verb, began_at) VALUES (?, ?, ?)",
            (mailbox, verb, began_at),
        )
        return row.lastrowid or 0

    def note_done(self, number: int, messages: Iterable[int], action: str, done_at: str) -> None:
        """Note what was done to these messages (rows). While ``writing``."""
        self.execute_many(
            "INSERT INTO journal VALUES (?, ?, ?, ?)",
            [(number, message, action, done_at) for message in messages],
        )

    # -- to look at --

    def rounds(self, mailbox: str, last: int) -> list[Round]:
        """The last rounds that did something, the latest first."""
        rows = self.execute(
            "SELECT number, verb, began_at, (SELECT count(DISTINCT message) FROM journal "
            "WHERE round = number) FROM round WHERE mailbox = ? ORDER BY number DESC LIMIT ?",
            (mailbox, last),
        )
        return [Round(*row) for row in rows]

    def round_of(self, mailbox: str, number: int) -> Round | None:
        """One round, None where there is no such round of this mailbox."""
        row = self.execute(
            "SELECT number, verb, began_at FROM round WHERE mailbox = ? AND number = ?",
            (mailbox, number),
        ).fetchone()
        return Round(*row) if row else None

    def messages_of(self, number: int) -> list[int]:
        """The messages (rows) that a round did something to, in the order it took them."""
        rows = self.execute("SELECT DISTINCT message FROM journal WHERE round = ?", (number,))
        return sorted(row for (row,) in rows)

    def rows_of(self, mailbox: str, message_id: str) -> list[int]:
        """The messages (rows) of a Message-ID that were decided about."""
        rows = self.execute(
            "SELECT id FROM message WHERE mailbox = ? AND message_id = ? ORDER BY id",
            (mailbox, message_id),
        )
        return [row for (row,) in rows]

    def journalled(self, mailbox: str, rows: Sequence[int]) -> list[Journalled]:
        """These messages with all that was done to them; those of other mailboxes are left out."""
        found = self._of_messages(
            "SELECT message.id, folder, message_id, kind, label, coalesce(asked_at, '') "
            "FROM message LEFT JOIN undo ON undo.message = message.id AND state = 'done' "
            "WHERE mailbox = ? AND message.id IN ({}) ORDER BY message.id",
            rows,
            (mailbox,),
        )
        return [
            Journalled(
                row=row,
                folder=folder,
                message_id=message_id,
                kind=kind,
                label=label,
                done=self._done(row),
                receipts=self._receipts(row),
                undone=undone,
            )
            for row, folder, message_id, kind, label, undone in found
        ]

    def _done(self, row: int) -> tuple[tuple[int, str, str], ...]:
        rows = self.execute(
            "SELECT round, action, done_at FROM journal WHERE message = ? ORDER BY rowid", (row,)
        )
        return tuple(rows.fetchall())

    def _receipts(self, row: int) -> tuple[str, ...]:
        rows = self.execute("SELECT receipt FROM decision WHERE message = ? ORDER BY rowid", (row,))
        return tuple(receipt for (receipt,) in rows)

    # -- to take back --

    def undoable(self, mailbox: str, rows: Sequence[int]) -> list[Undoable]:
        """What can be taken back of these messages; those that are undone already are left out."""
        found = self._of_messages(
            "SELECT id, folder, uidvalidity, uid, message_id, label, "
            "labelled <> 'planned', coalesce(archived, 'planned') <> 'planned', "
            "EXISTS (SELECT 1 FROM mark_read WHERE message = id), state IS NOT NULL FROM message "
            "LEFT JOIN undo ON undo.message = id "
            "WHERE mailbox = ? AND id IN ({}) AND coalesce(state, '') <> 'done' ORDER BY id",
            rows,
            (mailbox,),
        )
        return [
            Undoable(
                row=row,
                folder=FolderKey(mailbox, folder, uidvalidity),
                uid=uid,
                message_id=message_id,
                label=label,
                drafts=self._drafts(row),
                **{name: bool(flag) for name, flag in zip(_FLAGS, flags, strict=True)},
            )
            for row, folder, uidvalidity, uid, message_id, label, *flags in found
        ]

    def _drafts(self, row: int) -> tuple[tuple[str, str], ...]:
        rows = self.execute(
            "SELECT draft_id, coalesce(digest, '') FROM draft "
            "LEFT JOIN fingerprint USING (mailbox, draft_id) "
            "WHERE message = ? AND state <> 'planned' ORDER BY draft.rowid",
            (row,),
        )
        return tuple(rows.fetchall())

    def begin_undo(self, rows: Sequence[int], asked_at: str) -> None:
        """From now on nothing more is done about these messages. While ``writing``."""
        self.execute_many(
            "INSERT OR IGNORE INTO undo (message, asked_at) VALUES (?, ?)",
            [(row, asked_at) for row in rows],
        )

    def finish_undo(self, rows: Iterable[int]) -> None:
        """All that could be taken back of these is. While ``writing``."""
        values = [(row,) for row in rows]
        self.execute_many("UPDATE undo SET state = 'done' WHERE message = ?", values)
        self.execute_many("UPDATE draft SET content = NULL WHERE message = ?", values)

    def undone(self, mailbox: str, message_ids: Iterable[str]) -> frozenset[str]:
        """Which of these Message-IDs the owner took back: they are left alone."""
        found: set[str] = set()
        for chunk in chunks([m for m in message_ids if m]):
            rows = self.execute(
                "SELECT message_id FROM message JOIN undo ON undo.message = message.id "  # noqa: S608 (question marks only)
                f"WHERE mailbox = ? AND message_id IN ({marks(chunk)})",
                (mailbox, *chunk),
            )
            found.update(message_id for (message_id,) in rows)
        return frozenset(found)

    def _of_messages(
        self, query: str, rows: Sequence[int], values: tuple[object, ...]
    ) -> list[tuple[Any, ...]]:
        """The answers to a query that has ``{}`` for its messages, some hundred at a time."""
        return [
            answer
            for chunk in chunks(list(rows))
            for answer in self.execute(query.format(marks(chunk)), (*values, *chunk))
        ]
