"""To whom the owner wrote, as their Sent folder says it, and how far that was read.

What is counted and how far it was read change in one transaction: a crash counts nothing twice.
A folder at one UIDVALIDITY is one *reading*. Where the owner's Sent folder is another one than
before, or its UIDs changed, a new reading begins beside the old one, which is dropped when the
new one is complete: meanwhile nobody is forgotten, and nobody counted twice.
"""

from collections.abc import Iterable, Iterator

from service.errors import Locked
from service.ledger.people import People
from service.ledger.records import Correspondent, FolderKey

_OF_READING = "mailbox = ? AND folder = ? AND uidvalidity = ?"

#: Within a mailbox two readings tell of the same mails, over all mailboxes they add up.
_EVERYBODY = """
SELECT address, max(name), sum(times), max(last_on) FROM (
    SELECT address, max(name) AS name, max(times) AS times, max(last_on) AS last_on
    FROM correspondent GROUP BY address, mailbox
) GROUP BY address ORDER BY address
"""


class Correspondents(People):
    """To whom the owner wrote, by address."""

    def sent_looked_at(self, mailbox: str) -> str:
        """When this mailbox's Sent folder was last looked at (ISO 8601); "" for never."""
        row = self.execute(
            "SELECT max(looked_at) FROM sent_folder WHERE mailbox = ?", (mailbox,)
        ).fetchone()
        return str(row[0] or "")

    def note_sent_look(self, mailbox: str, looked_at: str) -> None:
        """It is looked at now, whatever comes of it."""
        self.execute("UPDATE sent_folder SET looked_at = ? WHERE mailbox = ?", (looked_at, mailbox))

    def sent_uidnext(self, key: FolderKey) -> int:
        """The first UID of this reading that was not read yet; 0 where none was."""
        row = self.execute(
            f"SELECT uidnext FROM sent_folder WHERE {_OF_READING}",  # noqa: S608 (question marks)
            _values(key),
        ).fetchone()
        return int(row[0]) if row else 0

    def add_correspondents(
        self,
        key: FolderKey,
        uids: tuple[int, int],
        people: Iterable[Correspondent],
        looked_at: str,
    ) -> None:
        """Add what the mails from the first UID up to the second one tell, all or nothing.

        Raises Locked where another process has read on meanwhile: then all of it is counted.
        """
        known, uidnext = uids
        with self.writing():
            if self.sent_uidnext(key) != known:
                raise Locked(
                    "the Sent folder is read, or forgotten, by another coffeefirst: try later"
                )
            changed = self._add(key, people)
            self.execute(
                "INSERT OR REPLACE INTO sent_folder VALUES (?, ?, ?, ?, ?)",
                (*_values(key), uidnext, looked_at),
            )
            if changed:
                self.note_people_changed()

    def _add(self, key: FolderKey, people: Iterable[Correspondent]) -> bool:
        """Sum up; the name is that of the latest mail that has one. Whom to forget stays so.

        True where somebody is new, or newly named: then whom the owner knows has changed.
        """
        added = [(*_values(key), p.address, p.name, p.times, p.last_on) for p in people]
        before = self._correspondents_told(key)
        self.execute_many(
            "INSERT INTO correspondent VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "name = CASE WHEN excluded.name <> '' AND (name = '' OR excluded.last_on >= last_on) "
            "THEN excluded.name ELSE name END, "
            "times = times + excluded.times, last_on = max(last_on, excluded.last_on)",
            added,
        )
        if added:
            self._drop_forgotten()
        return self._correspondents_told(key) != before

    def _correspondents_told(self, key: FolderKey) -> tuple[int, int]:
        """How many there are, and how many have a name: only that makes somebody newly known."""
        found = self.execute(
            "SELECT count(*), count(nullif(name, '')) FROM correspondent "
            "WHERE mailbox = ? AND folder = ? AND uidvalidity = ?",
            _values(key),
        ).fetchone()
        return int(found[0]), int(found[1])

    def _drop_forgotten(self) -> None:
        self.execute("DELETE FROM correspondent WHERE address IN (SELECT address FROM forgotten)")

    def finish_sent(self, key: FolderKey) -> None:
        """A reading is complete: what other ones of its mailbox told is dropped."""
        with self.writing():
            others = "mailbox = ? AND NOT (folder = ? AND uidvalidity = ?)"
            values = _values(key)
            self.execute(f"DELETE FROM sent_folder WHERE {others}", values)  # noqa: S608 (ours)
            dropped = self.execute(
                f"DELETE FROM correspondent WHERE {others}",  # noqa: S608 (question marks only)
                values,
            )
            if dropped.rowcount:
                self.note_people_changed()

    def correspondents(self) -> Iterator[Correspondent]:
        """Everybody to whom the owner wrote, by address."""
        return (Correspondent(*row) for row in self.execute(_EVERYBODY))

    def count_correspondents(self) -> int:
        """How many they are."""
        row = self.execute("SELECT count(DISTINCT address) FROM correspondent").fetchone()
        return int(row[0])

    def forget_addresses(self, addresses: Iterable[str]) -> None:
        """Forget these for good: reading on does not bring them back. While ``writing``."""
        self.execute_many(
            "INSERT OR IGNORE INTO forgotten VALUES (?)", ((address,) for address in addresses)
        )
        self._drop_forgotten()
        self.note_people_changed()

    def forget_sent(self) -> int:
        """Forget all that Sent folders told; tells how many people. While ``writing``.

        Who was forgotten by address stays forgotten when the folder is read again.
        """
        forgotten = self.count_correspondents()
        self.execute("DELETE FROM correspondent")
        self.execute("DELETE FROM sent_folder")
        self.note_people_changed()
        return forgotten

    def forget_forgotten(self) -> None:
        """Begin anew with nobody forgotten by address. While ``writing``."""
        self.execute("DELETE FROM forgotten")


def _values(key: FolderKey) -> tuple[str, str, int]:
    return key.mailbox, key.folder, key.uidvalidity
