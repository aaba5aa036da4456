"""A damaged ledger: what can be read of it is taken over into a new one, the old file is kept.

Rows may be missing, so how far folders were read is not believed: they are looked at anew, and the
labels in the mailbox say what was decided. The new file takes the old one's place when it is
complete: a mending that is broken off is begun again.
"""

import os
import shutil
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

from service.errors import Damaged, SettingsError, StateError
from service.ledger.store import Store, readable_rows
from service.lock import file_lock

#: What SQLite keeps beside its file (https://www.sqlite.org/tempfiles.html).
_BESIDE = ("-wal", "-shm")

#: To whom the owner wrote is kept as the reading of a folder that is no more: it counts until their
#: Sent folder is read anew, which then takes its place.
_READ_ANEW = (
    "UPDATE folder SET uidnext = 0",
    "DELETE FROM backfill",
    "DELETE FROM remembered",
    "UPDATE OR REPLACE correspondent SET uidvalidity = -1",
    "INSERT OR IGNORE INTO sent_folder "
    "SELECT DISTINCT mailbox, folder, -1, 0, '' FROM correspondent",
    "UPDATE OR REPLACE sent_folder SET uidvalidity = -1, uidnext = 0, "
    "looked_at = '1970-01-01T00:00:00+00:00'",
)


def mend(path: Path) -> str:
    """Make a damaged file whole again; what to say of it, or "" where another process has done it.

    Raises SettingsError or StateError where the disk does not let us; then all is as it was.
    """
    try:
        with file_lock(path.with_name(f"{path.name}.mending.lock")):
            return "" if _is_sound(path) else _mend(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: the ledger is damaged, and cannot be mended: {error}"
        ) from None


def _is_sound(path: Path) -> bool:
    try:
        with closing(Store(path)) as there:
            there.check()
    except Damaged:
        return False
    return True


def _mend(path: Path) -> str:
    new = path.with_name(f"{path.name}.mending")
    for left in (new, *_beside(new)):
        left.unlink(missing_ok=True)
    with closing(Store(new)) as store:
        with store.writing():
            rows = sum(_take_over(store, table, path) for table in store.tables())
            for statement in _READ_ANEW:
                store.execute(statement)
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = _keep(path)
    new.replace(path)
    return (
        f"{path}: the ledger was damaged: {rows} rows of it are saved, the old file is kept as "
        f"{aside.name}; what is missing is told by the labels in the mailbox; "
        "'coffeefirst contacts list' shows whether people are missing: import them again"
    )


def _keep(path: Path) -> Path:
    """The damaged file under another name as well, and what SQLite has beside it."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copy2(path, aside)
    for beside, kept in zip(_beside(path), _beside(aside), strict=True):
        with suppress(FileNotFoundError):
            beside.rename(kept)
    return aside


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in _BESIDE]


def _take_over(new: Store, table: str, damaged: Path) -> int:
    """The rows that can be read, in their order, from both ends: damage hides the rest of one."""
    width = len(new.execute(f"SELECT * FROM {table}").description)  # noqa: S608 (our own table)
    backwards = ", ".join(f"{column} DESC" for column in _key(new, table))
    first = readable_rows(damaged, f"SELECT * FROM {table}")  # noqa: S608 (our own table)
    last = readable_rows(damaged, f"SELECT * FROM {table} ORDER BY {backwards}")  # noqa: S608 (our own table)
    found = dict.fromkeys(chain(first, reversed(list(last))))
    rows = [row for row in found if len(row) == width]
    if not rows:
        return 0
    marks = ",".join("?" * width)
    new.execute(f"DELETE FROM {table}")  # noqa: S608 (what a new file begins with)
    new.execute_many(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608 (our own table)
    return len(rows)


def _key(new: Store, table: str) -> list[str]:
    """By what a table lies in its file: its row's number, or its primary key where it has none."""
    try:
        new.execute(f"SELECT rowid FROM {table}")  # noqa: S608 (our own table)
    except StateError:
        columns = new.execute(f"PRAGMA table_info({table})").fetchall()
        return [name for _, name, _, _, _, at in sorted(columns, key=lambda c: c[5]) if at]
    return ["rowid"]
