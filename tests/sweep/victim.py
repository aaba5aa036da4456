"""A process that does one round, and dies by SIGKILL at the step where it is told to.

A warm process, which has loaded everything, forks a child for each round: that child is what dies.
Nothing of it goes on, no `finally`, no buffer: as when the machine takes it.

The steps are those of the ledger: before each statement that SQLite begins (of many at once, each
one), and after each call that is carried out. So every COMMIT has a step before and one after it.

Spoken over standard input and output, one line of JSON each: what to do; the child's number; "go";
how it ended, and how many steps it has seen.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rules import decide
from tests.sweep.letters import LETTERS
from tests.sweep.rounds import Rounds, settings_for, taste_for


class Steps:
    """Counts the ledger's steps, and dies at one of them; 0 is none."""

    def __init__(self, last: int, tell: Callable[[int], None]) -> None:
        self._last, self._tell = last, tell
        self.seen = 0

    def step(self, *_: object) -> None:
        """One step more."""
        self.seen += 1
        self._tell(self.seen)
        if self.seen == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


class SteppedConnection(sqlite3.Connection):
    """SQLite's own connection, which tells each step."""

    steps: Steps

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.set_trace_callback(self.steps.step)

    def _stepped(self, done: sqlite3.Cursor) -> sqlite3.Cursor:
        self.steps.step()
        return done

    def execute(self, *args: Any) -> sqlite3.Cursor:
        """As SQLite does it, and a step after it."""
        return self._stepped(super().execute(*args))

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        """As SQLite does it, and a step after it."""
        return self._stepped(super().executemany(*args))

    def executescript(self, *args: Any) -> sqlite3.Cursor:
        """As SQLite does it, and a step after it."""
        return self._stepped(super().executescript(*args))


def _round(work: dict[str, Any], seen: int) -> None:
    """In the child: the round, with the ledger's steps counted; where it ends, so does the child.

    `seen` is where it writes how many steps there were: eight octets, over and over.
    """

    def tell(number: int) -> None:
        os.pwrite(seen, number.to_bytes(8, "big"), 0)

    SteppedConnection.steps = Steps(work["step"], tell)
    sqlite3.connect = functools.partial(sqlite3.connect, factory=SteppedConnection)  # type: ignore[assignment]  # the same function, with a connection of ours
    settings = settings_for(work["port"], work["user"], Path(work["state"]), work["labels"])
    Rounds(settings, taste_for(mark_read=work["mark_read"])).round()


def _forked(work: dict[str, Any]) -> dict[str, int]:
    """Fork, wait for the word to go, and for the end."""
    go_read, go_write = os.pipe()
    seen = os.memfd_create("steps")
    if (child := os.fork()) == 0:
        os.close(go_write)
        if os.read(go_read, 1):  # nothing where the one who asked is gone
            _round(work, seen)
        os._exit(0)
    print(json.dumps({"child": child}), flush=True)
    assert sys.stdin.readline().strip() == "go"
    os.write(go_write, b".")
    _, status = os.waitpid(child, 0)
    steps = int.from_bytes(os.pread(seen, 8, 0), "big")
    for handle in (go_read, go_write, seen):
        os.close(handle)
    return {"ended": os.waitstatus_to_exitcode(status), "steps": steps}


def main() -> None:
    """Do what is asked, until nothing more is asked."""
    for mark_read in (False, True):
        taste = taste_for(mark_read=mark_read)
    for letter in LETTERS:  # so that whatever is loaded at first use is loaded
        decide(letter, taste.policy, taste.knowledge)
    gc.freeze()
    for line in iter(sys.stdin.readline, ""):
        print(json.dumps(_forked(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
