"""Signals at many random moments: SIGTERM ends it well and soon, SIGKILL is made good.

    python -m tests.years.sigterm                      200 moments, some ten minutes
    python -m tests.years.sigterm --moments 20 --seed 7

The line to the server is made long (100 ms), so that a round takes its time and the moments fall
into all of its steps. After every signal a plain round has to leave the mailbox as it should be.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from service.config_file import load_settings
from tests.conftest import CoffeeFirst
from tests.servers import mail
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.proxy import Proxy
from tests.years.process import Daemon, write_config

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"

#: Seconds: within them it ends, and how long a first round takes over the long line.
PATIENCE, ROUND = 10.0, 2.5


def moment(dovecot: Dovecot, place: Path, after: float, number: int, *, started: bool) -> str:
    """One daemon, one signal ``after`` seconds, one plain round; what is wrong, or ""."""
    user = dovecot.new_user()
    people = place / "people.txt"
    people.write_text("Ada Quill, Northwind\n")
    for letter in (mail.invitation(1, note=STOCK), mail.invitation(2, note=PITCH)):
        dovecot.deliver(user, "INBOX", letter)
    with Proxy(dovecot.port, rtt=0.1) as proxy:
        config = write_config(place / "config.toml", proxy.port, user, acquaintances=[str(people)])
        daemon = Daemon(config, environ={"PYTHONFAULTHANDLER": "1"})
        try:
            if started:
                daemon.says("started", seconds=60)
            time.sleep(after)
            code, seconds = daemon.stop(number)
        except subprocess.TimeoutExpired:
            daemon.stop(signal.SIGABRT)  # with the stacks of all threads
            return f"it does not end; it said:\n{''.join(daemon.lines)}"
        finally:
            daemon.end()
        told = _wrong_end(daemon, number, code, seconds)
        return told or _wrong_state(dovecot.mailbox(user), config)


def _wrong_end(daemon: Daemon, number: int, code: int, seconds: float) -> str:
    by_itself = number == signal.SIGKILL or not daemon.said("started")  # before our code runs
    if (code != 0 and not by_itself) or seconds > PATIENCE:
        return f"exit code {code} after {seconds:.1f} s; it said:\n{''.join(daemon.lines)}"
    return ""


def _wrong_state(mailbox: Mailbox, config: Path) -> str:
    report = CoffeeFirst(load_settings(config)).round(now=lambda: datetime.now(UTC))
    labels = [{f for f in m.flags if f.startswith("coffeefirst")} for m in mailbox.mails()]
    state = (mailbox.count("Drafts"), mailbox.count("Archive"), labels, report.problems)
    return "" if state == (2, 1, [{"coffeefirst-meet"}], []) else f"left behind: {state}"


def run(moments: int, seed: int, skip: int = 0) -> int:
    """Try so many; gives how many went wrong."""
    chance, wrong = random.Random(seed), 0
    with Dovecot() as dovecot:
        for n in range(moments):
            number = chance.choice([signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
            started = chance.random() < 0.8
            after = chance.uniform(0, ROUND)
            if not started and number == signal.SIGINT:
                number = signal.SIGTERM  # Python itself may swallow a SIGINT while it imports
            if n < skip:
                continue
            with tempfile.TemporaryDirectory() as place:
                told = moment(dovecot, Path(place), after, number, started=started)
            if told:
                wrong += 1
                since = "the start" if started else "its birth"
                print(f"{number.name} {after:.3f} s after {since}: {told}", flush=True)
            elif not (n + 1) % 20:
                print(f"{n + 1} moments, {wrong} of them wrong", flush=True)
    return wrong


def main() -> None:
    """Run, and end with 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description="Signals at random moments.")
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument(
        "--skip", type=int, default=0, help="so many of them, to come to a later one"
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}")
    sys.exit(min(run(chosen.moments, chosen.seed, chosen.skip), 1))


if __name__ == "__main__":
    main()
