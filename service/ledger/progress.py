"""How far each folder is read, and the messages in it that could not be judged."""

from collections.abc import Iterable

from service.ledger.records import FolderKey
from service.ledger.store import Store


class Progress(Store):
    """How far a folder was read, by rounds and by backfills."""

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
