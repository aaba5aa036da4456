"""``coffeefirst sign-in`` with a password, and where passwords may come from."""

import io
import os
import pty
import stat
import sys
import time
import traceback
from pathlib import Path

import keyring
import pytest

from service import secrets
from service.config_file import load_settings
from service.connecting import last_sign_in, open_mailbox
from service.errors import Refused, SettingsError
from service.mailbox import Line
from service.secrets import password
from service.settings import MailboxSettings
from service.signing_in import Manner, sign_in, sign_out
from tests.servers.keyring_backends import InFile
from tests.signing_in.conftest import ROOT

CANARY = "Zq7vK-canary-of-a-password"


@pytest.fixture
def config(tmp_path, dressed):
    """A mailbox that wants a password like no other text."""
    server = dressed(password=CANARY)

    def write(line):
        path = tmp_path / "config.toml"
        path.write_text(
            f'state_dir = "state"\n[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
            f'[mailbox]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            f'username = "{server.new_user()}"\n{line}\n'
        )
        return path

    return write


@pytest.fixture
def say(monkeypatch, capsys, tmp_path):
    """Sign in with this on standard input; gives what was said."""
    monkeypatch.setenv("KEYRING_FILE", str(tmp_path / "ring"))
    before = keyring.get_keyring()
    keyring.set_keyring(InFile())

    def go(config, line=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(line))
        sign_in(load_settings(config), Manner())
        return capsys.readouterr().out

    yield go
    keyring.set_keyring(before)


FILE, RING = 'password_file = "secret"', "password_keyring = true"


@pytest.mark.parametrize("line", [FILE, RING])
def test_what_is_piped_in_is_tried_and_kept(config, say, line):
    path = config(line)
    said = say(path, f"{CANARY}\n")
    assert "the password is kept in" in said
    assert "canary" not in said
    open_mailbox(load_settings(path), Line()).close()


def test_a_daemon_that_waits_for_it_can_see_it(config, say):
    path = config(FILE)
    settings = load_settings(path)
    before = last_sign_in(settings)
    say(path, f"{CANARY}\n")
    assert last_sign_in(settings) > before == 0


def test_the_file_is_the_owners_alone(config, say):
    path = config(FILE)
    say(path, f"{CANARY}\n")
    kept = path.parent / "secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text() == f"{CANARY}\n"


@pytest.mark.parametrize("line", [FILE, RING])
def test_a_wrong_one_does_not_replace_a_good_one(config, say, line):
    path = config(line)
    say(path, f"{CANARY}\n")
    with pytest.raises(Refused, match="nothing was changed here") as told:
        say(path, f"{CANARY[::-1]}\n")
    assert CANARY[::-1] not in "".join(traceback.format_exception(told.value))
    assert say(path).endswith("the password is the one that is there\n")


def test_a_command_is_tried_as_it_is(config, say):
    said = say(config(f'password_command = "echo {CANARY}"'))
    assert "the password is the one that is there" in said


def test_signing_out_takes_it_out_of_the_keyring(config, say, capsys):
    path = config(RING)
    say(path, f"{CANARY}\n")
    sign_out(load_settings(path), Manner())
    assert capsys.readouterr().out == "forgotten: the password in the keyring\n"
    with pytest.raises(SettingsError, match="the keyring holds no password"):
        open_mailbox(load_settings(path), Line())


def test_signing_out_of_what_is_kept_elsewhere_says_so(config):
    with pytest.raises(SettingsError, match="nothing is kept here"):
        sign_out(load_settings(config(FILE)), Manner())


def test_what_is_typed_is_not_shown(config):
    path = config(FILE)
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(HOME=str(path.parent), PYTHONPATH=str(ROOT))
        words = [sys.executable, "-m", "tests.coffeefirst", "sign-in", "--config", str(path)]
        os.chdir(ROOT)
        os.execv(sys.executable, words)
    seen = b""
    while b"password of" not in seen:
        seen += os.read(terminal, 1024)
    time.sleep(0.2)
    os.write(terminal, f"{CANARY}\n".encode())
    seen += _rest(terminal)
    os.waitpid(child, 0)
    os.close(terminal)
    assert b"signed in to 127.0.0.1" in seen
    assert b"canary" not in seen


def _rest(terminal):
    seen = b""
    try:
        while data := os.read(terminal, 1024):
            seen += data
    except OSError:  # the other side has left
        pass
    return seen


# -- where it comes from --


def mailbox(path):
    return MailboxSettings(host="h", username="robin", password_file=path)


@pytest.fixture
def folder(tmp_path):
    def write(mode):
        path = tmp_path / "given" / "mailbox"
        path.parent.mkdir()
        path.write_text("s3cret\n")
        path.chmod(mode)
        return path

    return write


@pytest.mark.parametrize("mode", [0o400, 0o440])
def test_systemds_credentials_are_found_and_may_be_the_services_by_an_acl(
    folder, monkeypatch, mode
):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder(mode).parent))
    assert password(mailbox(Path("${CREDENTIALS_DIRECTORY}/mailbox"))) == "s3cret"


def test_what_all_may_read_is_refused_there_too(folder, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder(0o444).parent))
    with pytest.raises(SettingsError, match="others may read it"):
        password(mailbox(Path("${CREDENTIALS_DIRECTORY}/mailbox")))


def test_without_systemd_it_is_said_what_is_missing(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(SettingsError, match=r"CREDENTIALS_DIRECTORY is not set: .*LoadCredential="):
        password(mailbox(Path("${CREDENTIALS_DIRECTORY}/mailbox")))


def test_a_containers_secrets_may_be_read_by_all_in_it(folder, monkeypatch):
    path = folder(0o444)
    monkeypatch.setattr(secrets, "_CONTAINERS_OWN", path.parent)
    assert password(mailbox(path)) == "s3cret"
    monkeypatch.undo()
    with pytest.raises(SettingsError, match="others may read it"):
        password(mailbox(path))


def test_each_of_several_mailboxes_has_a_variable_of_its_own(monkeypatch):
    monkeypatch.setattr(
        os, "environ", {"COFFEEFIRST_PASSWORD": "one", "COFFEEFIRST_PASSWORD_AT_WORK": "two"}
    )
    plain = MailboxSettings(host="h", username="robin")
    assert (password(plain), password(plain, "at-work")) == ("one", "two")
    with pytest.raises(SettingsError, match="set COFFEEFIRST_PASSWORD_HOME"):
        password(plain, "home")
