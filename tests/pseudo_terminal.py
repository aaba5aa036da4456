"""A program on a terminal of its own, and a person before it who reads and types."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

PATIENCE = 30.0  # seconds; a busy machine must not fail a test

CONTROL_C, CONTROL_D = "\x03", "\x04"

# Whoever leads a session gets the first terminal that it opens as its own.
_ITS_OWN = "import os; os.close(os.open(os.ttyname(0), os.O_RDWR)); "


class Terminal:
    """Started by ``with``: Python runs the ``code``, with ``arguments``. ``seen`` is the screen."""

    def __init__(
        self, code: str, arguments: Sequence[object], environment: Mapping[str, str]
    ) -> None:
        self._command = [sys.executable, "-c", _ITS_OWN + code, *map(str, arguments)]
        self._environment = {"TERM": "dumb", "COLUMNS": "100", **environment}
        self.seen = ""
        self._read_to = 0

    def __enter__(self) -> Self:
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            self._command, stdin=slave, stdout=slave, stderr=slave, env=self._environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._master)

    def sees(self, text: str) -> None:
        """Wait until the text comes; what comes later is seen by the next one."""
        ends = time.monotonic() + PATIENCE
        while (at := self.seen.find(text, self._read_to)) < 0:
            if not self._more(ends):
                raise AssertionError(f"{text!r} did not come; on the screen is:\n{self.seen}")
        self._read_to = at + len(text)

    def types(self, text: str) -> None:
        """Type a line, and Enter."""
        os.write(self._master, f"{text}\n".encode())

    def presses(self, key: str) -> None:
        """Press a key."""
        os.write(self._master, key.encode())

    def stops(self) -> int:
        """Press Control-C until it ends, and give the exit code.

        One that comes between a prompt and readline's waiting for keys is noticed with the next.
        """
        for _ in range(5):
            self.presses(CONTROL_C)
            if self._more(time.monotonic() + 1.5):
                break
        return self.ended()

    def ended(self) -> int:
        """Read to the end, and give the exit code."""
        ends = time.monotonic() + PATIENCE
        while self._more(ends):
            pass
        return self._process.wait(PATIENCE)

    def _more(self, ends: float) -> bool:
        """Whether more has come on the screen."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, ends - time.monotonic()))
        try:
            told = os.read(self._master, 65_536) if ready else b""
        except OSError:  # the other side is closed
            told = b""
        self.seen += told.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(told)
