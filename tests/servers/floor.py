"""The bare floor: the least a client can do for Coffee First's job, to measure it against.

Raw socket, everything pipelined, no library, no judgement: search once, fetch headers and text
part in batches, label every class in one command, save the drafts with one MULTIAPPEND, move the
archived mails in one command. What is decided costs nothing here; a job says how many mails get
which label and so on, so that both do the same work. Four flights in all: the greeting; sign-in,
select and search; the fetches; the changes and the logout.

Alone in a process, for CPU and memory that are its own:
    python -m tests.servers.floor --port 1143 --user owner1 \\
        --label accept=30 --label meet=50 --drafts 50 --moved 20
"""

from __future__ import annotations

import argparse
import json
import resource
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BufferedReader

from tests.servers.costume import PASSWORD

HOST = "127.0.0.1"
BATCH = 500  # UIDs a FETCH
AHEAD = 4  # FETCH commands under way at once: enough to keep the server busy
LINE = 8000  # octets a command line, RFC 7162 section 4


@dataclass(frozen=True)
class Job:
    """What to do with the mails that the search finds.

    `labels` maps a keyword to how many mails get it, `moved` is how many go to `archive`, `drafts`
    how many drafts of `draft_size` bytes are saved. The mails are dealt out in no order of theirs,
    so that the UID sets are as long as in life.
    """

    labels: Mapping[str, int] = field(default_factory=dict)
    moved: int = 0
    drafts: int = 0
    draft_size: int = 1200
    archive: str = "Archive"
    drafts_folder: str = "Drafts"


@dataclass
class Result:
    """What it cost: seconds, seconds of this thread's CPU, round trips, bytes; and what was found.

    The greeting counts as a flight, as in dialogue.py.
    """

    wall: float = 0.0
    cpu: float = 0.0
    flights: int = 0
    sent: int = 0
    received: int = 0
    found: int = 0
    fetched: int = 0


class FloorError(Exception):
    """The server did not say OK, or there are fewer mails than the job needs."""


def run(port: int, user: str, job: Job, *, password: str = PASSWORD) -> Result:
    """Do the job once, over a connection of its own.

    Raises FloorError, or OSError where the connection fails.
    """
    wall, cpu = time.perf_counter(), time.thread_time()
    with (
        socket.create_connection((HOST, port), timeout=120) as plug,
        plug.makefile("rb") as answers,
    ):
        plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        talk = _Talk(plug, answers)
        uids = _find(talk, user, password)
        talk.cost.found = len(uids)
        _fetch(talk, uids)
        _change(talk, uids, job)
    talk.cost.wall = time.perf_counter() - wall
    talk.cost.cpu = time.thread_time() - cpu
    return talk.cost


class _Talk:
    """A conversation in which commands are sent ahead and answered in their order."""

    def __init__(self, plug: socket.socket, answers: BufferedReader) -> None:
        self._plug, self._file = plug, answers
        self._tag, self._waiting = 0, 0
        self.cost = Result(flights=1)
        self._line()

    def send(self, *commands: bytes) -> None:
        """Send commands in one write."""
        if not self._waiting:
            self.cost.flights += 1
        lines = []
        for command in commands:
            self._tag += 1
            lines.append(b"a%d %s\r\n" % (self._tag, command))
        self._waiting += len(commands)
        data = b"".join(lines)
        self.cost.sent += len(data)
        self._plug.sendall(data)

    def answer(self) -> Iterator[bytes]:
        """The lines and literals of the answer to the oldest command that has none yet."""
        tag = b"a%d " % (self._tag - self._waiting + 1)
        while not (line := self._line()).startswith(tag):
            yield line
            while line.endswith(b"}\r\n") and not line.startswith(b"* OK"):
                literal = self._file.read(int(line[line.rindex(b"{") + 1 : -3]))
                self.cost.received += len(literal)
                yield literal
                line = self._line()
        self._waiting -= 1
        if not line.startswith(tag + b"OK"):
            raise FloorError(line.decode("utf-8", "replace").strip())

    def finish(self) -> None:
        """Wait for all that is not answered yet."""
        while self._waiting:
            for _ in self.answer():
                pass

    def _line(self) -> bytes:
        line = self._file.readline()
        if not line:
            raise FloorError("the server has closed the connection")
        self.cost.received += len(line)
        return line


def _find(talk: _Talk, user: str, password: str) -> list[int]:
    sign_in = f'LOGIN "{user}" "{password}"'.encode()
    talk.send(sign_in, b"SELECT INBOX", b"UID SEARCH FROM linkedin")
    for _ in range(2):
        for _ in talk.answer():
            pass
    found: list[int] = []
    for line in talk.answer():
        if line.startswith(b"* SEARCH"):
            found += map(int, line.split()[2:])
    return found


def _fetch(talk: _Talk, uids: Sequence[int]) -> None:
    batches = [uids[i : i + BATCH] for i in range(0, len(uids), BATCH)]
    commands = [
        b"UID FETCH %s (BODY.PEEK[HEADER] BODY.PEEK[1])" % line
        for batch in batches
        for line in uid_sets(batch)
    ]
    # Not all at once: both ends could sit on full buffers, each waiting for the other to read.
    for command in commands[:AHEAD]:
        talk.send(command)
    for i in range(len(commands)):
        talk.cost.fetched += sum(part.startswith(b"* ") for part in talk.answer())
        if commands[i + AHEAD : i + AHEAD + 1]:
            talk.send(commands[i + AHEAD])


def _change(talk: _Talk, uids: Sequence[int], job: Job) -> None:
    commands = [
        b"UID STORE %s +FLAGS.SILENT (%s)" % (line, label.encode())
        for label, chosen in deal(uids, job.labels).items()
        for line in uid_sets(chosen)
    ]
    if job.drafts:
        commands.append(_append(job))
    moved = deal(uids, {"moved": job.moved})["moved"]
    commands += [b'UID MOVE %s "%s"' % (line, job.archive.encode()) for line in uid_sets(moved)]
    talk.send(*commands, b"LOGOUT")
    talk.finish()


def _append(job: Job) -> bytes:
    """One MULTIAPPEND (RFC 3502) with literals that are not waited for (RFC 7888)."""
    drafts = (_draft(n, job.draft_size) for n in range(job.drafts))
    mails = (b" (\\Draft \\Seen) {%d+}\r\n%s" % (len(draft), draft) for draft in drafts)
    return b'APPEND "%s"' % job.drafts_folder.encode() + b"".join(mails)


def _draft(n: int, size: int) -> bytes:
    head = (
        b"From: Robin Falkenrath <robin@example.org>\r\nSubject: Re: I want to connect\r\n"
        b"Message-ID: <floor.%d@example.org>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n" % n
    )
    line = b"Thank you for the invitation. Shall we have a coffee first?\r\n"
    return (head + line * (size // len(line) + 1))[: max(size - 2, len(head))] + b"\r\n"


def deal(uids: Sequence[int], counts: Mapping[str, int]) -> dict[str, list[int]]:
    """Give each class its number of UIDs, spread over all of them; each sorted.

    Raises FloorError where there are not enough.
    """
    if sum(counts.values()) > len(uids):
        raise FloorError(f"{len(uids)} mails found, the job needs {sum(counts.values())}")
    step = next(s for s in (7919, 7907, 7901, 1) if s == 1 or len(uids) % s)  # primes
    dealt = iter([uids[i * step % len(uids)] for i in range(len(uids))])
    return {name: sorted(next(dealt) for _ in range(count)) for name, count in counts.items()}


def uid_sets(uids: Sequence[int]) -> list[bytes]:
    """UIDs in order as sets, runs as ranges, each short enough for one command line."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and runs[-1][1] == uid - 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    lines = [b""]
    for first, last in runs:
        part = b"%d" % first if first == last else b"%d:%d" % (first, last)
        if len(lines[-1]) + len(part) > LINE - 200:  # the rest of the command
            lines.append(b"")
        lines[-1] += b"," + part if lines[-1] else part
    return [line for line in lines if line]


def main() -> None:
    """Run once and print the result as JSON, with the peak memory of the process in kB."""
    parser = argparse.ArgumentParser(description="The bare floor, once.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--label", action="append", default=[], metavar="KEYWORD=COUNT")
    for option in ("moved", "drafts", "draft-size"):
        parser.add_argument(f"--{option}", type=int, default=getattr(Job, option.replace("-", "_")))
    chosen = parser.parse_args()
    labels = {name: int(count) for name, _, count in (s.partition("=") for s in chosen.label)}
    job = Job(labels, chosen.moved, chosen.drafts, chosen.draft_size)
    result = run(chosen.port, chosen.user, job)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({**asdict(result), "peak": peak}))


if __name__ == "__main__":
    main()
