"""Secrets in the system's keyring: the password, or tokens; and keyrings that are none."""

import time
import traceback
from contextlib import closing

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from service import keyrings, tokens
from service.connecting import open_mailbox
from service.errors import SettingsError
from service.mailbox import Line
from service.secrets import password
from service.settings import MailboxSettings
from service.signing_in import Manner, sign_out
from tests.servers import keyring_backends as backends
from tests.signing_in.conftest import everything_under

CANARY = "Zq7vK-canary-of-a-password"
BACKEND = "tests.servers.keyring_backends.InFile"


@pytest.fixture
def use(tmp_path, monkeypatch):
    """Let this be the system's keyring."""
    monkeypatch.setenv("KEYRING_FILE", str(tmp_path / "ring"))
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def ring(use):
    use(backends.InFile())


def mailbox():
    return MailboxSettings(host="127.0.0.1", username="robin", password_keyring=True)


def fault_of(work):
    with pytest.raises(SettingsError) as told:
        work()
    assert "canary" not in "".join(traceback.format_exception(told.value))
    return str(told.value)


def test_the_password_comes_from_the_keyring(ring):
    keyrings.keep("robin", CANARY)
    assert password(mailbox()) == CANARY


def test_a_keyring_without_it_says_how_to_put_it_there(ring):
    told = fault_of(lambda: password(mailbox()))
    assert "'coffeefirst sign-in' asks for it and puts it there" in told


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (NoKeyring, "there is no keyring here: use a file"),
        (backends.Locked, "the keyring is locked: unlock it"),
        (backends.Broken, "the keyring cannot be used: RuntimeError"),
    ],
)
def test_a_keyring_that_gives_nothing_is_told(use, backend, words):
    use(backend())
    assert words in fault_of(lambda: password(mailbox()))


def test_a_keyring_that_waits_for_somebody_does_not_wait_for_ever(use, monkeypatch):
    monkeypatch.setattr(keyrings, "PATIENCE", 0.2)
    use(backends.Silent())
    began = time.monotonic()
    assert "gave no answer" in fault_of(lambda: password(mailbox()))
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("backend", [backends.Locked, backends.Forgetful])
def test_a_keyring_that_does_not_take_it_is_told(use, backend):
    use(backend())
    fault_of(lambda: keyrings.keep("robin", CANARY))


# -- tokens in it --


@pytest.fixture
def account(ring, taking_tokens, account_at):
    return account_at(taking_tokens, "microsoft", 'tokens = "keyring"\n')


def test_tokens_are_kept_and_renewed_there_and_in_no_file(account, signed_in):
    signed_in(account)
    with closing(open_mailbox(account.settings, Line())) as box:
        assert box.open_folder("INBOX").uidvalidity
    account.give(ends=0)
    assert tokens.access_token(account.settings) == account.kept().access
    assert b"canary" not in everything_under(account.settings.state_dir)


def test_another_process_finds_them_there(account, tmp_path):
    account.give()
    ring = {"PYTHON_KEYRING_BACKEND": BACKEND, "KEYRING_FILE": str(tmp_path / "ring")}
    done = account.run("once", **ring)
    assert done.returncode == 0, done.stderr


def test_signing_out_takes_them_out(account):
    account.give()
    sign_out(account.settings, Manner())
    assert keyrings.kept(f"{account.user} (microsoft)") is None
