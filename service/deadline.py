"""How long a piece of work may take: asked at safe places, and enforced by cutting the line."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Self, TypeVar

from service.errors import DeadlinePassed, Unreachable

#: Seconds past the deadline until the line is cut: the next safe place may be as near.
GRACE = 10.0


_Done = TypeVar("_Done")


def within(seconds: float, work: Callable[[], _Done]) -> _Done:
    """What the work comes to. Raises TimeoutError where it takes longer, and what it raises.

    It cannot be broken off: it goes on in its own thread, which does not hold up the process's end.
    """
    done: Future[_Done] = Future()

    def do() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # it is raised where the work is waited for
            done.set_exception(error)

    threading.Thread(target=do, name="within", daemon=True).start()
    return done.result(seconds)


class Deadline:
    """``with Deadline(600, line.cut) as deadline:`` and in it ``deadline.check()`` now and then.

    A server that drips its answer byte by byte never times out: then the line is cut, and what
    comes of that is told as DeadlinePassed. ``grace`` is how many seconds past the deadline.
    """

    def __init__(self, seconds: float, cut: Callable[[], None], grace: float | None = None) -> None:
        self._seconds, self._cut = seconds, cut
        self._grace = GRACE if grace is None else grace
        self._over = threading.Event()
        self.renew()

    def renew(self) -> None:
        """From here on it has all its time again: it got ahead."""
        self._end = time.monotonic() + self._seconds

    def check(self) -> None:
        """Raises DeadlinePassed where it took too long."""
        if time.monotonic() > self._end:
            raise DeadlinePassed(self._told())

    def _told(self) -> str:
        return (
            f"it took longer than {self._seconds / 60:g} minutes (schedule.deadline_minutes): "
            "the rest waits for the next round"
        )

    def __enter__(self) -> Self:
        threading.Thread(target=self._watch, name="deadline", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if isinstance(error, Unreachable) and time.monotonic() > self._end:
            raise DeadlinePassed(self._told()) from error

    def _watch(self) -> None:
        while (left := self._end + self._grace - time.monotonic()) > 0:
            if self._over.wait(left):
                return
        self._cut()
