"""One Coffee First a mailbox: the second one is told so, and leaves.

Two locks: a daemon holds its mailbox for as long as it lives; whoever changes the mailbox, the
daemon in its rounds or a verb by hand, holds it while a round lasts. So ``once`` and ``undo``
may come between two rounds of a daemon.

The locks are on the user name alone: one server may go by several names.
"""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from service.errors import Locked, SettingsError, StateError
from service.private import make_private
from service.shown import shown

#: Seconds between two looks whether a lock is free.
LOOK_AGAIN = 0.1


@contextmanager
def mailbox_lock(state_dir: Path, username: str) -> Iterator[None]:
    """Be the daemon that looks after the mailbox. Raises Locked; the lock dies with the process."""
    with _held(state_dir, username, "lock", patience=0):
        yield


@contextmanager
def round_lock(state_dir: Path, username: str, patience: float) -> Iterator[None]:
    """Be the one that changes the mailbox, after ``patience`` seconds at most. Raises Locked."""
    with _held(state_dir, username, "round.lock", patience):
        yield


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Be the only one who does this; who comes second waits. Raises OSError."""
    make_private(path)
    with path.open("r+", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def daemon_of(state_dir: Path, username: str) -> int:
    """The process that looks after the mailbox as its daemon; 0 for none. Nothing is taken."""
    return _holder(_path(state_dir, username, "lock"))


def _holder(path: Path) -> int:
    """Who holds a lock, by what the kernel tells of it; elsewhere than on Linux, by its content."""
    try:
        told, inode = path.read_text(encoding="ascii").strip(), path.stat().st_ino
        process = int(told)
    except (OSError, ValueError):
        return 0
    locks = Path("/proc/locks")  # proc_locks(5): number, FLOCK, …, process, major:minor:inode, …
    if locks.exists():
        held = (line.split() for line in locks.read_text(encoding="ascii").splitlines())
        return process if any(word.endswith(f":{inode}") for line in held for word in line) else 0
    return process if _lives(process) else 0


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def _path(state_dir: Path, username: str, kind: str) -> Path:
    return state_dir / f"{file_name(username)}.{kind}"


@contextmanager
def patient_lock(path: Path, patience: float) -> Iterator[None]:
    """Be the only one who does this, after ``patience`` seconds at most.

    Raises Locked, and OSError.
    """
    make_private(path)
    with path.open("r+", encoding="ascii") as handle:
        _take(handle, path.name, patience)
        yield


def file_name(username: str) -> str:
    """What files of this mailbox's are called, whatever its name is made of."""
    return re.sub(r"[^a-z0-9.@-]", "_", username.casefold())[:200]


@contextmanager
def _held(state_dir: Path, username: str, kind: str, patience: float) -> Iterator[None]:
    path = _path(state_dir, username, kind)
    try:
        make_private(path)
        handle = path.open("r+", encoding="ascii")
    except OSError as error:
        raise SettingsError(f"state_dir: {path}: cannot be written: {error}") from None
    with handle:
        _take(handle, username, patience)
        _name_holder(handle, path)
        yield


def _name_holder(handle: IO[str], path: Path) -> None:
    """Write down whose lock it is. Raises StateError: a full disk comes to have room again."""
    try:
        handle.truncate(0)
        os.pwrite(handle.fileno(), str(os.getpid()).encode("ascii"), 0)  # nothing stays in a buffer
    except OSError as error:
        raise StateError(
            f"state_dir: {shown(path)}: cannot be written: {error.strerror}: see whether its disk "
            "is full, or read-only"
        ) from None


def _take(handle: IO[str], username: str, patience: float) -> None:
    ends = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= ends:
                handle.seek(0)
                raise Locked(
                    f"another coffeefirst (process {handle.read().strip() or 'unknown'}) works on "
                    f"{username}'s mailbox: wait for it, or stop it"
                ) from None
            time.sleep(LOOK_AGAIN)
        else:
            return
