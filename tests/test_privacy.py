"""Whom Coffee First talks to, and where it writes: the mail server, its state, and nothing else."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.transcripts import ALONE, MAILBOX, READING, ROOT, RUN

#: What fetches from, or reports to, somewhere else. urllib.parse only takes addresses apart.
CALLERS = {
    "aiohttp", "boto3", "ftplib", "grpc", "http.client", "http.server", "httpcore", "httpx",
    "opentelemetry", "poplib", "posthog", "requests", "sentry_sdk", "smtplib", "telnetlib",
    "urllib.request", "urllib3", "webbrowser", "websockets", "xmlrpc.client",
}  # fmt: skip
LOOKS_UP = ("socket.getaddrinfo", "socket.gethostbyname")
RUNS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork")
WRITES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink")


# -- the looking itself --


def test_the_witness_sees_what_it_is_there_to_see(tmp_path):
    """Whom a program talks to, what it runs, what it writes."""
    code = (
        f"import sys; sys.argv[1:] = [{str(tmp_path / 'witness')!r}, '[]']\n"
        "from tests import watched\nwatched.main()\nimport socket, subprocess\n"
        "server = socket.create_server(('127.0.0.1', 0)); port = server.getsockname()[1]\n"
        "socket.create_connection(('localhost', port))\nsubprocess.run(['true'])\n"
        f"open({str(tmp_path / 'new')!r}, 'w').close()\n"
    )
    subprocess.run([sys.executable, "-B", "-c", code], cwd=ROOT, check=True)
    seen = [json.loads(line) for line in (tmp_path / "witness").read_text().splitlines()]
    assert {note["what"] for note in seen} >= {
        "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "open",
    }  # fmt: skip
    assert str(tmp_path / "new") in [note["told"] for note in seen]


# -- the network --


def test_the_mail_server_is_the_only_peer(transcript):
    peers = transcript.told("socket.connect", "socket.sendto", verbs=[*MAILBOX, *RUN])
    assert len(peers) >= 8
    assert {tuple(peer[0]) for peer in peers} == {("127.0.0.1", transcript.server.port)}


def test_no_name_but_the_mail_servers_is_looked_up(transcript):
    assert {name[0] for name in transcript.told(*LOOKS_UP)} == {"127.0.0.1"}


def test_where_signatures_are_verified_dns_is_asked_too_and_nobody_else(dovecot, owner, tmp_path):
    signed = (
        b"DKIM-Signature: v=1; a=rsa-sha256; d=linkedin.com; s=one; h=From; bh=eA==; b=eA==\r\n"
    )
    unproven = mail.invitation(1).replace(b"Authentication-Results:", b"X-Results:")
    dovecot.deliver(owner, "INBOX", signed + unproven)
    (tmp_path / "config.toml").write_text(
        f'[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n[mailbox]\n'
        f'host = "127.0.0.1"\nport = {dovecot.port}\nsecurity = "none"\nusername = "{owner}"\n'
        f'password_command = "echo {PASSWORD}"\n'
    )
    verb = ["once", "--config", str(tmp_path / "config.toml")]
    subprocess.run(
        [sys.executable, "-m", "tests.watched", tmp_path / "witness", json.dumps([verb])],
        cwd=ROOT, check=True, env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    notes = [json.loads(line) for line in (tmp_path / "witness").read_text().splitlines()]
    peers = [n["told"][0] for n in notes if n["what"] in ("socket.connect", "socket.sendto")]
    assert {port for _, port, *_ in peers} == {dovecot.port, 53}


def test_what_needs_no_mailbox_talks_to_nobody(transcript):
    assert transcript.told("exit", verbs=ALONE)
    assert not transcript.told("socket.connect", "socket.sendto", *LOOKS_UP, verbs=ALONE)


def test_the_demo_talks_to_its_own_server(transcript):
    (listens,) = {tuple(told[0]) for told in transcript.told("socket.bind")}
    assert listens[0] == "127.0.0.1"
    peers = transcript.told("socket.connect", verbs=[["demo"]])
    assert {peer[0][0] for peer in peers} == {"127.0.0.1"}


def test_nothing_that_could_call_elsewhere_is_even_loaded(transcript):
    loaded = {module for modules in transcript.told("modules") for module in modules}
    assert "service.mailbox.connection" in loaded
    assert loaded & CALLERS == set()


# -- other programs, and files --


def test_the_owners_password_command_is_the_only_program_that_is_run(transcript):
    run = transcript.told(*RUNS)
    assert run
    assert {words[1] for words in run} == {"['echo', 'secret']"}


def _outside(transcript, written):
    """What was written elsewhere than in the state_dir, or in the demo's own passing folder."""
    places = [path if isinstance(path, str) else path[0] for path in written]
    return {p for p in places if not p.startswith(str(transcript.home / "state"))}


def test_nothing_is_written_outside_the_state(transcript):
    written = transcript.told(*WRITES, "sqlite3.connect", verbs=[*ALONE, *MAILBOX, *RUN])
    assert written
    assert {p for p in _outside(transcript, written) if not p.endswith("?mode=ro")} == {":memory:"}


def test_what_only_looks_writes_nothing(transcript):
    assert len(transcript.told("exit", verbs=READING)) >= 20
    assert not transcript.told(*WRITES, verbs=READING)
    opened = transcript.told("sqlite3.connect", verbs=READING)
    assert all(name == ":memory:" or name.endswith("?mode=ro") for name in opened)


def test_the_demo_leaves_nothing_behind(transcript):
    written = transcript.told("open", "os.mkdir", "sqlite3.connect", verbs=[["demo"]])
    places = [Path(path if isinstance(path, str) else path[0]) for path in written]
    assert not [path for path in places if path.name != ":memory:" and path.exists()]


# -- the system's own witness --


def _traced(command, home, out):
    trace = ["strace", "-f", "-qq", "-e", "trace=connect,openat,mkdir,rename,unlink", "-o", out]
    return subprocess.run(
        [*trace, *command], cwd=ROOT, capture_output=True, check=False, timeout=120,
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
    )  # fmt: skip


@pytest.mark.parametrize("verb", ["once", "plan"])
def test_the_kernel_saw_the_same(transcript, tmp_path, verb):
    if not shutil.which("strace"):
        pytest.skip("no strace here")
    if _traced(["true"], tmp_path, tmp_path / "can").returncode:
        pytest.skip("strace may not trace here")
    config = transcript.home / "config.toml"
    command = [sys.executable, "-B", "-m", "tests.coffeefirst", verb, "--config", config]
    done = _traced(command, transcript.home, tmp_path / "trace")
    assert done.returncode == 0, done.stderr
    seen = (tmp_path / "trace").read_text()
    ports = re.findall(r"connect\(\d+, \{sa_family=AF_INET6?, sin6?_port=htons\((\d+)\)", seen)
    assert set(ports) == {str(transcript.server.port)}
    opened = re.findall(r'openat\([^"]*"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)', seen)
    state = f"{transcript.home}/state/"
    elsewhere = {path for path in opened if not path.startswith((state, "/dev/", "/proc/"))}
    assert elsewhere == set()
    kept = {path.removeprefix(state) for path in opened if path.startswith(state)}
    assert ("ledger.sqlite" in kept) == (verb == "once")
    # To read a database in WAL mode, SQLite shares its index with whoever writes.
    assert verb == "once" or kept <= {"ledger.sqlite-wal", "ledger.sqlite-shm"}
