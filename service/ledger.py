"""The ledger: what was decided, and what of it is done. The only place that speaks SQL.

A decision is written down before it is carried out, each action is ticked off after it. So
a crash leaves rows that are not done, and the next round carries on with just those. ``started``
marks what may or may not have happened when the connection broke.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.errors import Locked, SettingsError

_SCHEMA = """
CREATE TABLE folder (
    mailbox TEXT, name TEXT, uidvalidity INTEGER, uidnext INTEGER,
    PRIMARY KEY (mailbox, name)
);
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, uid INTEGER, message_id TEXT,
    kind TEXT, label TEXT, archive INTEGER, decided_at TEXT,
    labelled TEXT DEFAULT 'planned', archived TEXT,
    UNIQUE (mailbox, folder, uidvalidity, uid)
);
CREATE INDEX message_by_message_id ON message (mailbox, message_id);
CREATE INDEX message_open ON message (mailbox, folder)
    WHERE labelled <> 'done' OR archived <> 'done';
CREATE TABLE decision (
    message INTEGER REFERENCES message, mailbox TEXT, key TEXT, verdict TEXT, receipt TEXT
);
CREATE INDEX decision_by_key ON decision (mailbox, key);
CREATE TABLE draft (
    message INTEGER REFERENCES message, draft_id TEXT, content BLOB, state TEXT DEFAULT 'planned'
);
CREATE INDEX draft_by_message ON draft (message);
CREATE INDEX draft_open ON draft (state) WHERE state <> 'done';
CREATE TABLE broken (
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, uid INTEGER, tries INTEGER, reason TEXT,
    PRIMARY KEY (mailbox, folder, uidvalidity, uid)
);
CREATE TABLE backfill (
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, since TEXT, last_uid INTEGER,
    PRIMARY KEY (mailbox, folder, since)
);
"""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class FolderKey:
    """A folder of a mailbox at one UIDVALIDITY: within it a UID is a message for good."""

    mailbox: str
    folder: str
    uidvalidity: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A decided message, as written down. ``decisions`` are (key, verdict, receipt)."""

    uid: int
    message_id: str
    kind: str
    label: str
    archive: bool
    decisions: tuple[tuple[str, str, str], ...] = ()
    drafts: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A message with something left to do; ``started``: it may have been done already."""

    row: int
    uid: int
    message_id: str
    label: str
    archive: bool
    state: str


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that is not saved yet, or not known to be."""

    row: int
    draft_id: str
    content: bytes
    state: str


class Ledger:
    """A SQLite file. Not for two threads; the lock on a mailbox is the round's."""

    def __init__(self, path: Path) -> None:
        try:
            if path.name != ":memory:":
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.touch(mode=0o600)
            self._db = sqlite3.connect(
                path, timeout=10, isolation_level=None, check_same_thread=False
            )
            self._prepare(path)
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(f"{path}: the ledger cannot be opened: {error}") from error

    def _prepare(self, path: Path) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._db.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {_VERSION};COMMIT;")
        elif version != _VERSION:
            raise SettingsError(f"{path}: the ledger is of version {version}, not {_VERSION}")

    @classmethod
    def to_look_at(cls, path: Path) -> "Ledger":
        """A copy in memory, to plan with: whatever is written to it is gone afterwards."""
        ledger = cls(Path(":memory:"))
        if path.exists():
            try:
                with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as there:
                    there.backup(ledger._db)
            except sqlite3.Error as error:
                raise SettingsError(f"{path}: the ledger cannot be read: {error}") from error
        return ledger

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing. Raises Locked where another process writes."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise Locked(f"the ledger is in use by another process: {error}") from error
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # -- how far a folder was read --

    def uidnext(self, key: FolderKey) -> int:
        """The first UID that was not looked at yet; 0 where the folder is new to us."""
        row = self._db.execute(
            "SELECT uidnext FROM folder WHERE mailbox = ? AND name = ? AND uidvalidity = ?",
            (key.mailbox, key.folder, key.uidvalidity),
        ).fetchone()
        return int(row[0]) if row else 0

    def advance(self, key: FolderKey, uidnext: int) -> None:
        """Everything below ``uidnext`` has been looked at."""
        self._db.execute(
            "INSERT OR REPLACE INTO folder VALUES (?, ?, ?, ?)",
            (key.mailbox, key.folder, key.uidvalidity, uidnext),
        )

    def backfilled(self, key: FolderKey, since: str) -> int:
        """The last UID that a backfill since this date has done; 0 at its beginning."""
        row = self._db.execute(
            "SELECT last_uid FROM backfill "
            "WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND since = ?",
            (key.mailbox, key.folder, key.uidvalidity, since),
        ).fetchone()
        return int(row[0]) if row else 0

    def advance_backfill(self, key: FolderKey, since: str, last_uid: int) -> None:
        """The backfill has come this far."""
        self._db.execute(
            "INSERT OR REPLACE INTO backfill VALUES (?, ?, ?, ?, ?)",
            (key.mailbox, key.folder, key.uidvalidity, since, last_uid),
        )

    # -- decisions --

    def known_message_ids(self, mailbox: str, message_ids: Iterable[str]) -> dict[str, bool]:
        """Which of these Message-IDs were decided, and whether all is done about them."""
        found: dict[str, bool] = {}
        for chunk in _chunks([m for m in message_ids if m]):
            rows = self._db.execute(
                "SELECT message_id, labelled = 'done' AND COALESCE(archived, 'done') = 'done' "  # noqa: S608 (?)
                f"FROM message WHERE mailbox = ? AND message_id IN ({_marks(chunk)})",
                (mailbox, *chunk),
            )
            found.update({message_id: bool(done) for message_id, done in rows})
        return found

    def decided(self, mailbox: str, keys: Iterable[str]) -> dict[str, str]:
        """The verdict on each of these invitations that was decided before."""
        found: dict[str, str] = {}
        for chunk in _chunks([key for key in keys if key]):
            rows = self._db.execute(
                "SELECT key, verdict FROM decision "  # noqa: S608 (question marks only)
                f"WHERE mailbox = ? AND key IN ({_marks(chunk)}) ORDER BY rowid",
                (mailbox, *chunk),
            )
            found.update(dict(rows.fetchall()))
        return found

    def write(self, key: FolderKey, entries: Sequence[Entry], decided_at: str) -> None:
        """Write decisions down, before anything is done about them."""
        for entry in entries:
            row = self._db.execute(
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
        self._db.executemany(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?)",
            [(message, mailbox, *decision) for decision in entry.decisions],
        )
        self._db.executemany(
            "INSERT INTO draft (message, draft_id, content) VALUES (?, ?, ?)",
            [(message, draft, content) for draft, content in entry.drafts],
        )

    def rehome(self, key: FolderKey, message_id: str, uid: int) -> None:
        """A message with something left to do has a new place: UIDVALIDITY changed, or it moved."""
        self._db.execute(
            "UPDATE OR IGNORE message SET folder = ?, uidvalidity = ?, uid = ? "
            "WHERE mailbox = ? AND message_id = ?",
            (key.folder, key.uidvalidity, uid, key.mailbox, message_id),
        )

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
        rows = self._db.execute(
            f"SELECT id, uid, message_id, label, archive, {state} FROM message "  # noqa: S608
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
        self._db.executemany(
            "UPDATE message SET labelled = ? WHERE id = ?", [(state, row) for row in rows]
        )

    def mark_archived(self, rows: Iterable[int], state: str) -> None:
        """Note that archiving is started, or done."""
        self._db.executemany(
            "UPDATE message SET archived = ? WHERE id = ?", [(state, row) for row in rows]
        )

    def open_drafts(self, mailbox: str) -> list[OpenDraft]:
        """Drafts that are not saved yet, whose mail is labelled."""
        rows = self._db.execute(
            "SELECT draft.rowid, draft_id, content, state FROM draft "
            "JOIN message ON message.id = draft.message "
            "WHERE state <> 'done' AND mailbox = ? AND labelled = 'done' ORDER BY draft.rowid",
            (mailbox,),
        )
        return [OpenDraft(*row) for row in rows]

    def mark_drafts(self, rows: Iterable[int], state: str) -> None:
        """Note that drafts are started, or done; what is saved is not kept here as well."""
        self._db.executemany(
            "UPDATE draft SET state = ?, content = CASE WHEN ? = 'done' THEN NULL ELSE content END "
            "WHERE rowid = ?",
            [(state, state, row) for row in rows],
        )

    # -- messages that break us --

    def broken(self, key: FolderKey) -> dict[int, int]:
        """UIDs that could not be judged, and how often that was tried."""
        rows = self._db.execute(
            "SELECT uid, tries FROM broken WHERE mailbox = ? AND folder = ? AND uidvalidity = ?",
            (key.mailbox, key.folder, key.uidvalidity),
        )
        return dict(rows.fetchall())

    def note_broken(self, key: FolderKey, uid: int, reason: str) -> None:
        """One more try that did not succeed."""
        self._db.execute(
            "INSERT INTO broken VALUES (?, ?, ?, ?, 1, ?) "
            "ON CONFLICT DO UPDATE SET tries = tries + 1, reason = excluded.reason",
            (key.mailbox, key.folder, key.uidvalidity, uid, reason),
        )

    def forget_broken(self, key: FolderKey, uids: Iterable[int]) -> None:
        """These are judged, or gone."""
        self._db.executemany(
            "DELETE FROM broken WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?",
            [(key.mailbox, key.folder, key.uidvalidity, uid) for uid in uids],
        )


def _chunks(items: list[str], size: int = 500) -> Iterator[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _marks(items: Sequence[str]) -> str:
    return ",".join("?" * len(items))
