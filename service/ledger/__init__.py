"""The ledger: what was decided, and what of it is done. The only place that speaks SQL.

A decision is written down before it is carried out, each action is ticked off after it. So
a crash leaves rows that are not done, and the next round carries on with just those. ``started``
marks what may or may not have happened when the connection broke.
"""

from collections.abc import Iterable, Iterator, Sequence

from service.ledger.records import Decided, Entry, FolderKey, OpenDraft, OpenMessage
from service.ledger.store import Store

__all__ = ["Decided", "Entry", "FolderKey", "Ledger", "OpenDraft", "OpenMessage"]


class Ledger(Store):
    """What was decided, and what of it is done; every method is one question or one note."""

    # -- how far a folder was read --

    def uidnext(self, key: FolderKey) -> int:
        """The first UID that was not looked at yet; 0 where the folder is new to us."""
        row = self.execute(
            "SELECT uidnext FROM folder WHERE mailbox = ? AND name = ? AND uidvalidity = ?",
            (key.mailbox, key.folder, key.uidvalidity),
        ).fetchone()
        return int(row[0]) if row else 0

    def looked_at(self, key: FolderKey) -> str:
        """When the folder was last looked at for new mail (ISO 8601), or ""."""
        row = self.execute(
            "SELECT looked_at FROM folder WHERE mailbox = ? AND name = ?",
            (key.mailbox, key.folder),
        ).fetchone()
        return str(row[0]) if row else ""

    def advance(self, key: FolderKey, uidnext: int, looked_at: str) -> None:
        """Everything below ``uidnext`` has been looked at."""
        self.execute(
            "INSERT OR REPLACE INTO folder VALUES (?, ?, ?, ?, ?)",
            (key.mailbox, key.folder, key.uidvalidity, uidnext, looked_at),
        )

    def backfilled(self, key: FolderKey, since: str) -> int:
        """The last UID that a backfill since this date has done; 0 at its beginning."""
        row = self.execute(
            "SELECT last_uid FROM backfill "
            "WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND since = ?",
            (key.mailbox, key.folder, key.uidvalidity, since),
        ).fetchone()
        return int(row[0]) if row else 0

    def advance_backfill(self, key: FolderKey, since: str, last_uid: int) -> None:
        """The backfill has come this far."""
        self.execute(
            "INSERT OR REPLACE INTO backfill VALUES (?, ?, ?, ?, ?)",
            (key.mailbox, key.folder, key.uidvalidity, since, last_uid),
        )

    # -- decisions --

    def labels(self, mailbox: str, message_ids: Iterable[str]) -> dict[str, str]:
        """The label that each of these Message-IDs got, where it was decided."""
        found: dict[str, str] = {}
        for chunk in _chunks([m for m in message_ids if m]):
            rows = self.execute(
                "SELECT message_id, label FROM message "  # noqa: S608 (question marks only)
                f"WHERE mailbox = ? AND message_id IN ({_marks(chunk)})",
                (mailbox, *chunk),
            )
            found.update(dict(rows.fetchall()))
        return found

    def decided(self, mailbox: str, people: Iterable[tuple[str, str]]) -> list[Decided]:
        """What was decided about any of these (profile, name), the latest last; no forgeries."""
        listed = list(people)
        found: list[Decided] = []
        for chunk in _chunks(sorted({profile for profile, _ in listed if profile})):
            found += self._decided(mailbox, f"profile IN ({_marks(chunk)})", chunk)
        for chunk in _chunks(sorted({name for _, name in listed if name})):
            found += self._decided(mailbox, f"name IN ({_marks(chunk)})", chunk)
        return found

    def _decided(self, mailbox: str, condition: str, values: Sequence[str]) -> list[Decided]:
        rows = self.execute(
            "SELECT profile, name, verdict, drafted, decided_at FROM decision "  # noqa: S608 (ours)
            f"WHERE mailbox = ? AND verdict <> 'suspicious' AND {condition} ORDER BY rowid",
            (mailbox, *values),
        )
        return [
            Decided(profile, name, verdict, bool(drafted), decided_at)
            for profile, name, verdict, drafted, decided_at in rows
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
        self.execute_many(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (message, mailbox, d.profile, d.name, d.verdict, d.drafted, d.decided_at, d.receipt)
                for d in entry.decisions
            ],
        )
        self.execute_many(
            "INSERT OR IGNORE INTO draft (message, mailbox, draft_id, content) VALUES (?, ?, ?, ?)",
            [(message, mailbox, draft, content) for draft, content in entry.drafts],
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
            f"SELECT id, uid, message_id, label, archive, {state} FROM message "  # noqa: S608 (ours)
            "WHERE mailbox = ? AND folder = ? AND uidvalidity = ? "
            f"AND (labelled <> 'done' OR archived <> 'done') AND {condition} ORDER BY uid",
            (key.mailbox, key.folder, key.uidvalidity),
        )
        return [
            OpenMessage(row, uid, message_id, label, bool(archive), started)
            for row, uid, message_id, label, archive, started in rows
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
            "SELECT draft.rowid, draft_id, length(content), state FROM draft "
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

    # -- messages that break us --

    def broken(self, key: FolderKey) -> dict[int, int]:
        """UIDs that could not be judged, and how often that was tried."""
        rows = self.execute(
            "SELECT uid, tries FROM broken WHERE mailbox = ? AND folder = ? AND uidvalidity = ?",
            (key.mailbox, key.folder, key.uidvalidity),
        )
        return dict(rows.fetchall())

    def note_broken(self, key: FolderKey, uid: int, reason: str) -> None:
        """One more try that did not succeed."""
        self.execute(
            "INSERT INTO broken VALUES (?, ?, ?, ?, 1, ?) "
            "ON CONFLICT DO UPDATE SET tries = tries + 1, reason = excluded.reason",
            (key.mailbox, key.folder, key.uidvalidity, uid, reason),
        )

    def forget_broken(self, key: FolderKey, uids: Iterable[int]) -> None:
        """These are judged, or gone."""
        self.execute_many(
            "DELETE FROM broken WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?",
            [(key.mailbox, key.folder, key.uidvalidity, uid) for uid in uids],
        )


def _chunks(items: list[str], size: int = 500) -> Iterator[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _marks(items: Sequence[str]) -> str:
    return ",".join("?" * len(items))
