"""The state's disk is full, read-only or gone, its ledger held by another; and recovers."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress

import pytest

from service.errors import Locked, StateError
from service.ledger import Ledger, store
from service.round import run_round
from tests.servers import mail
from tests.years.process import MAIN, command, environment, until

STOCK = "I'd like to add you to my professional network on LinkedIn."


@pytest.fixture
def tiny(tmp_path):
    """A disk of 800 kB at state/, and how to fill it and to make room."""
    place = tmp_path / "state"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=800k,mode=0700", "tmpfs", place]
    if os.getuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a tiny disk")
    yield Disk(place)
    subprocess.run(["umount", "-l", place], check=True)


class Disk:
    def __init__(self, place):
        self.place, self._filler = place, place / "filler"

    def fill(self):
        with self._filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 512)
            except OSError:
                return

    def make_room(self):
        self._filler.unlink()


def _one_line(done):
    """What a command that failed said."""
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.mark.long
def test_once_on_a_full_disk_is_74_in_one_line(tiny, config, dovecot, owner, mailbox):
    path = config(dovecot.port, owner)
    assert command(path, "once").returncode == 0
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    tiny.fill()
    done = command(path, "once")
    assert (done.returncode, "see whether its disk is full" in _one_line(done)) == (74, True)
    tiny.make_room()
    assert command(path, "once").returncode == 0
    assert mailbox.count("Drafts") == 1


def test_a_daemon_waits_for_room_on_the_disk(tiny, start, config, dovecot, owner, mailbox):
    daemon = start(config(dovecot.port, owner))
    daemon.says("round")
    tiny.fill()
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    assert "disk is full" in daemon.says("round failed")["problem"]
    tiny.make_room()
    daemon.process.send_signal(signal.SIGHUP)  # or some minutes of patience
    daemon.does_a_round()
    assert mailbox.count("Drafts") == 1


@pytest.mark.parametrize("stage", range(1, 6))
def test_a_disk_that_fills_up_in_mid_round_does_nothing_twice(
    tiny, coffee, dovecot, owner, mailbox, stage
):
    for n in (1, 2):
        dovecot.deliver(owner, "INBOX", mail.invitation(n, note=STOCK))
    coffee.round()
    dovecot.deliver(owner, "INBOX", mail.invitation(3, note=STOCK))
    places = iter(range(1, 100))

    def keep_going():
        if next(places) == stage:
            tiny.fill()

    with (
        suppress(StateError),  # some rounds have nothing left to write
        closing(coffee.ledger()) as ledger,
        closing(coffee.box()) as box,
    ):
        run_round(box, coffee.job(ledger, keep_going=keep_going))
    tiny.make_room()
    coffee.round()
    assert mailbox.count("Drafts") == 3
    assert all(any(f.startswith("coffeefirst") for f in m.flags) for m in mailbox.mails())


@pytest.mark.long
def test_a_daemon_that_starts_on_a_full_disk_is_not_the_owners_to_mend(tiny, config):
    path = config(1, "robin")
    assert command(path, "once").returncode == 69
    tiny.fill()
    done = command(path, "run")  # it goes on by itself when the service manager starts it again
    assert (done.returncode, "state_dir" in _one_line(done)) == (74, True)


def test_a_file_that_may_not_grow_is_74_too(config, dovecot, owner, mailbox, tmp_path):
    path = config(dovecot.port, owner)
    assert command(path, "once").returncode == 0
    for n in range(40):
        dovecot.deliver(owner, "INBOX", mail.invitation(n, note=STOCK))
    limit = 100_000
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "once", "--config", str(path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=False,
    )
    assert (done.returncode, mailbox.count("Drafts")) == (74, 0)
    assert "state_dir" in _one_line(done)
    assert command(path, "once").returncode == 0
    assert mailbox.count("Drafts") == 40


# -- a ledger that another one holds --


def test_a_ledger_that_is_held_for_long_is_told_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 0.2)
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Locked, match="another program has had the ledger"), ledger.writing():
            pass
        other.close()
        with ledger.writing():
            pass


@pytest.mark.long
def test_a_daemon_waits_for_who_holds_its_ledger(start, config, dovecot, owner, mailbox, tmp_path):
    slow = f"import service.ledger.store as s; s.PATIENCE = 0.5; {MAIN}"
    daemon = start(config(dovecot.port, owner), main=slow)
    daemon.says("round")
    other = sqlite3.connect(tmp_path / "state" / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    assert "another program" in daemon.says("round failed")["problem"]
    other.close()
    daemon.process.send_signal(signal.SIGHUP)
    daemon.does_a_round()
    assert mailbox.count("Drafts") == 1


# -- state that is taken away --


@pytest.mark.long
def test_a_state_that_is_deleted_under_a_daemon_makes_no_second_draft(
    start, config, dovecot, owner, mailbox, tmp_path
):
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    daemon = start(config(dovecot.port, owner))
    daemon.says("round")
    shutil.rmtree(tmp_path / "state")
    daemon.does_a_round()
    dovecot.deliver(owner, "INBOX", mail.invitation(2, note=STOCK))
    assert until(lambda: mailbox.count("Drafts") == 2)
    assert daemon.stop()[0] == 0
    again = start(tmp_path / "config.toml")
    again.says("round")
    assert mailbox.count("Drafts") == 2


# -- what is said goes nowhere --


@pytest.mark.parametrize(
    "where",
    ["2>/dev/full", *(pytest.param(w, marks=pytest.mark.long) for w in (">/dev/full", "2>&-"))],
)
def test_a_log_that_cannot_be_written_costs_lines_and_no_round(
    config, dovecot, owner, mailbox, tmp_path, where
):
    path = config(dovecot.port, owner)
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    shell = f'exec "$0" -c "$1" run --config "$2" {where}'
    words = ["sh", "-c", shell, sys.executable, MAIN, str(path)]
    daemon = subprocess.Popen(words, env=environment(tmp_path), stderr=subprocess.DEVNULL)
    assert until(lambda: mailbox.count("Drafts") == 1)
    dovecot.deliver(owner, "INBOX", mail.invitation(2, note=STOCK))
    assert until(lambda: mailbox.count("Drafts") == 2)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(20) == 0
