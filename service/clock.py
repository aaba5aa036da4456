"""The machine's clock: whether it can be right, and whether somebody moved it.

The wall clock dates what is written down, and tells how old a mail may be; it may be set, and
a machine without a battery begins in 1970. How long something takes, only the monotonic one knows.
"""

import time
from datetime import UTC, datetime

from service.errors import WrongClock

#: Before this there was no Coffee First.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)

#: Seconds by which the clock is moved where it is not only slewed, as time servers do.
MOVED = 5.0


def now() -> datetime:
    """The time. Raises WrongClock where it cannot be."""
    told = datetime.now(UTC)
    if told < BEGINNING:
        raise WrongClock(
            f"this machine's clock says {told:%Y-%m-%d %H:%M}, which cannot be: set it, "
            "or wait until a time server does; until then no mail is looked at"
        )
    return told


class Clocks:
    """The wall clock beside the monotonic one: they part when it is set, or the machine sleeps."""

    def __init__(self) -> None:
        self._apart = time.time() - time.monotonic()

    def moved(self) -> float:
        """Seconds by which the wall clock was moved since this was asked last; 0 if it was not."""
        before, self._apart = self._apart, time.time() - time.monotonic()
        moved = self._apart - before
        return moved if abs(moved) > MOVED else 0.0
