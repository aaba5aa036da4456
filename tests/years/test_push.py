"""Push over the years: a thousand connections, and waiting as long as owners do."""

import statistics
import time
from itertools import pairwise

import pytest

import service.idler
from service.push import Push
from tests.conftest import PASSWORD
from tests.servers import mail
from tests.servers.idle import bye, idle
from tests.servers.proxy import Proxy
from tests.soak.figures import figures
from tests.years.process import MAIN, Daemon, until
from tests.years.rogue import Rogue

pytestmark = pytest.mark.long


def _config(config, port, user="robin", **more):
    return config(port, user, watch="idle", **more)


#: The daemon, with next to no pause after a connection that was lost.
HASTY = f"import service.idler; service.idler.push_pause = lambda *_: 0.005; {MAIN}"


def test_a_thousand_lost_connections_leave_nothing_behind(tmp_path, dovecot, owner, config):
    path = _config(config, dovecot.port, owner, every_minutes=60)
    daemon = Daemon(path, main=HASTY)
    try:
        daemon.says("push ready")
        rows = []
        for times in range(1, 1001):
            daemon.says("push ready", times)
            if times in (100, 1000):
                rows.append(figures(daemon.process.pid, 0, times, 0, tmp_path / "state"))
            dovecot.doveadm("kick", owner)
        assert rows[1].files <= rows[0].files + 2
        assert rows[1].threads <= rows[0].threads + 1
        assert rows[1].rss - rows[0].rss < 4096
        assert daemon.stop()[0] == 0
    finally:
        daemon.end()


def test_it_hears_of_mail_after_a_real_renewal(coffee_for, monkeypatch, dovecot, owner):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", PASSWORD)
    calls = []
    with Proxy(dovecot.port) as proxy:
        settings = coffee_for(proxy.port, owner).settings
        idles = settings.schedule.model_copy(update={"watch": "idle"})
        push = Push(settings.model_copy(update={"schedule": idles}), lambda: calls.append(1))
        push.start()
        push.let_in()
        time.sleep(1.1 * service.idler.RENEW)
        assert (proxy.counts.commands["IDLE"], proxy.counts.connections) == (2, 1)
        dovecot.deliver(owner, "INBOX", mail.other(1))
        assert until(lambda: len(calls) == 2, 3)
        push.close()


def test_a_server_that_sends_everybody_away_is_asked_less_and_less(coffee_for, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", PASSWORD)
    times = []

    def script(caller):
        times.append(time.monotonic())
        idle(bye)(caller)

    with Rogue(script) as server:
        settings = coffee_for(server.port, "robin").settings
        idles = settings.schedule.model_copy(update={"watch": "idle"})
        push = Push(settings.model_copy(update={"schedule": idles}), lambda: None)
        push.start()
        push.let_in()
        time.sleep(180)
        push.close()
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert 4 <= len(pauses) <= 6
    assert pauses == sorted(pauses)
    assert statistics.median(pauses) > 8
