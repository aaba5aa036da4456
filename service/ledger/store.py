"""The ledger's file: tables, transactions, and what SQLite may raise; the home of sqlite3."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

from service.errors import CoffeeFirstError, Locked, SettingsError, StateError
from service.ledger.schema import STEPS

Item = TypeVar("Item")

#: Seconds to wait while another process writes.
PATIENCE = 10.0


class Store:
    """A SQLite file with the ledger's tables. Not for two threads; the lock is the round's."""

    def __init__(self, path: Path) -> None:
        try:
            if path.name != ":memory:":
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.touch(mode=0o600)
            self._db = sqlite3.connect(
                path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(f"{path}: the ledger cannot be opened: {error}") from error
        try:
            self._prepare(path)
        except sqlite3.Error as error:
            self.close()
            if isinstance(sorted_error := _sorted(error), Locked):
                raise sorted_error from error
            raise SettingsError(f"{path}: the ledger cannot be opened: {error}") from error
        except SettingsError:
            self.close()
            raise

    def _prepare(self, path: Path) -> None:
        """Bring the tables up to date; what is in them stays."""
        self._db.execute("PRAGMA journal_mode = WAL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        _refuse_newer(path, version)
        for number, step in enumerate(STEPS[version:], start=version + 1):
            self._db.executescript(f"BEGIN IMMEDIATE;{step}PRAGMA user_version = {number};COMMIT;")

    @classmethod
    def to_look_at(cls, path: Path) -> Self:
        """A copy in memory, to plan with: whatever is written to it is gone afterwards."""
        copy = cls(Path(":memory:"))
        try:
            if path.exists():
                with closing(_read_only(path)) as there:
                    there.backup(copy._db)
                copy._prepare(path)
        except (OSError, SettingsError, sqlite3.Error) as error:
            copy.close()
            raise SettingsError(f"{path}: the ledger cannot be read: {error}") from error
        return copy

    @classmethod
    def to_read(cls, path: Path) -> Self:
        """The file, which is not written to; an empty one where there is none, or an older one.

        Raises SettingsError where it cannot be read.
        """
        empty = cls(Path(":memory:"))
        try:
            if path.exists():
                there = _read_only(path)
                version = there.execute("PRAGMA user_version").fetchone()[0]
                if version == len(STEPS):
                    empty._db, there = there, empty._db
                there.close()
                _refuse_newer(path, version)
        except (OSError, SettingsError, sqlite3.Error) as error:
            empty.close()
            raise SettingsError(f"{path}: the ledger cannot be read: {error}") from error
        return empty

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


def _refuse_newer(path: Path, version: int) -> None:
    if not 0 <= version <= len(STEPS):
        raise SettingsError(f"{path}: the ledger is of version {version}, not {len(STEPS)}")


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)


def _sorted(error: sqlite3.Error) -> CoffeeFirstError:
    """What SQLite says, by what happens next."""
    if "locked" in str(error):
        return Locked(f"the ledger is in use by another process: {error}")
    return StateError(f"the ledger cannot be read or written: {error}")


def chunks(items: Sequence[Item], size: int = 500) -> Iterator[Sequence[Item]]:
    """The items, so many at a time as one statement may have values."""
    return (items[start : start + size] for start in range(0, len(items), size))


def marks(items: Sequence[object]) -> str:
    """A question mark for every item."""
    return ",".join("?" * len(items))
