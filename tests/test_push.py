"""Push: a connection that only waits for mail, and what servers may do to it."""

import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import service.idler
from service.errors import Locked
from service.lock import round_lock
from service.push import Push
from service.taste import load_taste
from service.tended import Tended
from service.watch import Watch
from tests.conftest import PASSWORD
from tests.servers import mail
from tests.servers.dovecot import Dovecot
from tests.servers.idle import bye, cut, ended, for_ever, growing, idle, no_to_idle, says
from tests.servers.proxy import Proxy
from tests.years.process import until
from tests.years.rogue import Rogue, drip, refusing_sign_in, silent


class Ear:
    """A Push of an owner's, what it said, and how often it called."""

    def __init__(self, settings):
        self.calls = 0
        self.push = Push(settings, self._wake)
        self.push.start()

    def _wake(self):
        self.calls += 1

    def is_called(self, times=1, seconds=5.0):
        return until(lambda: self.calls >= times, seconds)

    def is_quiet(self, seconds=0.7):
        before = self.calls
        time.sleep(seconds)
        return self.calls == before

    def cpu(self):
        (idler,) = self.push._idlers
        return time.clock_gettime(time.pthread_getcpuclockid(idler.ident))


@pytest.fixture
def said():
    with capture_logs() as lines:
        yield lambda event: [line for line in lines if line["event"] == event]


@pytest.fixture
def listen(coffee_for, monkeypatch, said):
    """An Ear at a port; ``let_in`` says whether a round of polling went well before."""
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", PASSWORD)
    ears = []

    def go(port, user="robin", *, let_in=True, watch="idle", **mailbox):
        settings = coffee_for(port, user).but(mailbox=mailbox).settings
        schedule = settings.schedule.model_copy(update={"watch": watch})
        ears.append(Ear(settings.model_copy(update={"schedule": schedule})))
        if let_in:
            ears[-1].push.let_in()
        return ears[-1]

    yield go
    for ear in ears:
        ear.push.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("idle ")]


@pytest.fixture
def pauses(monkeypatch):
    """Lets failures wait less long: so many seconds at first, and then twice as long each time."""

    def begin_with(seconds):
        growing = {"PUSH": (seconds, 60.0), "REFUSED": (seconds, 60.0)}
        for name, bounds in growing.items():
            monkeypatch.setattr(f"service.pause.{name}", bounds)

    return begin_with


# -- mail --


def test_mail_that_comes_is_told(listen, dovecot, owner):
    ear = listen(dovecot.port, owner)
    assert ear.is_called()  # it is connected: mail may have come before
    dovecot.deliver(owner, "INBOX", mail.other(1))
    assert ear.is_called(2)


def test_mail_that_comes_is_told_over_tls(listen, monkeypatch, dressed):
    server = dressed(tls=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    ear = listen(server.port, owner := server.new_user(), security="tls", host="localhost")
    assert ear.is_called()
    server.deliver(owner, "INBOX", mail.other(1))
    assert ear.is_called(2)


def test_what_we_do_ourselves_is_not_told(listen, dovecot, owner, coffee):
    dovecot.deliver_many(owner, "INBOX", [mail.invitation(1), mail.invitation(2)])
    ear = listen(dovecot.port, owner)
    assert ear.is_called()
    assert coffee.round().verdicts
    with closing(coffee.box()) as box:
        box.open_folder("INBOX")
        box._connection.move("1", "Archive")
    assert ear.is_quiet()
    dovecot.deliver(owner, "INBOX", mail.other(3))  # there are no more than there were
    assert ear.is_called(2)


def test_a_folder_with_an_odd_name_is_watched(listen, dovecot, owner):
    dovecot.doveadm("mailbox", "create", "-u", owner, 'Entwürfe "& Co')
    ear = listen(dovecot.port, owner, folders=('Entwürfe "& Co',))
    assert ear.is_called()


@pytest.mark.parametrize(
    "parts",
    [
        (b"* 2 EXI", b"STS\r\n"),
        (b"* 2 EXISTS\r", b"\n"),
        (b"nonsense\r\n* \r\n\x00\xff* 9999999999999999999999 EXISTS\r\n* 2 EXISTS\r\n",),
        (b"* 1 EXPUNGE\r\n", b"* 1 EXISTS\r\n"),
        (b"* OK Still here\r\n* 2 exists\r\n",),
    ],
)
def test_it_is_read_in_any_parts_and_among_anything(listen, parts):
    with Rogue(idle(says(*parts))) as server:
        ear = listen(server.port)
        assert ear.is_called(2)
        assert ear.is_quiet(0.3)


@pytest.mark.parametrize(
    "data", [b"* 1 EXISTS\r\n", b"* 1 FETCH (FLAGS ())\r\n", b"* 0 EXISTS\r\n* 1 RECENT\r\n"]
)
def test_only_a_folder_that_grows_has_new_mail(listen, data):
    with Rogue(idle(says(data, data))) as server:
        ear = listen(server.port)
        assert ear.is_called()
        assert ear.is_quiet(0.3)


# -- how long a connection lasts --


def test_it_is_renewed_on_the_same_connection(listen, monkeypatch, dovecot, owner):
    monkeypatch.setattr(service.idler, "RENEW", 0.05)
    with Proxy(dovecot.port) as proxy:
        ear = listen(proxy.port, owner)
        assert until(lambda: proxy.counts.commands["IDLE"] > 20)
        dovecot.deliver(owner, "INBOX", mail.other(1))
        assert ear.is_called(2)
        assert proxy.counts.connections == 1


def test_a_dropped_connection_is_noticed_and_mail_of_the_meantime_found(
    listen, said, pauses, dovecot, owner
):
    pauses(0.5)
    ear = listen(dovecot.port, owner)
    assert ear.is_called()
    dovecot.doveadm("kick", owner)
    assert until(lambda: said("push lost"), 2)
    dovecot.deliver(owner, "INBOX", mail.other(1))  # while nobody listens
    assert ear.is_called(2)
    assert len(said("push ready")) == 2


def test_a_server_that_is_gone_without_a_word_is_noticed_at_renewal(listen, monkeypatch, said):
    monkeypatch.setattr(service.idler, "RENEW", 0.2)
    with Rogue(idle(silent)) as server:
        listen(server.port, timeout_seconds=0.5)
        assert until(lambda: said("push lost"), 3)
    assert "no answer within 0.5 seconds" in said("push lost")[0]["problem"]


def test_tcp_itself_asks_whether_the_server_is_there(listen):
    with Rogue(idle(silent)) as server:
        assert listen(server.port).is_called()
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    (timer,) = [line[5] for line in lines if line[2].endswith(f":{server.port:04X}")]
    kind, ticks = timer.split(":")  # proc(5): 2 is the keep-alive timer, in hundredths of a second
    assert (int(kind), int(ticks, 16) / 100 < 130) == (2, True)


@pytest.mark.parametrize(
    "script",
    [
        idle(bye),
        idle(cut),
        idle(for_ever(b"* 1 FETCH (FLAGS (\\Seen))\r\n" * 99)),
        idle(for_ever(b"x" * 65_536)),
        idle(growing),
        ended,
        no_to_idle,
        lambda caller: caller.say(b"\x00\xff\r\n" * 99),
        cut,
    ],
    ids=["bye", "cut", "flood", "line", "growing", "ended", "no", "garbage", "gone"],
)
def test_whatever_a_server_does_it_is_asked_seldom_and_costs_little(listen, pauses, script):
    pauses(0.05)
    with Rogue(script) as server:
        ear = listen(server.port, timeout_seconds=5)
        time.sleep(0.8)
        assert 1 <= server.callers <= 6  # 0.05 + 0.1 + 0.2 + 0.4 seconds, a fifth less or more
        assert ear.cpu() < 0.1 + 0.05 * server.callers
        assert ear.push._idlers[0].is_alive()


def test_only_a_connection_that_lasted_shortens_the_pause(listen, monkeypatch, pauses, said):
    pauses(0.05)
    monkeypatch.setattr(service.idler, "LASTS", 0.2)
    with Rogue(idle(lambda _: time.sleep(0.3 if server.callers == 4 else 0))) as server:
        ear = listen(server.port)
        assert until(lambda: server.callers == 4)
        assert ear.push._idlers[0]._failures == 3
        assert until(lambda: len(said("push lost")) == 4)
        assert ear.push._idlers[0]._failures == 1


@pytest.mark.parametrize(
    "script",
    [silent, drip(b"* OK hello\r\n" * 99), drip(b"* OK\r\n" * 99, after=2), idle(silent)],
    ids=["silent", "greeting", "answer", "idle"],
)
def test_it_ends_at_once_whatever_the_server_does(listen, script):
    with Rogue(script) as server:
        ear = listen(server.port)
        assert until(lambda: server.callers == 1)
        time.sleep(0.3)
        began, (idler,) = time.monotonic(), ear.push._idlers
        ear.push.close()
        assert time.monotonic() - began < 0.5
        assert not idler.is_alive()


def test_nothing_is_left_behind_by_fifty_connections(listen, monkeypatch):
    monkeypatch.setattr(service.idler, "push_pause", lambda *_: 0.001)
    with Rogue(idle(bye)) as server:
        listen(server.port)
        assert until(lambda: server.callers >= 10)
        before = _held()
        assert until(lambda: server.callers >= 60)
        after = _held()
    assert max(after[0] - before[0], after[1] - before[1]) < 6


def _held():
    """Files and threads of this process."""
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


# -- who may not, or need not --


def test_it_signs_in_only_after_a_round_went_well(listen, dovecot, owner):
    with Proxy(dovecot.port) as proxy:
        ear = listen(proxy.port, owner, let_in=False)
        time.sleep(0.3)
        assert proxy.counts.connections == 0
        ear.push.let_in()
        assert ear.is_called()


def test_a_refused_sign_in_waits_for_a_round_that_goes_well(listen, said, pauses):
    pauses(0.01)
    with Rogue(refusing_sign_in) as server:
        ear = listen(server.port)
        assert until(lambda: said("push lost"))
        time.sleep(0.5)
        assert server.callers == 1
        ear.push.let_in()
        assert until(lambda: server.callers == 2)


def test_a_refused_sign_in_is_not_tried_at_every_round(listen, said, monkeypatch):
    monkeypatch.setattr(service.idler, "AFTER_CHANGE", 0.5)
    with Rogue(refusing_sign_in) as server:
        ear = listen(server.port)
        assert until(lambda: said("push lost"))
        assert said("push lost")[0]["next_try_in_seconds"] > 600
        ear.push.let_in()
        time.sleep(0.3)
        assert server.callers == 1
        ear.push.change(ear.push._settings)  # SIGHUP: the owner may have mended it
        time.sleep(0.1)
        assert server.callers == 1  # and may send many of them
        assert until(lambda: server.callers == 2)


def test_a_server_that_cannot_is_told_once(listen, said, monkeypatch):
    with Dovecot(capability="IMAP4rev1 NAMESPACE") as server, Proxy(server.port) as proxy:
        ear = listen(proxy.port, server.new_user())
        assert until(lambda: said("push not offered"))
        ear.push.let_in()
        assert (ear.calls, proxy.counts.connections) == (0, 1)
        assert "polling goes on" in said("push not offered")[0]["problem"]


def test_a_few_folders_are_watched_and_the_others_told(listen, said, dovecot, owner):
    folders = ("INBOX", "Drafts", "Sent", "Trash", "Archive")
    with Proxy(dovecot.port) as proxy:
        ear = listen(proxy.port, owner, folders=folders)
        assert ear.is_called(3)
        assert proxy.counts.connections == 3
    assert "Trash, Archive" in said("push not for all")[0]["problem"]


def test_new_settings_turn_it_off_and_on(listen, dovecot, owner):
    ear = listen(dovecot.port, owner, watch="poll")
    settings, schedule = ear.push._settings, ear.push._settings.schedule
    for watch in ("idle", "poll", "idle"):
        now = schedule.model_copy(update={"watch": watch})
        ear.push.change(settings.model_copy(update={"schedule": now}))
        ear.push.let_in()
        assert len(ear.push._idlers) == (watch == "idle")
    assert ear.is_called()


def test_after_sleep_it_connects_anew_and_at_once(listen, said, dovecot, owner):
    with Proxy(dovecot.port) as proxy:
        ear = listen(proxy.port, owner)
        assert ear.is_called()
        ear.push.woken()
        assert ear.is_called(2, seconds=2)
        assert (proxy.counts.connections, said("push lost")) == (2, [])


# -- rounds --


def test_mail_that_comes_during_a_round_wants_another_after_it(coffee, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", PASSWORD)
    monkeypatch.setattr("service.watch.APART", 0.0)
    due = []

    def stopping():  # asked in mid-round
        watch.ask()
        due.append(watch.is_asked())
        return False

    watch = Watch(coffee.settings, stopping)
    watch.tick()
    watch.close()
    assert len(due) > 1
    assert not any(due[1:])  # the first was before it began
    assert watch.is_asked()
    monkeypatch.setattr("service.watch.APART", 1.0)
    assert not watch.is_asked()  # once is enough for a while


def test_an_asked_round_respects_the_pause_after_a_failure(coffee_for, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", PASSWORD)
    monkeypatch.setattr("service.watch.APART", 0.0)
    coffee = coffee_for(1, "robin")
    watch = Watch(coffee.settings, lambda: False)
    watch.tick()
    watch.ask()
    assert (watch.well, watch.is_asked()) == (False, False)
    watch.close()


def test_by_new_settings_nobody_signs_in_before_a_round_did(coffee_for, listen, dovecot, owner):
    """A round by the old ones that ends well meanwhile tells nothing of the new ones."""
    with Rogue(refusing_sign_in) as refusing:
        settings = listen(refusing.port, watch="idle", let_in=False).push._settings
        old, asked = coffee_for(dovecot.port, owner).settings, []

        def stopping():  # asked before a round, and in it
            asked.append(True)
            if len(asked) == 2:
                tended.change(settings, load_taste(settings))
            return False

        tended = Tended(old, stopping, alone=True)
        tended.begin()
        tended.tick()
        time.sleep(0.3)
        tended.close_push()
        tended.close()
        assert refusing.callers == 0


def test_how_it_fares_is_noted_alone_with_the_ledger(coffee_for, monkeypatch):
    """To open a ledger that is damaged is to mend it: not while another process works with it."""
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", PASSWORD)
    settings, noted = coffee_for(1, "robin").settings, []

    def note(*_):
        with pytest.raises(Locked), round_lock(settings.state_dir, "robin", 0):
            pass
        noted.append(True)

    monkeypatch.setattr("service.watch.note_health", note)
    watch = Watch(settings, lambda: False)
    watch.tick()
    watch.close()
    assert noted == [True]
