"""The machine's clock is set, is wrong, or stood still while the machine slept."""

import os
import signal
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from service import clock
from service.errors import WrongClock
from service.round import run_round
from tests.conftest import NOW
from tests.servers import mail
from tests.years import false_clock
from tests.years.process import until

STOCK = "I'd like to add you to my professional network on LinkedIn."
YEAR = 365 * 86_400.0


@pytest.fixture
def clocked(start, config, dovecot, owner, tmp_path):
    """A daemon by a clock that the test sets: it, and the setting."""
    file = tmp_path / "clock"

    def go(wrong_by, **more):
        false_clock.set_clock(file, wrong_by)
        environ = {false_clock.FILE: str(file)}
        path = config(dovecot.port, owner, **more)
        return start(path, main=false_clock.MAIN, environ=environ)

    return go, lambda seconds: false_clock.set_clock(file, seconds)


@pytest.mark.parametrize("years", [-0.5, pytest.param(10, marks=pytest.mark.long)])
def test_a_clock_that_is_set_by_years_holds_up_no_round(clocked, years):
    go, set_clock = clocked
    daemon = go(0)
    daemon.says("round")
    set_clock(years * YEAR)
    daemon.says("clock moved, or machine slept")
    daemon.does_a_round(10)
    daemon.does_a_round(10)


def test_a_clock_that_begins_in_1970_is_waited_for(clocked, dovecot, owner):
    go, set_clock = clocked
    daemon = go(-time.time(), every_minutes=5)
    assert "1970" in daemon.says("round failed")["problem"]
    assert owner not in dovecot.log()
    set_clock(0)
    daemon.says("round", seconds=10)


def test_once_is_not_done_by_an_impossible_clock(monkeypatch):
    class Birth(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1970, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(clock, "datetime", Birth)
    with pytest.raises(WrongClock, match="1970-01-01 00:00, which cannot be: set it"):
        clock.now()


def test_a_machine_that_slept_does_one_round_on_waking(start, config, dovecot, owner):
    daemon = start(config(dovecot.port, owner, every_minutes=0.05))
    daemon.says("round")
    os.kill(daemon.process.pid, signal.SIGSTOP)
    dovecot.doveadm("kick", owner)
    rounds = len(daemon.said("round"))
    time.sleep(5)
    os.kill(daemon.process.pid, signal.SIGCONT)
    daemon.does_a_round(2)
    time.sleep(1)
    assert len(daemon.said("round")) == rounds + 1
    assert not daemon.said("round failed") + daemon.said("round skipped")


# -- what is dated wrongly --


def _again(letter, message_id):
    lines = letter.split(b"\r\n")
    named = [b"Message-ID: " + message_id if x.startswith(b"Message-ID:") else x for x in lines]
    return b"\r\n".join(named)


def test_a_decision_dated_years_ahead_suppresses_no_draft_for_years(
    coffee, dovecot, owner, mailbox
):
    stock = mail.invitation(5, note=STOCK, headline="Potter")
    dovecot.deliver(owner, "INBOX", stock, when=(NOW + timedelta(days=4000)).timestamp())
    coffee.round(now=lambda: NOW + timedelta(days=4000))
    later = NOW + timedelta(days=300)
    dovecot.deliver(owner, "INBOX", _again(stock, b"<later@linkedin.com>"), when=later.timestamp())
    coffee.round(now=lambda: later)
    assert mailbox.count("Drafts") == 2


def test_what_arrives_while_the_clock_is_years_ahead_is_not_passed_over(
    coffee, dovecot, owner, mailbox
):
    ahead = NOW + timedelta(days=800)
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        run_round(box, coffee.job(ledger))
        run_round(box, coffee.job(ledger, now=lambda: ahead))
        dovecot.deliver(owner, "INBOX", mail.other(1), when=NOW.timestamp())
        dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK), when=NOW.timestamp())
        run_round(box, coffee.job(ledger, now=lambda: ahead))
        run_round(box, coffee.job(ledger))
    assert mailbox.count("Drafts") == 1


def test_old_mail_that_somebody_puts_into_the_inbox_waits_for_a_backfill(
    coffee, dovecot, owner, mailbox
):
    dovecot.deliver(owner, "INBOX", mail.other(1), when=NOW.timestamp())
    coffee.round()
    old = NOW - timedelta(days=900)
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK), when=old.timestamp())
    assert coffee.round().looked_at == 0


def test_a_first_look_by_a_clock_that_is_ahead_is_told(coffee, dovecot, owner):
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK), when=NOW.timestamp())
    report = coffee.round(now=lambda: NOW + timedelta(days=800))
    assert "is this machine's clock right" in report.problems[0]


def test_a_look_that_is_dated_in_the_future_does_not_end_the_looking(
    coffee, dovecot, owner, mailbox
):
    coffee.round(now=lambda: NOW + timedelta(days=4000))
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK), when=NOW.timestamp())
    coffee.round()
    assert until(lambda: mailbox.count("Drafts") == 1, 1)
