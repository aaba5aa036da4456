"""A damaged ledger: kept aside, and what can be read of it taken over into a new one.

Rows may be missing, so how far folders were read is not believed: they are looked at anew, and the
labels in the mailbox say what was decided.
"""

from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

from service.errors import SettingsError
from service.ledger.store import Store, readable_rows

#: What SQLite keeps beside its file (https://www.sqlite.org/tempfiles.html).
_BESIDE = ("", "-wal", "-shm")

_READ_ANEW = (
    "UPDATE folder SET uidnext = 0",
    "DELETE FROM backfill",
    "DELETE FROM correspondent",
    "UPDATE sent_folder SET uidnext = 0, looked_at = ''",
)


def mend(path: Path) -> str:
    """Put the damaged file aside and begin a new one with what it still tells; what to say of it.

    Raises SettingsError where the disk does not let us.
    """
    try:
        aside = _put_aside(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: the ledger is damaged, and cannot be moved: {error}"
        ) from None
    with closing(Store(path)) as new, new.writing():
        rows = sum(_take_over(new, table, aside) for table in new.tables())
        for statement in _READ_ANEW:
            new.execute(statement)
    return (
        f"{path}: the ledger was damaged: {rows} rows of it are saved, the old file is kept as "
        f"{aside.name}; what is missing is told by the labels in the mailbox; "
        "'coffeefirst contacts list' shows whether people are missing: import them again"
    )


def _put_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for beside in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + beside).rename(aside.with_name(aside.name + beside))
    return aside


def _take_over(new: Store, table: str, aside: Path) -> int:
    """The rows that can be read, from both ends: damage in the middle hides the rest of one."""
    width = len(new.execute(f"SELECT * FROM {table}").description)  # noqa: S608 (our own table)
    forwards = readable_rows(aside, f"SELECT * FROM {table}")  # noqa: S608 (our own table)
    backwards = readable_rows(aside, f"SELECT * FROM {table} ORDER BY rowid DESC")  # noqa: S608 (our own table)
    rows = [row for row in dict.fromkeys(chain(forwards, backwards)) if len(row) == width]
    if not rows:
        return 0
    marks = ",".join("?" * width)
    new.execute(f"DELETE FROM {table}")  # noqa: S608 (what a new file begins with)
    new.execute_many(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608 (our own table)
    return len(rows)
