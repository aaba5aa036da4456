"""What it costs to read a Sent folder, and to import many contacts.

    python -m tests.bench_sent
    python -m tests.bench_sent --mails 20000 --contacts 10000 --rtt 50

The mails are ten to each of two addresses a tenth as many, on a real Dovecot behind a proxy that
counts. Each step has a process of its own: ``wall`` and ``cpu`` are its seconds with the
interpreter's start, ``peak`` its memory in MB, ``flights`` the round trips as
``tests/servers/dialogue.py`` counts them. ``again`` is the same step with nothing new. ``taste`` is
what a daemon does when it starts, or when people change.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.servers.costume import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Proxy

PEOPLE = 10  # so many mails to each

_TASTE = (
    "import sys; from pathlib import Path; from service.config_file import load_settings; "
    "from service.taste import load_taste; load_taste(load_settings(Path(sys.argv[1])))"
)


def sent_mails(number: int) -> Iterator[bytes]:
    """Mails of the owner's, with a body that need not be fetched."""
    for n in range(number):
        person = n % max(1, number // PEOPLE)
        yield (
            f"From: Robin <robin@example.org>\r\nTo: =?utf-8?q?J=C3=A4ne?= Marlow{person} "
            f"<jane{person}@example.org>,\r\n Bo Lind <bo{person}@example.com>\r\n"
            f"Date: Sun, {1 + n % 28} Nov {2000 + n % 26} 10:00:00 +0100\r\n"
            f"Message-ID: <{n}@example.org>\r\nSubject: kiln {n}\r\n\r\n{'Hello. ' * 40}\r\n"
        ).encode()


def contacts(number: int) -> Iterator[str]:
    """LinkedIn's Connections.csv."""
    yield "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    for n in range(number):
        profile = f"https://www.linkedin.com/in/jane-marlow{n}"
        yield f"Jane{n % 997},Marlow{n},{profile},,Kiln {n % 5000},Potter,{1 + n % 28} Feb 2024"


def measured(*command: str) -> tuple[float, float, float]:
    """Seconds of wall and CPU, and MB of peak memory, of a process of its own."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - began, cpu, usage.ru_maxrss / 1024


def _config(folder: Path, port: int, user: str) -> Path:
    path = folder / "config.toml"
    path.write_text(
        f'state_dir = "state"\n[mailbox]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        f'username = "{user}"\npassword_command = "echo {PASSWORD}"\n'
        '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
    )
    return path


def _add(table: Table, step: str, figures: tuple[float, float, float], proxy: Proxy) -> None:
    wall, cpu, peak = figures
    counts = proxy.counts
    kilobytes = (counts.sent + counts.received) / 1000
    cells = (f"{wall:.1f}", f"{cpu:.1f}", str(counts.flights), f"{kilobytes:,.0f}", f"{peak:.0f}")
    table.add_row(step, *cells)
    proxy.fresh()


def main() -> None:
    """Run, and print a table."""
    parser = argparse.ArgumentParser(description="What Sent folder and contact files cost.")
    parser.add_argument("--mails", type=int, default=200_000)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--rtt", type=float, default=50.0, help="milliseconds")
    chosen = parser.parse_args()
    table = Table(title=f"{chosen.mails:,} sent mails, {chosen.contacts:,} contacts")
    for name in ("step", "wall s", "cpu s", "flights", "kB", "peak MB"):
        table.add_column(name, justify="right")
    with Dovecot() as server, tempfile.TemporaryDirectory() as state:
        user = server.new_user()
        server.deliver_many(user, "Sent", sent_mails(chosen.mails), unseen=False)
        server.doveadm("-o", "mail_fsync=never", "index", "-u", user, "Sent")
        export = Path(state) / "Connections.csv"
        export.write_text("\n".join(contacts(chosen.contacts)))
        with Proxy(server.port, rtt=chosen.rtt / 1000) as proxy:
            config = str(_config(Path(state), proxy.port, user))
            verb = ("-c", "from service.cli import main; main()", "contacts")
            where = ("--config", config)
            steps = {
                "sent": (*verb, "sent", *where),
                "sent again": (*verb, "sent", *where),
                "import": (*verb, "import", str(export), *where),
                "import again": (*verb, "import", str(export), *where),
                "list": (*verb, "list", *where),
                "show": (*verb, "show", "Jane0 Marlow0", *where),
                "taste": ("-c", _TASTE, config),
            }
            for step, command in steps.items():
                _add(table, step, measured(*command), proxy)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
