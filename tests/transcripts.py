"""Every verb done once over a mailbox full of poisoned mail, and all that was heard and left.

It takes some 15 seconds, and so is done once a session for all tests that look at it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.canaries import LETTERS, LINKS, poisoned
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.servers.dovecot import Dovecot

ROOT = Path(__file__).parent.parent
DAY = "2026-01-01"

ALONE = [
    ["check"], ["check", "--json"], ["doctor", "--offline"], ["doctor", "--offline", "--json"],
    ["signals"], ["signals", "--json"],
    ["contacts", "import", "{home}/Connections.csv", "{home}/book.vcf", "{home}/hand.txt"],
    ["contacts", "list"], ["contacts", "list", "--json"],
    ["contacts", "show", "Ada Quill"], ["contacts", "show", "Ada Quill", "--json"],
    ["explain", "{home}/letters/link-00.eml"], ["explain", "{home}/letters/link-01.eml", "--json"],
    ["replay", "{home}/letters"], ["replay", "{home}/letters", "--json"],
    ["replay", "{home}/letters", "--against", "benefit-of-the-doubt"],
    ["replay", "{home}/letters", "--against", "benefit-of-the-doubt", "--json"],
    ["replay", "{home}/lines.jsonl"], ["replay", "{home}/lines.jsonl", "--json"],
    ["replay", "{home}/Invitations.csv", "--json"],
    ["policy", "show"], ["policy", "check"], ["policy", "schema"],
    ["policy", "diff", "gatekeeper", "benefit-of-the-doubt"],
]  # fmt: skip
MAILBOX = [
    ["contacts", "sent"], ["doctor"], ["plan"], ["plan", "--json"], ["once", "--json"], ["once"],
    ["doctor", "--json"],
    ["backfill", "--since", DAY, "--dry-run"], ["backfill", "--since", DAY, "--json"],
    ["contacts", "list"], ["contacts", "forget", "--sent"],
]  # fmt: skip
RUN = [["run"]]
#: These change nothing, on the disk or elsewhere.
READING = [verb for verb in ALONE if "import" not in verb] + [
    ["plan"], ["plan", "--json"], ["doctor"], ["doctor", "--json"]
]  # fmt: skip


@dataclass
class Transcript:
    """What was said, where it was kept, and what the witness noted."""

    home: Path
    server: Dovecot
    user: str
    said: dict[str, bytes] = field(default_factory=dict)
    noted: list[dict[str, Any]] = field(default_factory=list)

    def told(self, *what: str, verbs: Sequence[Sequence[str]] | None = None) -> list[Any]:
        """What was noted of some happenings, by all verbs or by some."""
        names = None if verbs is None else {" ".join(self.filled(verb)) for verb in verbs}
        return [
            note["told"]
            for note in self.noted
            if note["what"] in what
            and (names is None or note["verb"].partition(" --config")[0] in names)
        ]

    def filled(self, verb: Sequence[str]) -> list[str]:
        """The words of a verb with the places in them."""
        return [word.replace("{home}", str(self.home)) for word in verb]


@pytest.fixture(scope="session")
def transcript(
    dressed: Callable[..., Dovecot], tmp_path_factory: pytest.TempPathFactory
) -> Transcript:
    """Every verb, done once."""
    server, home = dressed(), tmp_path_factory.mktemp("transcript")
    done = Transcript(home, server, server.new_user())
    _fill(done)
    for name, verbs, settings in (
        ("alone", ALONE, "{}"),
        ("mailbox", MAILBOX, '{level = "debug"}'),
        ("run", RUN, '{level = "debug", json = true}'),
        ("run in words", RUN, '{level = "debug"}'),
    ):
        _write_config(done, settings)
        _deliver(done, 1000 * len(done.said) + 500)
        _do(done, name, verbs)
    _do(done, "demo", [["demo"]], config=False)
    return done


def _fill(done: Transcript) -> None:
    """Letters in a folder and in the mailbox, and contacts in files and in the Sent folder."""
    letters = done.home / "letters"
    letters.mkdir()
    for number, link in enumerate(LINKS.values()):
        raw = poisoned(number + 1, link, named=bool(number % 2))
        (letters / f"link-{number:02}.eml").write_bytes(raw)
    for path in LETTERS:
        (letters / path.name).write_bytes(path.read_bytes())
    done.server.deliver_many(
        done.user, "INBOX", (path.read_bytes() for path in sorted(letters.iterdir()))
    )
    sent = [
        f"From: {mail.OWNER}\r\nTo: {_one_line(link)} <ada{n}@example.org>\r\n"
        f"Date: Mon, 16 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{n}@example.org>\r\n\r\nhi\r\n"
        for n, link in enumerate(LINKS.values())
    ]
    done.server.deliver_many(done.user, "Sent", (text.encode() for text in sent))
    _write_contacts(done.home)


def _deliver(done: Transcript, first: int) -> None:
    letters = (poisoned(first + n, link) for n, link in enumerate(LINKS.values()))
    done.server.deliver_many(done.user, "INBOX", letters)


def _one_line(link: str) -> str:
    return '"' + " ".join(link.split()).replace("\\", "/").replace('"', "'") + '"'


def _write_contacts(home: Path) -> None:
    links = [" ".join(link.split()).replace('"', "'") for link in LINKS.values()]
    rows = [f'Ada{n},"Quill {x}","{x}",a{n}@b.example,"K {x}",Potter,' for n, x in enumerate(links)]
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    (home / "Connections.csv").write_text("\n".join([head, *rows]))
    head = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
    rows = [f'Eve{n},Robin,"3/1/26, 9:00 AM","{x}",INCOMING,"{x}",' for n, x in enumerate(links)]
    (home / "Invitations.csv").write_text("\n".join([head, *rows]))
    cards = [
        f"BEGIN:VCARD\nVERSION:3.0\nN:Quill;Bea{n};;;\nFN:Bea{n} {x}\nORG:Kiln {x}\nURL:{x}\n"
        f"NOTE:{x}\nEND:VCARD\n"
        for n, x in enumerate(links)
    ]
    (home / "book.vcf").write_text("".join(cards))
    (home / "hand.txt").write_text(
        "".join(f"Cleo{n} Quill {x}, Kiln\n" for n, x in enumerate(links))
    )
    lines = [{"name": f"Dan {x}", "headline": x, "note": x, "profile": x} for x in LINKS.values()]
    (home / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n{" + links[0])


def _write_config(done: Transcript, log: str, *, dkim: bool = False) -> None:
    (done.home / "people.txt").write_text("Ada Quill, Northwind\n")
    path = done.home / "config.toml"
    path.write_text(
        f'authserv_ids = ["{mail.AUTHSERV_ID}"]\nstate_dir = "state"\nlog = {log}\n'
        f"dkim = {str(dkim).lower()}\n"
        'acquaintances = ["people.txt"]\n'
        '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
        f'[mailbox]\nhost = "127.0.0.1"\nport = {done.server.port}\nsecurity = "none"\n'
        f'username = "{done.user}"\npassword_command = "echo {PASSWORD}"\nlabels = "folders"\n'
    )


def _do(
    done: Transcript, name: str, verbs: Sequence[Sequence[str]], *, config: bool = True
) -> None:
    """Do verbs, in a process of their own; what runs for ever is stopped after a round."""
    witness, out = done.home / "witness", done.home / f"{name}.out"
    witness.unlink(missing_ok=True)
    filled = [done.filled(verb) for verb in verbs]
    wanted = [
        [*verb, "--config", str(done.home / "config.toml")]
        if config and _configured(verb)
        else verb
        for verb in filled
    ]
    with out.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-B", "-m", "tests.watched", witness, json.dumps(wanted)],
            stdout=file, stderr=subprocess.STDOUT, cwd=ROOT,
            env={"HOME": str(done.home), "PATH": os.environ["PATH"], "COFFEEFIRST_DEBUG": "1",
                 "PYTHONPATH": ""},
        )  # fmt: skip
        if verbs is RUN:
            _stop_after_a_round(process, out)
        process.wait(300)
    done.said[name] = out.read_bytes()
    done.noted += [json.loads(line) for line in witness.read_text().splitlines()]


def _configured(verb: Sequence[str]) -> bool:
    return verb[0] != "signals" and verb[:2] not in (["policy", "schema"], ["policy", "diff"])


def _stop_after_a_round(process: subprocess.Popen[bytes], out: Path) -> None:
    end = time.monotonic() + 60
    while (
        time.monotonic() < end and process.poll() is None and b"looked_at" not in out.read_bytes()
    ):
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
