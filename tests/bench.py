"""What a round costs, against the bare floor that does the same job without judging.

    make bench                                   everything
    python -m tests.bench --messages 1000 --rtt 50

A tenth of the messages are invitations (2.4 kB of text, 45 kB of HTML). Each run has a new mailbox
on a real Dovecot, and a process of its own. The floor is told how many labels, drafts and moves
Coffee First came to, and does as many. ``wall`` and ``cpu`` are seconds from before the connection
to after it; ``peak`` is the process's memory in MB; ``flights`` are round trips as
``tests/servers/dialogue.py`` counts them. ``idle`` is one more round with nothing new, on the same
connection.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from service.ledger import Ledger
from service.mailbox import Mailbox
from service.round import Job, run_round
from service.settings import MailboxSettings, OwnerSettings, Settings
from service.taste import load_taste
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Proxy

INVITATIONS = 10  # every tenth message is one


def messages(number: int) -> Iterator[bytes]:
    """A mailbox's mail: a tenth invitations, the rest others'."""
    for n in range(number):
        yield mail.other(n) if n % INVITATIONS else mail.invitation(n)


def one_round(port: int, user: str, state: Path) -> dict[str, Any]:
    """A first round and an idle one in this process, measured."""
    people = state / "people.txt"
    people.write_text("Ada Quill, Northwind\n")
    settings = Settings(
        mailbox=MailboxSettings(
            host="127.0.0.1", port=port, security="none", username=user, since_days=3650
        ),
        owner=OwnerSettings(name="Robin Falkenrath", address="robin@example.org"),
        authserv_ids=(mail.AUTHSERV_ID,),
        acquaintances=(people,),
        state_dir=state,
    )
    taste = load_taste(settings)
    wall, cpu = time.perf_counter(), time.process_time()
    with closing(Ledger(state / "ledger.sqlite")) as ledger:
        box = Mailbox(settings.mailbox, PASSWORD)
        report = run_round(box, Job(settings, taste, ledger, lambda: datetime.now(UTC)))
        box.close()
    result = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "labels": dict(report.verdicts),
        "drafts": report.drafted,
        "moved": report.archived,
        "problems": report.problems,
    }
    return {**result, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def _child(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(server: Dovecot, number: int, rtt: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """Coffee First and the floor, one after the other, each on a mailbox of its own."""
    job: list[str] = []
    for who in ("coffeefirst", "floor"):
        user = server.new_user()
        server.deliver_many(user, "INBOX", messages(number))
        with Proxy(server.port, rtt=rtt) as proxy, tempfile.TemporaryDirectory() as state:
            if who == "floor":
                where = (f"--port={proxy.port}", f"--user={user}")
                result = _child("tests.servers.floor", *where, *job)
            else:
                result = _child("tests.bench", f"--one={proxy.port}", f"--user={user}", state)
                labels = result["labels"].items()
                job = [f"--label=coffeefirst-{label}={count}" for label, count in labels]
                job += [f"--drafts={result['drafts']}", f"--moved={result['moved']}"]
            counts = proxy.counts
        yield (
            who,
            {
                **result,
                "flights": counts.flights,
                "bytes": counts.sent + counts.received,
                "mutations": len(counts.mutations),
            },
        )


def main() -> None:
    """Run, and print a table."""
    parser = argparse.ArgumentParser(description="What a round costs, against the bare floor.")
    parser.add_argument("--messages", type=int, action="append")
    parser.add_argument("--rtt", type=float, action="append", help="milliseconds")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--user", help=argparse.SUPPRESS)
    parser.add_argument("state", nargs="?", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(one_round(chosen.one, chosen.user, chosen.state)))
        return
    table = Table(title="a round, a tenth of the messages invitations")
    for name in ("messages", "rtt ms", "who", "wall s", "× floor", "cpu s", "flights", "kB"):
        table.add_column(name, justify="right")
    table.add_column("peak MB", justify="right")
    table.add_column("changes", justify="right")
    with Dovecot() as server:
        for number in chosen.messages or [1000, 10_000]:
            for rtt in chosen.rtt or [0.0, 50.0]:
                _add(table, number, rtt, dict(compare(server, number, rtt / 1000)))
    Console(width=110).print(table)


def _add(table: Table, number: int, rtt: float, results: dict[str, dict[str, Any]]) -> None:
    floor = results["floor"]["wall"]
    for who, result in results.items():
        if result.get("problems"):
            sys.exit(f"the round had problems: {result['problems'][:3]}")
        table.add_row(
            f"{number:,}",
            f"{rtt:.0f}",
            who,
            f"{result['wall']:.2f}",
            f"{result['wall'] / floor:.1f}",
            f"{result['cpu']:.2f}",
            str(result["flights"]),
            f"{result['bytes'] / 1000:,.0f}",
            f"{result['peak'] / 1024:.0f}",
            str(result["mutations"]),
        )


if __name__ == "__main__":
    main()
