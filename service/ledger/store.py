"""The ledger's file: tables, transactions, and what SQLite may raise; the home of sqlite3."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self

from service.errors import CoffeeFirstError, Locked, SettingsError, StateError

_SCHEMA = """
CREATE TABLE folder (
    mailbox TEXT, name TEXT, uidvalidity INTEGER, uidnext INTEGER, looked_at TEXT,
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
    message INTEGER REFERENCES message, mailbox TEXT, profile TEXT, name TEXT, verdict TEXT,
    drafted INTEGER, decided_at TEXT, receipt TEXT
);
CREATE INDEX decision_by_profile ON decision (mailbox, profile);
CREATE INDEX decision_by_name ON decision (mailbox, name);
CREATE TABLE draft (
    message INTEGER REFERENCES message, mailbox TEXT, draft_id TEXT, content BLOB,
    state TEXT DEFAULT 'planned', UNIQUE (mailbox, draft_id)
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


class Store:
    """A SQLite file with the ledger's tables. Not for two threads; the lock is the round's."""

    def __init__(self, path: Path) -> None:
        try:
            if path.name != ":memory:":
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.touch(mode=0o600)
            self._db = sqlite3.connect(
                path, timeout=10, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(f"{path}: the ledger cannot be opened: {error}") from error
        try:
            self._prepare(path)
        except sqlite3.Error as error:
            self.close()
            raise SettingsError(f"{path}: the ledger cannot be opened: {error}") from error
        except SettingsError:
            self.close()
            raise

    def _prepare(self, path: Path) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._db.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {_VERSION};COMMIT;")
        elif version != _VERSION:
            raise SettingsError(f"{path}: the ledger is of version {version}, not {_VERSION}")

    @classmethod
    def to_look_at(cls, path: Path) -> Self:
        """A copy in memory, to plan with: whatever is written to it is gone afterwards."""
        copy = cls(Path(":memory:"))
        if path.exists():
            try:
                with closing(
                    sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
                ) as there:
                    there.backup(copy._db)
                copy._prepare(path)
            except (SettingsError, sqlite3.Error) as error:
                copy.close()
                raise SettingsError(f"{path}: the ledger cannot be read: {error}") from error
        return copy

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing.

        Raises Locked where another process writes, StateError where the disk does not take it.
        """
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # what went wrong first is what is told
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
            raise

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """One statement. Raises Locked or StateError for whatever SQLite raises."""
        try:
            return self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise _sorted(error) from error

    def execute_many(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """The same statement for many values. Raises as ``execute`` does."""
        try:
            self._db.executemany(statement, values)
        except sqlite3.Error as error:
            raise _sorted(error) from error


def _sorted(error: sqlite3.Error) -> CoffeeFirstError:
    """What SQLite says, by what happens next."""
    if "locked" in str(error):
        return Locked(f"the ledger is in use by another process: {error}")
    return StateError(f"the ledger cannot be read or written: {error}")
