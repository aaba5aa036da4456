"""How each mailbox fares: what was written down of it, and who looks after it."""

import json
import os
from contextlib import closing
from datetime import timedelta

import pytest

from service.errors import Refused, Unreachable
from service.health import note_health
from service.ledger import Decided, Entry, FolderKey
from service.lock import mailbox_lock
from service.round import mailbox_name
from service.settings import ScheduleSettings
from service.status import status_of
from tests.conftest import NOW

LATER = NOW + timedelta(minutes=3)


@pytest.fixture
def coffee(coffee_for):
    found = coffee_for(1, "robin@example.org")
    return found.but(schedule=ScheduleSettings(every_minutes=5, deadline_minutes=10))


@pytest.fixture
def fared(coffee):
    def note(error=None, at=NOW, pause=300):
        with closing(coffee.ledger()) as ledger:
            note_health(ledger, mailbox_name(coffee.settings), error, at, pause)

    return note


def _told(coffee, now=LATER):
    status = status_of(coffee.settings, now)
    return status.level, status.line


def test_a_mailbox_that_was_never_looked_after_is_a_warning(coffee):
    level, line = _told(coffee)
    assert (level, "never looked after" in line) == ("warning", True)
    assert not coffee.settings.state_dir.exists()  # nothing is made by looking


def test_a_round_that_went_well_is_well(coffee, fared):
    fared()
    assert _told(coffee) == ("ok", "looked 3 minutes ago")


def test_a_problem_is_told_with_when_it_was_last_well(coffee, fared):
    fared(at=NOW - timedelta(hours=3))
    fared(Unreachable("imap.example.org:993: it cannot be reached"))
    assert _told(coffee) == (
        "wrong",
        "imap.example.org:993: it cannot be reached (looked 3 minutes ago; well until 3 hours ago)",
    )


def test_what_was_never_well_says_so(coffee, fared):
    fared(Refused("the password is wrong"))
    assert _told(coffee)[1].endswith("(looked 3 minutes ago; never well)")


def test_a_good_round_makes_up_for_it(coffee, fared):
    fared(Refused("the password is wrong"))
    fared(at=LATER)
    assert _told(coffee)[0] == "ok"


def test_a_daemon_that_does_not_get_to_it_is_a_warning(coffee, fared):
    fared()
    settings = coffee.settings
    with mailbox_lock(settings.state_dir, settings.mailbox.username):
        level, line = _told(coffee, NOW + timedelta(hours=2))
        assert status_of(settings, LATER).daemon == os.getpid()
    assert (level, line) == (
        "warning",
        "looked 2 hours ago, though a round is due every 15 minutes",
    )


def test_a_daemon_that_is_gone_is_a_warning(coffee, fared):
    fared()
    settings = coffee.settings
    with mailbox_lock(settings.state_dir, settings.mailbox.username):
        assert _told(coffee)[0] == "ok"
    assert _told(coffee)[0] == "ok"  # it may just be started anew
    assert _told(coffee, NOW + timedelta(hours=2)) == (
        "warning",
        "looked 2 hours ago, and its daemon is gone",
    )


def test_where_no_daemon_has_looked_none_is_missed(coffee, fared):
    fared(pause=0)
    assert _told(coffee, NOW + timedelta(hours=2)) == ("ok", "looked 2 hours ago")


def test_who_only_looks_keeps_no_daemon_from_starting(coffee):
    settings = coffee.settings
    with mailbox_lock(settings.state_dir, settings.mailbox.username):
        pass
    assert status_of(settings, LATER).daemon is None  # though the file of the lock is there
    with mailbox_lock(settings.state_dir, settings.mailbox.username):
        pass


def test_what_is_left_to_do_is_counted(coffee, fared):
    fared()
    key = FolderKey(mailbox_name(coffee.settings), "INBOX", 1)
    decided = (Decided("", "ada quill", "meet"),)
    with closing(coffee.ledger()) as ledger, ledger.writing():
        ledger.write(key, [Entry(7, "<7@example.org>", "single", "meet", False, decided)], "")
    assert str(status_of(coffee.settings, LATER).left_to_do) == "1 label"


# -- the verb --


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    text = '[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
    for name in ("work", "home"):
        text += f'[mailboxes.{name}]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\n'
        text += f'username = "{name}"\n'
    path.write_text(f'state_dir = "{tmp_path / "state"}"\n{text}')
    return path


def test_every_mailbox_has_a_line(run, config):
    done = run("status", "--config", config)
    assert done.returncode == 0
    assert "work: work@127.0.0.1: was never looked after" in done.stdout
    assert "home: home@127.0.0.1: was never looked after" in done.stdout


def test_one_that_does_not_fare_well_is_the_exit_code(run, config):
    env = {"COFFEEFIRST_PASSWORD_HOME": "secret"}
    assert run("once", "--config", config, "--mailbox", "home", **env).returncode == 69
    done = run("status", "--config", config)
    assert (done.returncode, done.stderr) == (69, "coffeefirst: not well: home\n")
    assert "home@127.0.0.1: 127.0.0.1:1: it cannot be reached" in done.stdout


def test_json_is_one_object_a_mailbox(run, config):
    lines = run("status", "--config", config, "--json").stdout.splitlines()
    assert [(o["mailbox"], o["level"], o["daemon"]) for o in map(json.loads, lines)] == [
        ("work", "warning", None),
        ("home", "warning", None),
    ]


def test_a_ledger_that_is_damaged_is_what_is_wrong_with_its_mailbox(run, config, tmp_path):
    (tmp_path / "state" / "home").mkdir(parents=True)
    (tmp_path / "state" / "home" / "ledger.sqlite").write_bytes(b"no ledger" * 999)
    done = run("status", "--config", config)
    assert done.returncode == 74
    assert "work: work@127.0.0.1: was never" in done.stdout
    assert "home: home@127.0.0.1: the ledger is damaged" in done.stdout
