"""What was decided about which message, and about whom."""

from collections.abc import Iterable, Sequence

from service.ledger.records import Decided, Entry, FolderKey
from service.ledger.store import Store, chunks, marks


class Decisions(Store):
    """Decisions as written down; what is done about them is noted elsewhere."""

    def remembers(self, mailbox: str) -> bool:
        """Whether its labels were looked at: else the ledger is new, or was lost, or damaged."""
        row = self.execute("SELECT 1 FROM remembered WHERE mailbox = ?", (mailbox,)).fetchone()
        return row is not None

    def note_remembered(self, mailbox: str) -> None:
        """All that its labels say is written down."""
        self.execute("INSERT OR IGNORE INTO remembered VALUES (?)", (mailbox,))

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
