"""Sign-ins over days: no hammering, and no restart needed when it works again."""

import signal
import socket
import time

import pytest

from service import watch
from service.errors import Refused
from service.mailbox.connection import line
from service.watch import Watch
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.servers.proxy import Proxy

STOCK = "I'd like to add you to my professional network on LinkedIn."


class Clock:
    """The monotonic clock of a day that passes at once."""

    def __init__(self):
        self.now = time.monotonic()

    def monotonic(self):
        return self.now


@pytest.fixture
def day(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(watch, "time", clock)

    def pass_by(looked_after, hours, until_well=False):
        """Five minutes to the next tick, as the scheduler has it; how many there were."""
        for tick in range(int(hours * 12)):
            clock.now += 300
            looked_after.tick()
            if until_well and not looked_after._failures:
                return tick + 1
        return int(hours * 12)

    return pass_by


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_text(PASSWORD)
    path.chmod(0o600)
    return path


@pytest.fixture
def looked_after(coffee_for, proxy, owner, secret):
    """A watch over a mailbox behind a counting proxy, after one good round."""
    coffee = coffee_for(proxy.port, owner).but(mailbox={"password_file": secret})
    it = Watch(coffee.settings, lambda: False)
    it.tick()
    assert it._ever_well
    yield it
    it.close()


def _sign_ins(proxy):
    return proxy.counts.commands["LOGIN"]


def test_a_password_that_was_changed_is_tried_a_few_times_a_day(
    looked_after, proxy, dovecot, owner, secret, day
):
    secret.write_text("outdated")
    dovecot.doveadm("kick", owner)
    day(looked_after, 24)
    first_day = _sign_ins(proxy) - 1
    day(looked_after, 24)
    second_day = _sign_ins(proxy) - 1 - first_day
    assert 4 <= first_day <= 12
    assert 3 <= second_day <= 6
    assert looked_after.fatal is None


def test_when_the_password_is_right_again_it_goes_on_by_itself(
    looked_after, dovecot, owner, mailbox, secret, day
):
    secret.write_text("outdated")
    dovecot.doveadm("kick", owner)
    day(looked_after, 24)
    secret.write_text(PASSWORD)
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    assert day(looked_after, 24, until_well=True) <= 8 * 12
    assert mailbox.count("Drafts") == 1


def test_at_the_start_a_refused_sign_in_is_tried_once(coffee_for, proxy, owner, secret, day):
    secret.write_text("wrong")
    coffee = coffee_for(proxy.port, owner).but(mailbox={"password_file": secret})
    it = Watch(coffee.settings, lambda: False)
    it.tick()
    assert isinstance(it.fatal, Refused)
    assert _sign_ins(proxy) == 1
    it.close()


def test_a_network_that_is_gone_for_a_day_is_tried_now_and_then(
    looked_after, dovecot, owner, mailbox, monkeypatch, day, capsys
):
    tried = []

    def unreachable(*arguments, **more):
        tried.append(arguments)
        raise OSError(101, "Network is unreachable")

    with monkeypatch.context() as gone:
        gone.setattr(line.socket, "create_connection", unreachable)
        dovecot.doveadm("kick", owner)
        day(looked_after, 24)
    assert 20 <= len(tried) <= 45
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    assert day(looked_after, 2, until_well=True) <= 2 * 12
    assert mailbox.count("Drafts") == 1


def test_a_machine_that_wakes_up_does_not_wait_for_the_pause(
    looked_after, dovecot, owner, monkeypatch, day
):
    with monkeypatch.context() as gone:
        gone.setattr(line.socket, "create_connection", lambda *_, **__: 1 / 0)
        dovecot.doveadm("kick", owner)
        day(looked_after, 24)
    looked_after.woken()
    looked_after.tick()
    assert looked_after._failures == 0


def test_signals_in_a_row_neither_sign_in_in_a_row_nor_end_it(start, config, dovecot, owner):
    with Proxy(dovecot.port) as proxy:
        daemon = start(config(proxy.port, owner))
        daemon.says("round")
        for _ in range(200):
            daemon.process.send_signal(signal.SIGHUP)
            time.sleep(0.01)
        daemon.does_a_round()
        assert daemon.said("config read again")
        assert daemon.stop()[0] == 0
    assert _sign_ins(proxy) == 1


def test_signals_in_a_row_do_not_hammer_a_server_that_refuses(
    start, config, dovecot, owner, secret
):
    with Proxy(dovecot.port) as proxy:
        path = config(proxy.port, owner, password_file=str(secret), password_command="")
        path.write_text(path.read_text().replace('password_command = ""\n', ""))
        daemon = start(path)
        daemon.says("round")
        secret.write_text("outdated")
        dovecot.doveadm("kick", owner)
        assert "app password" in daemon.says("round failed")["problem"]
        for _ in range(30):
            daemon.process.send_signal(signal.SIGHUP)
            time.sleep(0.1)
        assert _sign_ins(proxy) == 2


@pytest.mark.long
def test_a_second_config_is_read_while_a_connection_is_silent(start, config, owner):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        daemon = start(config(silent.getsockname()[1], owner, timeout_seconds=2))
        daemon.says("started")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.says("config read again")
        assert "it cannot be reached" in daemon.says("round failed")["problem"]
        assert daemon.stop()[0] == 0
