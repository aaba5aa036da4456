"""One Coffee First a mailbox: the second one is told so, and leaves.

The lock is on the user name alone: one server may go by several names.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import Locked, SettingsError


@contextmanager
def mailbox_lock(state_dir: Path, username: str) -> Iterator[None]:
    """Hold the mailbox while the block runs. Raises Locked; the lock dies with the process."""
    path = state_dir / f"{re.sub(r'[^a-z0-9.@-]', '_', username.casefold())[:200]}.lock"
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = path.open("a+", encoding="ascii")
    except OSError as error:
        raise SettingsError(f"state_dir: {path}: cannot be written: {error}") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            raise Locked(
                f"another coffeefirst (process {handle.read().strip() or 'unknown'}) works on "
                f"{username}'s mailbox: wait for it, or stop it"
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
