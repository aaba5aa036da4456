"""``coffeefirst`` of this checkout as processes of their own, and what they say."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.servers import mail
from tests.servers.costume import PASSWORD

ROOT = Path(__file__).parent.parent.parent
MAIN = "from service.cli import main; main()"


def write_config(
    path: Path,
    port: int,
    user: str,
    *,
    every_minutes: float = 0.05,
    acquaintances: Sequence[str] = (),
    policy: str = "gatekeeper",
    watch: str = "poll",
    **more: Any,
) -> Path:
    """A config for an owner's mailbox on the loopback; ``more`` are keys of [mailbox]."""
    mailbox: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "username": user,
        "password_command": f"echo {PASSWORD}",
        "timeout_seconds": 20,
        **more,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in mailbox.items()]
    path.write_text(
        f'policy = "{policy}"\nauthserv_ids = ["{mail.AUTHSERV_ID}"]\nstate_dir = "state"\n'
        f"acquaintances = {json.dumps(list(acquaintances))}\n[mailbox]\n"
        + "\n".join(lines)
        + '\n[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
        f'[schedule]\nwatch = "{watch}"\nevery_minutes = {every_minutes}\njitter_seconds = 0\n'
        "[log]\njson = true\n"
    )
    return path


def environment(home: Path, more: Mapping[str, str] = {}) -> dict[str, str]:
    """What a process of ours finds around it: this checkout's code, and no one's own settings."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **more}


class Daemon:
    """A running ``coffeefirst run``, and the lines it says."""

    def __init__(
        self, config: Path, *, main: str = MAIN, environ: Mapping[str, str] = {}, **how: Any
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", main, "run", "--config", str(config)],
            stderr=subprocess.PIPE,
            text=True,
            env=environment(config.parent, environ),
            **how,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)

    def said(self, event: str) -> list[dict[str, Any]]:
        """All that it said about an event."""
        told = [json.loads(line) for line in list(self.lines) if line.startswith("{")]
        return [line for line in told if line["event"] == event]

    def says(self, event: str, times: int = 1, seconds: float = 20) -> dict[str, Any]:
        """Wait until it said so, so often; gives the line."""
        if until(lambda: len(self.said(event)) >= times, seconds):
            return self.said(event)[times - 1]
        raise AssertionError(f"not said {times} times: {event!r}, but:\n{''.join(self.lines)}")

    def does_a_round(self, seconds: float = 20) -> None:
        """Wait for one more round than there were."""
        self.says("round", len(self.said("round")) + 1, seconds)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; gives the exit code and how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(30)
        self._reader.join(5)
        return code, time.monotonic() - began

    def end(self) -> None:
        """Kill it, if it still runs."""
        self.process.kill()
        self.process.wait(5)
        self._reader.join(5)
        assert self.process.stderr is not None
        self.process.stderr.close()


def command(config: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What a command of ours says, and its exit code."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, *words, "--config", str(config)],
        capture_output=True,
        text=True,
        env=environment(config.parent, more),
        timeout=60,
        check=False,
    )


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for it; True where it came."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
