"""SIGTERM, SIGKILL and SIGHUP at any moment; ``python -m tests.years.sigterm`` tries many more."""

import socket

import pytest

from service.mailbox import Line
from tests.years.rogue import Rogue, silent
from tests.years.sigterm import run


@pytest.mark.parametrize(
    "seed", [3, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 12))]
)
def test_a_signal_at_a_random_moment_does_no_harm(seed):
    assert run(1, seed) == 0


@pytest.mark.long
def test_sigterm_while_connecting_cuts_the_line(start, config):
    with Rogue(silent) as server:
        daemon = start(config(server.port, "robin", timeout_seconds=60))
        daemon.says("started")
        code, seconds = daemon.stop()
    assert (code, seconds < 10) == (0, True)


def test_what_the_daemon_is_told_before_it_runs_is_not_lost(start, config, dovecot, owner):
    """A reload right after the start is no death, and a stop is none either."""
    daemon = start(
        config(dovecot.port, owner),
        main="import os, signal\nimport service.daemon as d\nload = d.load_taste\n"
        "def slow(*given):\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "    return load(*given)\n"
        "d.load_taste = slow\nfrom service.cli import main; main()",
    )
    daemon.says("round")
    assert daemon.stop() < (1, 10)


def test_a_line_that_is_cut_before_it_is_made_is_cut_when_it_is():
    line = Line()
    line.cut()
    with Rogue(silent) as server:
        end = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        line.hold(end)
        assert end.recv(1) == b""
        end.close()
