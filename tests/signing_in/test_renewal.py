"""Tokens are renewed before they end, by one at a time, and what ends for good is not hammered."""

import signal
import subprocess
import sys
import threading
import time
import traceback

import pytest

from service import tokens
from service.errors import CoffeeFirstError, Refused, StateError, Unreachable
from service.private import beside, cautions
from service.tokens import access_token, web
from tests.servers.token_endpoint import GARBAGE
from tests.signing_in.conftest import ROOT, everything_under


def soon():
    return time.time() + 60


def fault_of(account, kind):
    with pytest.raises(CoffeeFirstError) as told:
        access_token(account.settings)
    assert isinstance(told.value, kind), told.value
    seen = "".join(traceback.format_exception(told.value))
    assert "canary" not in seen
    return str(told.value)


# -- when it is well --


def test_a_fresh_token_is_used_as_it_is(account):
    given = account.give()
    assert access_token(account.settings) == given.access
    assert account.renewals() == 0


def test_it_is_renewed_some_minutes_before_it_ends(account):
    given = account.give(ends=time.time() + 240)
    renewed = access_token(account.settings)
    assert renewed != given.access
    assert (account.kept().access, account.renewals()) == (renewed, 1)


def test_what_lives_for_a_minute_is_not_renewed_at_once(account):
    account.provider.grants.lifetime = 60
    account.give(ends=0)
    assert access_token(account.settings) == access_token(account.settings)
    assert account.renewals() == 1


def test_no_word_of_how_long_it_lives_is_an_hour(account):
    account.provider.grants.lifetime = None
    account.give(ends=0)
    access_token(account.settings)
    assert 3500 < account.kept().ends - time.time() <= 3600


@pytest.mark.parametrize("rotate", ["kept", "replaced", "once"])
def test_each_renewal_uses_what_the_one_before_brought(account, rotate):
    account.provider.grants.rotate = rotate
    account.provider.grants.lifetime = 0.001
    account.give(ends=0)
    access = {access_token(account.settings) for _ in range(4)}
    assert (len(access), account.renewals()) == (4, 4)


def test_another_clients_tokens_are_none_of_ours(account):
    account.give(client_id="another")
    assert "another client's: sign in again" in fault_of(account, Refused)


# -- the provider in trouble --


@pytest.mark.parametrize("trouble", ["500", "503", "429", "elsewhere", *GARBAGE])
def test_a_provider_in_trouble_is_asked_once_and_the_tokens_stay(account, trouble):
    given = account.give(ends=0)
    account.provider.trouble = trouble
    fault_of(account, Unreachable)
    assert (account.kept(), account.renewals()) == (given, 1)


def test_a_provider_that_is_not_there_is_told(account):
    account.give(ends=0)
    port = account.provider.url.rpartition(":")[2]
    account.config.write_text(account.config.read_text().replace(f":{port}", ":1"))
    assert "localhost:1" in fault_of(account, Unreachable)


@pytest.mark.parametrize("trouble", ["silent", "drip", "endless"])
def test_a_provider_that_takes_its_time_does_not_take_ours(account, monkeypatch, trouble):
    monkeypatch.setattr(tokens, "PATIENCE", 1.0)
    monkeypatch.setattr(web, "TIMEOUTS", (1.0, 0.5))
    monkeypatch.setattr(web, "LONGEST", 0.8)
    account.give(ends=0)
    account.provider.trouble = trouble
    began = time.monotonic()
    fault_of(account, Unreachable)
    assert time.monotonic() - began < 3


def test_what_comes_too_late_is_kept_for_the_next_time(account, monkeypatch):
    monkeypatch.setattr(tokens, "PATIENCE", 0.2)
    given = account.give(ends=0)
    account.provider.before_answer.clear()
    assert "no token within" in fault_of(account, Unreachable)
    account.provider.before_answer.set()
    assert _until(lambda: account.kept() != given)
    monkeypatch.undo()
    assert account.renewals() == 1


def test_while_the_old_token_lives_a_provider_in_trouble_does_no_harm(account):
    given = account.give(ends=soon())
    account.provider.trouble = "500"
    assert access_token(account.settings) == given.access


# -- the end --


@pytest.mark.parametrize("code", ["invalid_grant", "interaction_required", "consent_required"])
def test_what_ended_for_good_is_told_not_erased_and_not_asked_again(account, code):
    given = account.give(ends=0)
    account.provider.refusal = code
    told = fault_of(account, Refused)
    assert f"{code} (said so): sign in again: 'coffeefirst sign-in'" in told
    assert fault_of(account, Refused) == told
    assert (account.kept().refresh, account.renewals()) == (given.refresh, 1)


def test_it_is_asked_again_some_day(account):
    account.give(ends=0, ended="it was over", asked=time.time() - tokens.ASK_AGAIN - 1)
    access_token(account.settings)
    assert account.kept().ended == ""


def test_a_new_sign_in_ends_the_end(account, signed_in):
    account.give(ends=0, ended="it was over", asked=time.time())
    fault_of(account, Refused)
    signed_in(account)
    assert access_token(account.settings) == account.kept().access


def test_a_client_that_is_refused_is_no_end(account):
    account.give(ends=0)
    account.provider.refusal = "invalid_client"
    assert "does not take your client" in fault_of(account, Refused)
    account.provider.refusal = ""
    access_token(account.settings)


# -- several at once, and crashes --

ASK = (
    "import sys; from pathlib import Path; from service.config_file import load_settings\n"
    "from service.tokens import access_token\n"
    "print(access_token(load_settings(Path(sys.argv[1]))))\n"
)


def _start(account, code=ASK):
    return subprocess.Popen(
        [sys.executable, "-c", code, str(account.config)],
        cwd=ROOT, env=account.environment(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_processes_at_once_ask_once(at_microsoft):
    account = at_microsoft
    account.provider.grants.rotate = "once"
    account.give(ends=0)
    account.provider.before_answer.clear()
    both = [_start(account), _start(account)]
    assert _until(lambda: account.renewals() == 1)
    time.sleep(0.5)
    account.provider.before_answer.set()
    said = {process.communicate(timeout=20)[0].strip() for process in both}
    assert (said, account.renewals()) == ({account.kept().access}, 1)


def test_ten_threads_at_once_ask_once(account):
    account.give(ends=0)
    got = []
    threads = [
        threading.Thread(target=lambda: got.append(access_token(account.settings)))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(got), len(set(got)), account.renewals()) == (10, 1, 1)


def test_killed_while_the_provider_answers_it_renews_again(at_microsoft):
    account = at_microsoft
    account.provider.grants.rotate = "replaced"
    given = account.give(ends=0)
    account.provider.before_answer.clear()
    with _start(account) as process:
        assert _until(lambda: account.renewals() == 1)
        process.kill()
    account.provider.before_answer.set()
    assert account.kept() == given
    assert access_token(account.settings) == account.kept().access


@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.replace"])
def test_killed_while_it_writes_the_old_tokens_are_whole(at_microsoft, where):
    account = at_microsoft
    account.provider.grants.rotate = "replaced"
    given = account.give(ends=0)
    module, *_ = where.split(".")
    dying = f"import os, {module}\n{where} = lambda *_: os.kill(os.getpid(), 9)\n"
    with _start(account, ASK.replace("print(", f"{dying}print(")) as process:
        assert process.wait(20) == -signal.SIGKILL
    assert account.kept() == given
    assert access_token(account.settings) == account.kept().access
    assert not list(account.settings.state_dir.glob(".*.new"))


def test_what_a_crash_left_for_all_to_read_is_not_written_into(account):
    account.give(ends=0)
    (path,) = account.settings.state_dir.glob("*.tokens")
    left = beside(path)
    left.touch(0o644)
    with left.open("rb") as somebody:
        access_token(account.settings)
        assert somebody.read() == b""


# -- where they are kept --


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"access": 1}', "\udcff", "[" * 9999])
def test_a_file_that_holds_no_tokens_is_told(account, text):
    account.give()
    (path,) = account.settings.state_dir.glob("*.tokens")
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "no tokens can be read there: 'coffeefirst sign-in'" in fault_of(account, Refused)


def test_a_disk_that_takes_nothing_is_told_before_a_token_is_used(account):
    account.give(ends=0)
    (path,) = account.settings.state_dir.glob("*.tokens")
    beside(path).mkdir()
    assert "cannot be written" in fault_of(account, StateError)


def test_no_tokens_are_found_but_in_the_one_file(account):
    account.give(ends=0)
    access_token(account.settings)
    (path,) = account.settings.state_dir.glob("*.tokens")
    path.unlink()
    assert b"canary" not in everything_under(account.settings.state_dir)


def test_tokens_show_in_no_repr(account):
    assert "canary" not in repr(account.give())


def _until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_token_file_that_others_may_read_is_warned_of(at_microsoft):
    account = at_microsoft
    account.give()
    (path,) = account.settings.state_dir.glob("*.tokens")
    path.chmod(0o644)
    told = cautions(account.settings, account.config)
    assert f"state_dir: {path}: others may use it (mode 0644): chmod go= {path}" in told
