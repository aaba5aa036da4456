"""Push in a daemon of its own process: how soon mail is decided, and what waiting for it costs."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.servers import mail
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Proxy
from tests.years.process import Daemon, until, write_config

STOCK = "I'd like to add you to my professional network on LinkedIn."

#: Minutes between two rounds of polling: none comes while a test lasts.
SELDOM = 60


@pytest.fixture
def config(tmp_path):
    people = tmp_path / "people.txt"
    people.write_text("Ada Quill, Northwind\n")

    def write(port, user, watch="idle", every_minutes=SELDOM):
        more = {"acquaintances": [str(people)], "watch": watch, "every_minutes": every_minutes}
        return write_config(tmp_path / "config.toml", port, user, **more)

    return write


@pytest.fixture
def start():
    daemons = []

    def go(config):
        daemons.append(Daemon(config, environ={"COFFEEFIRST_DKIM": "false"}))
        return daemons[-1]

    yield go
    for daemon in daemons:
        daemon.end()


def _is_ready(daemon):
    """It waits, and the round after connecting is over."""
    daemon.says("push ready")
    daemon.says("round", 2)


def _labelled(mailbox, number):
    flags = mailbox.flags().values()
    return sum("coffeefirst-meet" in one for one in flags) == number


def test_each_mail_is_labelled_within_two_seconds(start, config, dovecot, owner, mailbox):
    with Proxy(dovecot.port, rtt=0.05) as proxy:
        daemon = start(config(proxy.port, owner))
        _is_ready(daemon)
        took = [_seconds_to_label(dovecot, owner, mailbox, n) for n in (1, 2, 3)]
        assert min(took) < 2  # some 0.9; a busy machine may hold up one or the other


@pytest.mark.long
def test_many_mails_at_once_take_a_round_or_two(start, config, dovecot, owner):
    with Proxy(dovecot.port, rtt=0.05) as proxy:
        daemon = start(config(proxy.port, owner))
        _is_ready(daemon)
        before = len(daemon.said("round"))
        for number in range(100):
            dovecot.deliver(owner, "INBOX", mail.other(number))
            time.sleep(0.01)
        time.sleep(2)
        assert 1 <= len(daemon.said("round")) - before <= 4


def _seconds_to_label(dovecot, owner, mailbox, number):
    began = time.monotonic()
    dovecot.deliver(owner, "INBOX", mail.invitation(number, note=STOCK))
    assert until(lambda: _labelled(mailbox, number), 10)
    return time.monotonic() - began


def test_it_is_turned_on_by_sighup_costs_next_to_nothing_and_ends_at_once(
    start, config, dovecot, owner
):
    with Proxy(dovecot.port) as proxy:
        daemon = start(config(proxy.port, owner, watch="poll"))
        daemon.says("round")
        config(proxy.port, owner)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.says("push ready")
        daemon.says("round", 3)
        before, counts = _cpu(daemon), proxy.fresh()
        time.sleep(2)
        assert _cpu(daemon) - before < 0.1
        assert (counts.transcript, counts.sent) == ([], 0)
        code, seconds = daemon.stop()
    assert (code, seconds < 3) == (0, True)
    assert not daemon.said("push lost")


def _cpu(daemon):
    """Seconds of CPU that it took so far."""
    stat = Path(f"/proc/{daemon.process.pid}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.long
def test_where_a_server_cannot_push_polling_finds_the_mail(start, config):
    with Dovecot(capability="IMAP4rev1 NAMESPACE") as server:
        owner = server.new_user()
        daemon = start(config(server.port, owner, every_minutes=0.05))
        daemon.says("push not offered")
        server.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
        daemon.says("decided")
        daemon.does_a_round()
        assert len(daemon.said("push not offered")) == 1


def test_a_dead_connection_does_not_hold_up_polling(start, config, dovecot, owner):
    daemon = start(config(dovecot.port, owner, every_minutes=0.05))
    daemon.says("push ready")
    dovecot.doveadm("kick", owner)  # both connections: polling makes its own anew
    daemon.says("push lost")
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    daemon.says("decided", seconds=8)
