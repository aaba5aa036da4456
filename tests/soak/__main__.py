"""python -m tests.soak --rounds 3000: what the daemon takes over thousands of rounds.

Mail comes all the while; now and then the server drops the connection, and the config is read
again. After the warm-up nothing may grow: neither memory, nor open files, nor threads.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median

from tests.servers.costume import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.mail_parts import AUTHSERV_ID
from tests.soak.figures import Figures, figures, slope, table
from tests.soak.post import WARM_UP as WARM_UP_MAILS
from tests.soak.post import post

ROOT = Path(__file__).parent.parent.parent

#: Rounds between two of each: mail that comes, a connection that is dropped, a config read again.
MAIL, KICK, RELOAD = 10, 90, 400
#: Mails that come at once.
AT_ONCE = 5

#: The share of the rounds that is warm-up: what is loaded or cached at first use.
WARM_UP = 0.3


@dataclass
class Soaking:
    """The daemon's process, and what it says."""

    process: subprocess.Popen[str]
    state: Path
    said: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Count its lines, until it ends."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                told = json.loads(line)
            except ValueError:
                told = {"event": "not a line of JSON", "problem": line}
            self.said[told["event"]] += 1
            if told["event"] in _WRONG or "a fault in Coffee First" in str(told.get("problem")):
                self.problems.append(line.strip())


#: What it must never say.
_WRONG = ("not a line of JSON", "round broke", "config not taken over")


@contextlib.contextmanager
def soaking(server: Dovecot, user: str, folder: Path) -> Iterator[Soaking]:
    """The daemon at work on a mailbox; killed at the end where it has not stopped."""
    config = folder / "config.toml"
    config.write_text(
        f'authserv_ids = ["{AUTHSERV_ID}"]\nstate_dir = "{folder / "state"}"\n'
        f'[mailbox]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
        f'username = "{user}"\npassword_command = "echo {PASSWORD}"\n'
        '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
        "[log]\njson = true\n"
    )
    command = [sys.executable, "-m", "tests.soak.daemon", str(config)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        soak = Soaking(process, folder / "state")
        listener = threading.Thread(target=soak.listen)
        listener.start()
        try:
            yield soak
        finally:
            process.kill()
            listener.join(10)


def soak(rounds: int, every: int) -> tuple[list[Figures], Soaking]:
    """So many rounds, with the figures after every so many; then the daemon is stopped."""
    with (
        Dovecot() as server,
        tempfile.TemporaryDirectory() as folder,
        soaking(server, user := server.new_user(), Path(folder)) as running,
    ):
        moments = _rounds(running, server, user, rounds, every)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(20) == 0, "it does not stop when it is told to"
    return moments, running


def _rounds(running: Soaking, server: Dovecot, user: str, rounds: int, every: int) -> list[Figures]:
    began, mails, done = time.monotonic(), 0, 0
    letters, moments = post(), []
    mails += server.deliver_many(user, "INBOX", islice(letters, WARM_UP_MAILS))
    while done < rounds:
        done = _after(running, done)
        if done % MAIL == 0:
            mails += server.deliver_many(user, "INBOX", islice(letters, AT_ONCE))
        if done % KICK == 0:
            with contextlib.suppress(subprocess.CalledProcessError):  # nobody was signed in
                server.doveadm("kick", user)
        if done % RELOAD == 0:
            running.process.send_signal(signal.SIGHUP)
        if done % every == 0:
            seconds = time.monotonic() - began
            moments.append(figures(running.process.pid, seconds, done, mails, running.state))
    return moments


def _after(running: Soaking, rounds: int) -> int:
    """Wait for the next round to end; gives how many there were."""
    end = time.monotonic() + 60
    while running.said["round"] <= rounds:
        assert running.process.poll() is None, "the daemon has ended"
        assert time.monotonic() < end, f"no round for a minute; it said {running.said}"
        time.sleep(0.002)
    return rounds + 1  # one at a time, so that no tenth one is passed over


def growth(moments: Sequence[Figures], comes_and_goes: int = 2048) -> list[str]:
    """What grows after the warm-up, one line each; so many kB may always come and go.

    At a round every five minutes a year has 105,000 of them. 64 MB more in a year would not hurt:
    that is 0.6 kB a round. What one measures with is coarser than a few hundred rounds of that.
    """
    warm = [m for m in moments if m.rounds >= WARM_UP * moments[-1].rounds]
    rounds = [m.rounds for m in warm]
    span = rounds[-1] - rounds[0]
    told = []
    for name in ("rss", "pss"):
        kilobytes = slope(rounds, [getattr(m, name) for m in warm])
        if kilobytes * span > max(comes_and_goes, 0.6 * span):
            told.append(f"{name}: {kilobytes:.2f} kB more with each round")
    for name, most in (("files", 3), ("threads", 1)):
        # A connection in the making, a timer that is not gone yet: they come and go. And SQLite
        # keeps one descriptor for later, once the config was read again beside an open ledger.
        values = [getattr(m, name) for m in warm]
        half = len(values) // 2
        more = median(values[half:]) > median(values[:half])
        if more or max(values) - min(values) > most:
            told.append(f"{name}: between {min(values)} and {max(values)}")
    return told


def main() -> int:
    """The exit code: 0 where nothing grows, and nothing went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3000)
    parser.add_argument("--every", type=int, default=20, help="rounds between two figures")
    asked = parser.parse_args()
    moments, running = soak(asked.rounds, asked.every)
    print(table(moments))
    print("\nit said:", ", ".join(f"{event} {times}×" for event, times in running.said.items()))
    wrong = growth(moments) + running.problems
    print("\n".join(wrong) or "nothing grows")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
