"""The daemon as a process of its own: rounds, signals, and servers that do not answer."""

import contextlib
import signal
import socket
import threading
import time

import pytest

from service.errors import Refused, Unreachable
from service.pause import pause_after
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.years.process import until, write_config

STOCK = "I'd like to add you to my professional network on LinkedIn."


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    return lambda port, user, policy="gatekeeper", **more: write_config(
        path, port, user, policy=policy, timeout_seconds=60, **more
    )


def test_mail_that_arrives_is_decided_by_a_later_round(start, config, dovecot, owner, mailbox):
    daemon = start(config(dovecot.port, owner))
    daemon.says("round")
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    assert until(lambda: mailbox.count("Drafts") == 1)
    assert daemon.says("decided")["verdict"] == "meet"


def test_sigterm_ends_it_with_0(start, config, dovecot, owner):
    daemon = start(config(dovecot.port, owner))
    daemon.says("round")
    code, seconds = daemon.stop()
    assert (code, seconds < 3) == (0, True)


def test_sighup_reads_the_config_again(start, config, dovecot, owner):
    daemon = start(config(dovecot.port, owner))
    daemon.says("round")
    config(dovecot.port, owner, policy="benefit-of-the-doubt")
    daemon.process.send_signal(signal.SIGHUP)
    assert daemon.says("config read again")["policy"] == "benefit-of-the-doubt"


def test_a_wrong_config_is_not_taken_over(start, config, dovecot, owner):
    daemon = start(config(dovecot.port, owner))
    daemon.says("round")
    config(dovecot.port, owner, policy="doorman")
    daemon.process.send_signal(signal.SIGHUP)
    assert "doorman" in daemon.says("config not taken over")["problem"]
    assert daemon.process.poll() is None


def test_a_second_daemon_is_75(start, config, dovecot, owner):
    first = start(config(dovecot.port, owner))
    first.says("round")
    second = start(config(dovecot.port, owner))
    assert second.process.wait(10) == 75
    assert f"process {first.process.pid}" in _said(second)


def _said(daemon):
    daemon._reader.join(5)
    return "".join(daemon.lines)


def test_a_server_that_is_not_there_is_tried_again_later(start, config, owner):
    daemon = start(config(1, owner))
    assert daemon.says("round failed")["next_try_in_seconds"] >= 20
    assert daemon.process.poll() is None
    assert daemon.stop()[0] == 0


def test_a_refused_sign_in_at_the_start_ends_with_77(start, config, dovecot, owner):
    path = config(dovecot.port, owner)
    path.write_text(path.read_text().replace(f"echo {PASSWORD}", "echo wrong"))
    daemon = start(path)
    assert daemon.process.wait(10) == 77
    assert "app password" in _said(daemon)


def test_a_server_that_falls_silent_does_not_hold_up_the_end(start, config, owner):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        daemon = start(config(silent.getsockname()[1], owner))
        caller, _ = silent.accept()
        with caller:
            caller.sendall(b"* OK hello\r\n")
            daemon.says("started")
            time.sleep(0.5)
            code, seconds = daemon.stop()
    assert (code, seconds < 10) == (0, True)


class Line:
    """A line to a server that can fall silent: nothing more comes through, nothing is closed."""

    def __init__(self, port):
        self.silent = threading.Event()
        self._server, self._to = socket.create_server(("127.0.0.1", 0)), port
        self.port = self._server.getsockname()[1]
        self._ends = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if not self.silent.is_set():
                    target.sendall(data)

    def close(self):
        for end in (self._server, *self._ends):
            end.close()


def test_a_kept_connection_that_falls_silent_does_not_hold_up_the_end(
    start, config, dovecot, owner
):
    line = Line(dovecot.port)
    daemon = start(config(line.port, owner, every_minutes=60))
    daemon.says("round")
    line.silent.set()
    code, seconds = daemon.stop()
    line.close()
    assert (code, seconds < 10) == (0, True)


def test_a_kept_connection_that_the_server_dropped_is_made_anew(start, config, dovecot, owner):
    daemon = start(config(dovecot.port, owner))
    daemon.says("round")
    dovecot.doveadm("kick", owner)
    rounds = len([line for line in daemon.lines if '"round"' in line])
    assert until(lambda: len([x for x in daemon.lines if '"round"' in x]) >= rounds + 2)
    assert not [line for line in daemon.lines if "round failed" in line]


def test_pauses_grow_and_have_an_end():
    pauses = [pause_after(Unreachable("x"), n) for n in (1, 4, 40)]
    assert 20 < pauses[0] < 40 < pauses[1] < 400 < pauses[2] < 5000
    assert pause_after(Refused("x"), 1) > 600
