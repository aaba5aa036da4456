"""The warm process whose children do a round and die, as those who order it see it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def in_memory() -> None:
    """From here on keep servers and ledgers in memory, where the system has a place for that.

    A killed process loses nothing that it wrote, there as on a disk; and no disk is waited for.
    """
    if os.access("/dev/shm", os.W_OK):
        tempfile.tempdir = "/dev/shm"


class Victim:
    """The process of tests.sweep.victim."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sweep.victim"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.child = 0

    def begin(self, **work: object) -> None:
        """Fork a child for a round; it waits for `go`."""
        self.child = self._say(json.dumps(work))["child"]

    def go(self) -> dict[str, int]:
        """Let it go, wait for its end: how it `ended`, and the ledger's `steps`."""
        return self._say("go")

    def kill(self) -> None:
        """Kill the child."""
        os.kill(self.child, signal.SIGKILL)

    def close(self) -> None:
        """No more rounds."""
        self._process.communicate(timeout=30)

    def _say(self, line: str) -> dict[str, int]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        told: dict[str, int] = json.loads(self._process.stdout.readline())
        return told
