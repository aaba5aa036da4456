"""A wall clock that a test sets: for a process of its own, to be imported before everything else.

COFFEE_CLOCK names a file that holds by how many seconds the clock is wrong. The monotonic clock
stays what it is, as on a machine whose clock is set.
"""

import datetime
import os
import time
from pathlib import Path
from typing import Any

FILE = "COFFEE_CLOCK"

#: Runs ``coffeefirst`` by that clock.
MAIN = (
    "from tests.years import false_clock; false_clock.wear(); from service.cli import main; main()"
)

_true_time, _true_datetime = time.time, datetime.datetime


def wrong_by() -> float:
    """Seconds, as the file says now."""
    return float(Path(os.environ[FILE]).read_text() or "0")


class _Anything(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, _true_datetime)


class _False(datetime.datetime, metaclass=_Anything):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return _true_datetime.fromtimestamp(time.time(), tz)


def wear() -> None:
    """From here on, whoever asks for the time is told the false one."""
    time.time = lambda: _true_time() + wrong_by()
    datetime.datetime = _False  # type: ignore[misc]


def set_clock(path: Path, seconds: float) -> None:
    """Make the clock wrong by so many seconds, at once."""
    waiting = path.with_suffix(".new")
    waiting.write_text(str(seconds))
    waiting.rename(path)
