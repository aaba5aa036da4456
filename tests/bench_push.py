"""What push gains, and what it costs beside polling alone, with the settings that owners have.

    python -m tests.bench_push                   fifteen minutes
    python -m tests.bench_push --seconds 3600    an hour

Four daemons run at once on a real Dovecot, over a line of 50 ms: with ``watch = "poll"`` and with
"idle", both every five minutes, one of each in a mailbox that gets no mail, and one in a mailbox
that gets an invitation now and then. The quiet ones tell the cost, scaled to an hour, from when
they wait on; the others how long after its delivery a mail was labelled and its draft saved.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.servers import mail
from tests.servers.dialogue import Counts
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Proxy
from tests.years.process import Daemon, write_config

STOCK = "I'd like to add you to my professional network on LinkedIn."
RTT = 0.05


@dataclass
class Owner:
    """A daemon and the mailbox it looks after."""

    watch: str
    user: str
    proxy: Proxy
    daemon: Daemon
    delivered: list[float] = field(default_factory=list)  # seconds since the epoch
    counts: Counts = field(default_factory=Counts)
    cpu: float = 0.0

    def settle(self) -> None:
        """Wait until it does nothing but wait."""
        if self.watch == "idle":
            self.daemon.says("push ready")
        self.daemon.says("round", 2 if self.watch == "idle" else 1)
        self.counts, self.cpu = self.proxy.fresh(), self.cpu_seconds()

    def cpu_seconds(self) -> float:
        """CPU that it took so far."""
        stat = Path(f"/proc/{self.daemon.process.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def connections(self) -> int:
        """How many are open to the server, now."""
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        there, established = f":{self.proxy.port:04X}", "01"
        rows = [line.split() for line in lines]
        return sum(row[2].endswith(there) and row[3] == established for row in rows)

    def waits(self) -> list[float]:
        """Seconds from each delivery to the end of the round that decided about the mail."""
        ends = [(_time(line), int(line.get("meet", 0))) for line in self.daemon.said("round")]
        done = [end for end, number in ends for _ in range(number)]
        return [end - begin for begin, end in zip(self.delivered, done, strict=False)]


def _time(line: dict[str, str]) -> float:
    return datetime.fromisoformat(line["timestamp"]).timestamp()


def _owner(stack: ExitStack, server: Dovecot, watch: str) -> Owner:
    place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    people = place / "people.txt"
    people.write_text("Ada Quill, Northwind\n")
    user, proxy = server.new_user(), stack.enter_context(Proxy(server.port, rtt=RTT))
    known, path = [str(people)], place / "config.toml"
    config = write_config(path, proxy.port, user, every_minutes=5, watch=watch, acquaintances=known)
    daemon = Daemon(config, environ={"COFFEEFIRST_DKIM": "false"})
    stack.callback(daemon.end)
    return Owner(watch, user, proxy, daemon)


def run(seconds: float, mails: int) -> Table:
    """Measure for so long; the mails come at moments of chance."""
    chance = random.Random(5)
    # A mail of the last five minutes would be one that polling has not looked at yet.
    moments = sorted(chance.uniform(0, max(1.0, seconds - 310)) for _ in range(mails))
    with ExitStack() as stack:
        server = stack.enter_context(Dovecot())
        quiet = [_owner(stack, server, watch) for watch in ("poll", "idle")]
        busy = [_owner(stack, server, watch) for watch in ("poll", "idle")]
        for owner in quiet + busy:
            owner.settle()
        began = time.monotonic()
        for number, moment in enumerate(moments):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            for owner in busy:
                owner.delivered.append(time.time())
                server.deliver(owner.user, "INBOX", mail.invitation(number, note=STOCK))
        time.sleep(max(0.0, began + seconds - time.monotonic()))
        table = _table(mails, seconds)
        for still, owner in zip(quiet, busy, strict=True):
            table.add_row(*_row(still, owner.waits(), 3600 / (time.monotonic() - began)))
        return table


def _table(mails: int, seconds: float) -> Table:
    table = Table(title=f"{mails} mails in {seconds:.0f} s; cost without mail, an hour")
    for name in (
        "watch",
        "seen",
        "median s",
        "longest s",
        "connections",
        "commands",
        "kB",
        "CPU s",
    ):
        table.add_column(name, justify="right")
    return table


def _row(still: Owner, waits: list[float], an_hour: float) -> list[str]:
    counts = still.counts
    return [
        still.watch,
        str(len(waits)),
        f"{statistics.median(waits):.1f}" if waits else "-",
        f"{max(waits):.1f}" if waits else "-",
        str(still.connections()),
        f"{sum(counts.commands.values()) * an_hour:.0f}",
        f"{(counts.sent + counts.received) * an_hour / 1000:.1f}",
        f"{(still.cpu_seconds() - still.cpu) * an_hour:.1f}",
    ]


def main() -> None:
    """Run, and print a table."""
    parser = argparse.ArgumentParser(description="What push gains, and what it costs.")
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--mails", type=int, default=20)
    chosen = parser.parse_args()
    Console(width=100).print(run(chosen.seconds, chosen.mails))


if __name__ == "__main__":
    main()
