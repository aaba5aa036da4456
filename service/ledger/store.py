"""The ledger's file: tables, transactions, and what SQLite may raise; the home of sqlite3."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from service.errors import CoffeeFirstError, Damaged, Locked, SettingsError, StateError
from service.ledger.schema import STEPS
from service.private import make_private

Item = TypeVar("Item")

#: Seconds to wait while another process writes.
PATIENCE = 10.0


@contextmanager
def _sorting() -> Iterator[None]:
    """Sort whatever SQLite raises by what happens next."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sorted(error) from error


class _Rows(sqlite3.Cursor):
    """Rows as they are read: a damaged page is found only then."""

    def __next__(self) -> Any:
        with _sorting():
            return super().__next__()

    def fetchone(self) -> Any:
        with _sorting():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with _sorting():
            return super().fetchall()


class Store:
    """A SQLite file with the ledger's tables. Not for two threads; the lock is the round's."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            if path.name != ":memory:":
                _refuse_no_file(path)
                make_private(path)
            self._db = sqlite3.connect(
                path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(f"{path}: the ledger cannot be opened: {error}") from error
        self._inode: int = _inode(path)
        try:
            self._prepare(path)
        except sqlite3.Error as error:
            self.close()
            raise _not_opened(path, error) from error
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
            _refuse_no_file(path)
            if path.exists():
                with closing(_read_only(path)) as there:
                    there.backup(copy._db)
                copy._prepare(path)
        except (OSError, SettingsError, sqlite3.Error) as error:
            copy.close()
            raise _not_opened(path, error) from error
        return copy

    @classmethod
    def to_read(cls, path: Path) -> Self:
        """The file, which is not written to; an empty one where there is none, or an older one.

        Raises SettingsError where it cannot be read.
        """
        empty = cls(Path(":memory:"))
        try:
            _refuse_no_file(path)
            if path.exists():
                there = _read_only(path)
                version = there.execute("PRAGMA user_version").fetchone()[0]
                if version == len(STEPS):
                    empty._db, there = there, empty._db
                there.close()
                _refuse_newer(path, version)
        except (OSError, SettingsError, sqlite3.Error) as error:
            empty.close()
            raise _not_opened(path, error) from error
        return empty

    def check(self) -> None:
        """Look through the whole file, its indexes too. Raises Damaged."""
        told = self.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if told != "ok":
            raise Damaged(f"{self._path}: the ledger is damaged: {told}")

    def is_there(self) -> bool:
        """Whether it is still the file of that name: somebody may have taken it away."""
        return self._inode == _inode(self._path)

    def tables(self) -> list[str]:
        """The names of its tables."""
        return [
            name for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]

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
        with _sorting():
            return self._db.cursor(_Rows).execute(statement, values)

    def execute_many(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """The same statement for many values. Raises as ``execute`` does."""
        with _sorting():
            self._db.executemany(statement, values)


def readable_rows(path: Path, query: str) -> Iterator[tuple[object, ...]]:
    """The rows of a damaged file, up to the first one that cannot be read."""
    with suppress(sqlite3.Error), closing(_read_only(path)) as there:
        yield from there.execute(query)


def _inode(path: Path) -> int:
    """Which file a name stands for; 0 where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _refuse_no_file(path: Path) -> None:
    """A folder is no ledger, and a pipe would be waited for. Raises SettingsError."""
    if path.exists() and not path.is_file():
        raise SettingsError(f"{path}: is no file: move it away, for the ledger is to be there")


def _refuse_newer(path: Path, version: int) -> None:
    if not 0 <= version <= len(STEPS):
        raise SettingsError(f"{path}: the ledger is of version {version}, not {len(STEPS)}")


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)


#: What a person need not mend: a full or failing disk, even to who only reads (beside the file it
#: keeps an index), a ledger in use, and a damaged one.
_PASSING = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
)


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code (https://www.sqlite.org/rescode.html)."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _not_opened(path: Path, error: Exception) -> CoffeeFirstError:
    """A disk that is full may have room again: only what is otherwise wrong needs a person."""
    if isinstance(error, sqlite3.Error) and _code(error) in _PASSING:
        return _sorted(error)
    return SettingsError(f"{path}: the ledger cannot be opened: {error}")


def _sorted(error: sqlite3.Error) -> CoffeeFirstError:
    """What SQLite says, by what happens next."""
    if _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Damaged(f"the ledger is damaged: {error}: 'coffeefirst once' mends it")
    if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Locked(
            f"another program has had the ledger (state_dir) locked for {PATIENCE:.0f} seconds: "
            f"wait for it, or see which one it is and end it ({error})"
        )
    return StateError(
        f"the ledger (state_dir) cannot be read or written: {error}: see whether its disk is full, "
        "or read-only; what is not done waits"
    )


def chunks(items: Sequence[Item], size: int = 500) -> Iterator[Sequence[Item]]:
    """The items, so many at a time as one statement may have values."""
    return (items[start : start + size] for start in range(0, len(items), size))


def marks(items: Sequence[object]) -> str:
    """A question mark for every item."""
    return ",".join("?" * len(items))
