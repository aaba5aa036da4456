"""The daemon with tokens: it renews them in mid-run, and does not hammer when they end."""

import json
import signal
import subprocess
import sys
import threading
import time

import pytest

from service import clock
from service.doctor.config import tokens as doctor_on_tokens
from service.doctor.examination import Examination
from tests.servers import mail
from tests.signing_in.conftest import ROOT, everything_under


class Running:
    """A running ``coffeefirst run``, and the lines it says."""

    def __init__(self, account):
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.coffeefirst", "run", "--config", str(account.config)],
            cwd=ROOT, env=account.environment(), stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line)

    def said(self, event):
        lines = [json.loads(line) for line in list(self.lines) if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def says(self, event, times=1, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(self.said(event)) >= times:
                return self.said(event)[-1]
            time.sleep(0.05)
        raise AssertionError(f"never said {event!r}, but: {''.join(self.lines)}")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.reader.join(5)
        self.process.stderr.close()


@pytest.fixture
def start():
    running = []

    def go(account):
        running.append(Running(account))
        return running[-1]

    yield go
    for one in running:
        one.end()


def test_it_renews_in_mid_run_and_goes_on(start, at_google):
    account = at_google
    ends = time.time() + 304  # when it starts it is fresh, some seconds later no more
    account.give(ends=ends)
    daemon = start(account)
    daemon.says("round")
    time.sleep(max(0.0, ends - 300 - time.time()))  # from then on it is renewed
    account.server.doveadm("kick", account.user)
    account.server.deliver(account.user, "INBOX", mail.invitation(1))
    assert daemon.says("decided")["inviter"]
    assert account.renewals() == 1
    assert daemon.said("round failed") == []


def test_revoked_in_mid_run_it_says_so_does_not_hammer_and_takes_up_a_new_sign_in(
    start, at_google, signed_in
):
    account = at_google
    account.give()
    daemon = start(account)
    daemon.says("round")
    account.provider.grants.revoke(account.user)
    account.server.doveadm("kick", account.user)
    failed = daemon.says("round failed")
    assert "does not let you in" in failed["problem"]
    assert "sign in again: 'coffeefirst sign-in'" in failed["problem"]
    assert failed["next_try_in_seconds"] >= 700
    time.sleep(4)
    assert (account.renewals(), len(daemon.said("round failed"))) == (1, 1)
    rounds = len(daemon.said("round"))
    signed_in(account)
    daemon.says("round", times=rounds + 1)
    assert not any("canary" in line for line in daemon.lines)


def test_revoked_before_it_starts_it_ends_with_77_and_asks_no_more(start, at_microsoft):
    account = at_microsoft
    account.give(ends=0)
    account.provider.grants.revoke(account.user)
    for _ in range(2):
        daemon = start(account)
        assert daemon.process.wait(20) == 77
    assert account.renewals() == 1
    daemon.reader.join(5)
    assert "sign in again: 'coffeefirst sign-in'" in daemon.lines[-1]


def test_nobody_signed_in_is_77(at_google):
    done = at_google.run("once")
    (line,) = done.stderr.splitlines()
    assert (done.returncode, line) == (
        77, "coffeefirst: nobody is signed in here yet: 'coffeefirst sign-in'",
    )  # fmt: skip


@pytest.mark.long
def test_a_provider_that_is_away_is_waited_for(start, at_google):
    account = at_google
    account.give(ends=0)
    account.provider.trouble = "503"
    daemon = start(account)
    failed = daemon.says("round failed")
    assert "it answers 503" in failed["problem"]
    time.sleep(3.5)
    assert account.renewals() == 1
    assert daemon.process.poll() is None


@pytest.mark.parametrize(
    "verb", [("once",), pytest.param(("contacts", "sent"), marks=pytest.mark.long)]
)
def test_no_token_is_in_anything_that_is_said_or_kept(at_microsoft, verb):
    account = at_microsoft
    account.give(ends=0)
    account.server.deliver(account.user, "INBOX", mail.invitation(1))
    done = account.run(*verb, COFFEEFIRST_DEBUG="1")
    assert done.returncode == 0, done.stderr
    assert "canary" not in done.stdout + done.stderr
    for path in account.settings.state_dir.glob("*.tokens"):
        path.unlink()
    assert b"canary" not in everything_under(account.settings.state_dir)


@pytest.mark.parametrize("trouble", ["no token", pytest.param("garbage", marks=pytest.mark.long)])
def test_no_token_is_in_what_is_said_of_an_odd_answer(at_microsoft, trouble):
    """In a process of its own: what the libraries log would stand on its standard error."""
    account = at_microsoft
    account.give(ends=0)
    account.provider.trouble = trouble
    done = account.run("once", COFFEEFIRST_DEBUG="1")
    assert done.returncode == 69
    assert "canary" not in done.stdout + done.stderr


def test_mail_server_and_provider_are_the_only_peers(at_microsoft, tmp_path):
    account = at_microsoft
    account.give(ends=0)
    verb = json.dumps([["once", "--config", str(account.config)]])
    subprocess.run(
        [sys.executable, "-m", "tests.watched", tmp_path / "witness", verb],
        cwd=ROOT, check=True, env=account.environment(),
    )  # fmt: skip
    notes = [json.loads(line) for line in (tmp_path / "witness").read_text().splitlines()]
    assert account.renewals() == 1
    ports = {n["told"][0][1] for n in notes if n["what"] in ("socket.connect", "socket.sendto")}
    assert ports == {account.server.port, int(account.provider.url.rpartition(":")[2])}
    names = {n["told"][0] for n in notes if n["what"] in ("socket.getaddrinfo",)}
    assert names == {"127.0.0.1", "localhost"}


def test_the_doctor_says_whether_there_are_tokens(account):
    examination = Examination(account.settings, account.config, clock.now)
    assert "nobody is signed in here yet" in str(doctor_on_tokens(examination))
    account.give()
    way = account.settings.mailbox.sign_in.capitalize()
    assert f"there are tokens from {way}" in str(doctor_on_tokens(examination))
