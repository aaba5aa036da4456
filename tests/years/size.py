"""What an inbox of 100,000 mails costs: the first round, and one with nothing to do.

python -m tests.years.size
python -m tests.years.size --messages 20000
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.servers import mail
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Proxy
from tests.years.process import command, write_config

STOCK = "I'd like to add you to my professional network on LinkedIn."


def letters(count: int, every: int) -> Iterator[bytes]:
    """Ordinary mail, and now and then an invitation."""
    for n in range(count):
        yield mail.other(n) if n % every else mail.invitation(n // every, note=STOCK)


def main() -> None:
    """Fill a mailbox, and print what rounds in it cost."""
    parser = argparse.ArgumentParser(description="Rounds in a large inbox.")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--every", type=int, default=500, help="which of them is an invitation")
    chosen = parser.parse_args()
    with Dovecot() as server, tempfile.TemporaryDirectory() as place:
        user = server.new_user()
        began = time.monotonic()
        server.deliver_many(user, "INBOX", letters(chosen.messages, chosen.every))
        print(f"delivered {chosen.messages:,} in {time.monotonic() - began:.0f} s")
        server.mailbox(user).count()  # the server numbers them, which is not our time
        for name in ("first round", "idle round", "idle round"):
            with Proxy(server.port) as proxy:
                config = write_config(Path(place) / "config.toml", proxy.port, user)
                began = time.monotonic()
                done = command(config, "once")
                seconds = time.monotonic() - began
                peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
                counts = proxy.counts
            said = (done.stdout + done.stderr).strip().splitlines()[-1]
            print(
                f"{name}: exit {done.returncode}, {seconds:.1f} s with the start of the process, "
                f"{counts.flights} flights, {counts.received / 1000:,.0f} kB, "
                f"peak of any child {peak} MB: {said}",
                flush=True,
            )


if __name__ == "__main__":
    main()
