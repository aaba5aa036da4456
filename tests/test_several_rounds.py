"""Several mailboxes at work: one daemon, each by its own policy, none held up by another."""

import gc
import json
import signal
import threading
import time
from types import SimpleNamespace

import pytest

import service.taste
from service.config_file import load_all
from service.ledger import Ledger
from service.lock import mailbox_lock
from service.taste import load_policy, policy_text
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.years.process import MAIN, until

STOCK = "I'd like to add you to my professional network on LinkedIn."


@pytest.fixture
def two(tmp_path, dovecot):
    """Two mailboxes on one server, and a config for both."""

    def write(*, port=dovecot.port, extra="", home="gatekeeper"):
        path = tmp_path / "config.toml"
        path.write_text(
            f'authserv_ids = ["{mail.AUTHSERV_ID}"]\nstate_dir = "state"\ndkim = false\n'
            '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
            "[schedule]\nevery_minutes = 0.05\njitter_seconds = 0\n[log]\njson = true\n"
            f'[mailbox]\nhost = "127.0.0.1"\nsecurity = "none"\n'
            f'password_command = "echo {PASSWORD}"\n'
            f'[mailboxes.work]\nport = {dovecot.port}\nusername = "{names[0]}"\n'
            'policy = "benefit-of-the-doubt"\n'
            f'[mailboxes.home]\nport = {port}\nusername = "{names[1]}"\npolicy = "{home}"\n{extra}'
        )
        return path

    names = dovecot.new_user(), dovecot.new_user()
    write.names = names
    return write


def _labels(server, user):
    """What each mail in the inbox is labelled."""
    flags = server.mailbox(user).flags().values()
    return [sorted(flag for flag in found if flag.startswith("coffeefirst")) for found in flags]


def _rounds(daemon, name):
    return [told for told in daemon.said("round") if told.get("mailbox") == name]


def test_each_is_judged_by_its_own_policy(start, two, dovecot):
    work, home = two.names
    for user in two.names:
        dovecot.deliver(user, "INBOX", mail.invitation(1, note=STOCK, headline="Managing director"))
    daemon = start(two())
    assert until(lambda: _labels(dovecot, work) == [["coffeefirst-accept"]])
    assert until(lambda: _labels(dovecot, home) == [["coffeefirst-meet"]])
    assert until(lambda: _rounds(daemon, "work") and _rounds(daemon, "home"))
    assert daemon.stop()[0] == 0


def test_one_that_cannot_be_reached_does_not_hold_up_another(start, two, dovecot, run, tmp_path):
    config = two(port=1)
    daemon = start(config)
    failed = daemon.says("round failed")
    assert (failed["mailbox"], "cannot be reached" in failed["problem"]) == ("home", True)
    assert until(lambda: len(_rounds(daemon, "work")) > 1)
    done = run("status", "--config", config)
    assert done.returncode == 69
    assert f"process {daemon.process.pid} looks after it" in done.stdout


def test_one_that_wants_a_person_does_not_end_the_others(start, two, dovecot):
    daemon = start(two(extra='password_command = "echo wrong"\n'))
    assert daemon.says("round failed")["mailbox"] == "home"
    assert until(lambda: len(_rounds(daemon, "work")) > 1)
    assert daemon.process.poll() is None


def test_where_none_can_be_looked_after_it_ends_and_says_why(start, two, dovecot):
    text = two(extra='password_command = "echo wrong"\n').read_text()
    config = two()
    config.write_text(text.replace(f"echo {PASSWORD}", "echo wrong"))
    daemon = start(config)
    assert daemon.process.wait(20) == 77


def test_one_that_another_daemon_has_is_left_to_it(start, two):
    config = two()
    _, home = load_all(config)
    with mailbox_lock(home.state_dir, home.mailbox.username):
        daemon = start(config)
        assert daemon.says("not looked after")["mailbox"] == "home"
        assert until(lambda: _rounds(daemon, "work"))
        assert not _rounds(daemon, "home")


def test_one_that_another_daemon_had_is_looked_after_when_that_has_ended(start, two):
    config = two()
    _, home = load_all(config)
    soon = f"import service.daemon; service.daemon.BEGIN_AGAIN = 0.3; {MAIN}"
    with mailbox_lock(home.state_dir, home.mailbox.username):
        daemon = start(config, main=soon)
        assert daemon.says("not looked after")["mailbox"] == "home"
        time.sleep(1)
    assert until(lambda: _rounds(daemon, "home"))
    assert len(daemon.said("not looked after")) == 1


def test_sighup_changes_each_of_them(start, two):
    daemon = start(two())
    daemon.says("round")
    two(home="benefit-of-the-doubt")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.says("config read again", times=2)
    assert {e["mailbox"]: e["policy"] for e in daemon.said("config read again")} == {
        "work": "benefit-of-the-doubt",
        "home": "benefit-of-the-doubt",
    }


def test_a_mailbox_that_is_added_wants_a_restart(start, two):
    daemon = start(two())
    daemon.says("round")
    two(extra='[mailboxes.club]\nport = 1\nusername = "club"\n')
    daemon.process.send_signal(signal.SIGHUP)
    assert "restart" in daemon.says("config not taken over")["problem"]


# -- threads --


def test_what_several_mailboxes_share_is_worked_out_once(tmp_path, monkeypatch):
    parsed = []
    text, _ = policy_text("gatekeeper")
    own = tmp_path / "own.toml"
    own.write_text(f"# {tmp_path}\n{text}")
    parse = service.taste.parse_policy
    monkeypatch.setattr(
        service.taste,
        "parse_policy",
        lambda *told: (parsed.append(1), time.sleep(0.1), parse(*told))[-1],
    )
    threads = [threading.Thread(target=load_policy, args=(str(own),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert parsed == [1]


def test_two_that_prepare_at_once_leave_the_collector_on(monkeypatch):
    """One finds it off, but turns it off itself only when the other has turned it on again."""
    inside, over = threading.Event(), threading.Event()

    def second():
        inside.wait(5)
        with service.taste._collector_off():
            pass

    thread = threading.Thread(target=second)
    disable = gc.disable

    def turn_off():
        if threading.current_thread() is thread:
            over.wait(1)
        disable()

    monkeypatch.setattr(
        service.taste,
        "gc",
        SimpleNamespace(isenabled=gc.isenabled, enable=gc.enable, disable=turn_off),
    )
    thread.start()
    with service.taste._collector_off():
        inside.set()
        time.sleep(0.1)
    over.set()
    thread.join()
    was_left_on = gc.isenabled()
    gc.enable()
    assert was_left_on


# -- verbs --


def test_once_does_them_all_and_says_which_failed(run, two, dovecot):
    work, _ = two.names
    dovecot.deliver(work, "INBOX", mail.invitation(1, note=STOCK, headline="Managing director"))
    done = run("once", "--config", two(port=1))
    assert done.returncode == 69
    assert "coffeefirst: home: 127.0.0.1:1: it cannot be reached" in done.stderr
    assert done.stderr.endswith("coffeefirst: 1 of 2 mailboxes: not all is well, as said above\n")
    assert _labels(dovecot, work) == [["coffeefirst-accept"]]


def test_json_says_whose_it_is(run, two, dovecot):
    done = run("once", "--config", two(), "--json")
    assert [json.loads(line)["mailbox"] for line in done.stdout.splitlines()] == ["work", "home"]


def test_people_are_imported_for_every_mailbox_or_for_the_one_that_is_named(run, two, people_file):
    config = two()
    run("contacts", "import", people_file, "--config", config, "--mailbox", "home")
    work, home = load_all(config)
    assert [Ledger(s.ledger).count_people(str(people_file)) for s in (work, home)] == [0, 1]
    run("contacts", "import", people_file, "--config", config)
    assert [Ledger(s.ledger).count_people(str(people_file)) for s in (work, home)] == [1, 1]


def test_a_verb_for_one_mailbox_asks_which(run, two):
    done = run("undo", "1", "--config", two())
    assert (done.returncode, done.stderr) == (
        64,
        "coffeefirst: there are several mailboxes: name one with --mailbox: work, home\n",
    )
