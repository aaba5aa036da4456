"""What is on disk is the owner's alone, whatever the umask was; what is dangerous is said."""

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from service.config_file import load_settings
from service.ledger import Ledger
from service.private import cautions, make_private, replace_privately
from tests.servers import mail
from tests.servers.costume import PASSWORD

ROOT = Path(__file__).parent.parent


@pytest.fixture
def careless():
    """A process that gives away whatever it makes."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def config(tmp_path):
    def write(mailbox='host = "imap.example.org"', rest=""):
        path = tmp_path / "config.toml"
        path.write_text(
            f'state_dir = "state"\n{rest}[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
            f'[mailbox]\nusername = "robin"\n{mailbox}\n'
        )
        path.chmod(0o600)
        return path

    return write


def modes(folder):
    found = [folder, *sorted(folder.rglob("*"))]
    return {path.name: f"{stat.S_IMODE(path.stat().st_mode):04o}" for path in found}


def told(config):
    return cautions(load_settings(config), config)


# -- files --


def test_the_ledger_is_its_owners_alone_with_any_umask(tmp_path, careless):
    with closing(Ledger(tmp_path / "state" / "ledger.sqlite")) as ledger:
        with ledger.writing():
            ledger.note_sent_look("robin@example.org", "2026-11-22")
        assert modes(tmp_path / "state") == {
            "state": "0700",
            "ledger.sqlite": "0600",
            "ledger.sqlite-shm": "0600",
            "ledger.sqlite-wal": "0600",
        }


def test_what_was_there_for_everybody_is_made_private(tmp_path, careless):
    state = tmp_path / "state"
    with closing(Ledger(state / "ledger.sqlite")):
        for path in (state, *state.iterdir()):
            path.chmod(0o777)
        Ledger(state / "ledger.sqlite").close()
        found = modes(state)
    assert found.pop("state") == "0700"
    assert set(found.values()) <= {"0600", "0700"}


def test_a_folder_with_other_things_in_it_is_left_as_it_is(tmp_path):
    (tmp_path / "letter-to-grandma.txt").touch()
    tmp_path.chmod(0o755)
    make_private(tmp_path / "ledger.sqlite")
    assert modes(tmp_path)[tmp_path.name] == "0755"


def test_a_link_in_the_ledgers_place_gives_nobody_elses_file_another_mode(tmp_path):
    (tmp_path / "theirs").touch(mode=0o644)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "ledger.sqlite-wal").symlink_to(tmp_path / "theirs")
    make_private(tmp_path / "state" / "ledger.sqlite")
    assert modes(tmp_path)["theirs"] == "0644"


def test_a_whole_round_with_a_careless_umask_leaves_nothing_for_others(config, dovecot, owner):
    dovecot.deliver(owner, "INBOX", mail.invitation(1))
    path = config(
        f'host = "127.0.0.1"\nport = {dovecot.port}\nsecurity = "none"\n'
        f'password_command = "echo {PASSWORD}"'
    )
    path.write_text(path.read_text().replace('"robin"', f'"{owner}"', 1))
    done = subprocess.run(
        [sys.executable, "-m", "tests.coffeefirst", "once", "--config", path],
        cwd=ROOT, umask=0, timeout=60, check=True, capture_output=True,
        env={"HOME": str(path.parent), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert b"looked at 1" in done.stdout
    found = modes(path.parent / "state")
    assert found.pop("state") == "0700"
    assert set(found) >= {"ledger.sqlite", f"{owner}.round.lock"}
    assert set(found.values()) == {"0600"}


# -- what is said --


def test_a_set_up_without_danger_is_not_spoken_of(config):
    assert told(config()) == []


def test_plain_text_to_another_machine_is_told_each_time(config):
    path = config('host = "imap.example.org"\nsecurity = "none"\npassword_in_plain_text = true')
    (line,) = told(path)
    assert "password and mail travel readable to imap.example.org" in line


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_config_that_others_may_write_is_told(config, mode):
    path = config()
    path.chmod(mode)
    (line,) = told(path)
    assert "others may write it, and with it name commands to run: chmod go-w" in line


def test_a_password_command_that_others_may_write_is_told(config, tmp_path):
    program = tmp_path / "tell"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o777)
    (line,) = told(config(f'host = "h"\npassword_command = "{program} me"'))
    assert f"others may write {program}" in line


def test_a_state_that_others_may_read_is_told(config, tmp_path):
    (tmp_path / "state").mkdir(mode=0o755)
    (tmp_path / "state" / "ledger.sqlite").touch(mode=0o644)
    assert [line.split(": others")[0] for line in told(config())] == [
        f"state_dir: {tmp_path}/state",
        f"state_dir: {tmp_path}/state/ledger.sqlite",
    ]


@pytest.mark.parametrize("verb", ["check", "run", "once", "plan"])
def test_every_verb_that_works_with_the_mailbox_says_the_danger(config, verb):
    path = config(
        'host = "127.1.1.1"\nport = 9\nsecurity = "none"\npassword_in_plain_text = true\n'
        'password_command = "echo secret"\ntimeout_seconds = 1',
        rest="schedule = {every_minutes = 5}\n",
    )
    done = subprocess.Popen(
        [sys.executable, "-m", "tests.coffeefirst", verb, "--config", path],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={"HOME": str(path.parent), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    with done:
        line = next((line for line in done.stdout if "plain_text" in line), "")
        done.kill()
    assert "password and mail travel readable to 127.1.1.1" in line


def test_a_file_is_replaced_and_no_other_one_of_the_owners_is_touched(tmp_path):
    file, own = tmp_path / "password", tmp_path / "password.new"
    file.touch(0o644)
    own.write_text("the owner's")
    replace_privately(file, b"secret")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"secret", 0o600)
    assert own.read_text() == "the owner's"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["password", "password.new"]
