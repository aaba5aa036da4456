"""Delivery into a Maildir, as a mail server does it: written in tmp, then renamed."""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path

from tests.servers.costume import give_away

_serial = itertools.count(1)


def make_maildir(home: Path, name: str) -> Path:
    """The Maildir of one folder (`name` on disk, "" is the inbox), made where there is none."""
    maildir = home / "Maildir" / name
    for part in (home, home / "Maildir", maildir, *(maildir / s for s in ("tmp", "new", "cur"))):
        if not part.exists():
            part.mkdir(mode=0o700)
            give_away(part)
    return maildir


def write(maildir: Path, raw: bytes, unseen: bool, when: float | None) -> Path:
    """Deliver one mail; `when` (epoch seconds) becomes its INTERNALDATE."""
    # Dovecot numbers new mail by the time and then the M in its name: the order of delivery.
    name = f"{int(when or time.time())}.M{next(_serial):07d}P{os.getpid()}.tests,S={len(raw)}"
    waiting = maildir / "tmp" / name
    waiting.write_bytes(raw)
    give_away(waiting)
    if when is not None:
        os.utime(waiting, (when, when))
    return waiting.rename(maildir / "new" / name if unseen else maildir / "cur" / f"{name}:2,S")
