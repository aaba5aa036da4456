"""``coffeefirst sign-in`` at both providers, by their own libraries, and ``sign-out``."""

import json
import socket
import stat
import subprocess
import sys
import threading
import traceback
from contextlib import closing

import pytest
import requests

from service import tokens
from service.connecting import open_mailbox
from service.errors import CoffeeFirstError, Refused, Unreachable, UsageError
from service.mailbox import Line
from service.signing_in import Manner, sign_out
from service.tokens import google
from tests.servers.token_endpoint import CLIENT_ID, CLIENT_SECRET


def test_the_owner_signs_in_and_the_mailbox_opens(account, signed_in):
    said = signed_in(account)
    assert said[-1][0].startswith(f"signed in to 127.0.0.1 as {account.user}; tokens are kept in ")
    with closing(open_mailbox(account.settings, Line())) as box:
        assert box.open_folder("INBOX").uidvalidity


def test_a_second_sign_in_replaces_the_first(account, signed_in):
    signed_in(account)
    before = account.kept()
    signed_in(account)
    assert account.kept().refresh != before.refresh


def test_tokens_lie_in_a_file_that_is_the_owners_alone(account, signed_in):
    signed_in(account)
    (path,) = account.settings.state_dir.glob("*.tokens")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not list(path.parent.glob(".*.new"))


def test_somebody_else_who_signs_in_is_told_and_nothing_is_kept(account, signed_in):
    signed_in(account)
    before = account.kept()
    with pytest.raises(Refused, match=r"is it another account's\?.*nothing was changed here"):
        signed_in(account, account.server.new_user())
    assert account.kept() == before


def test_who_says_no_is_not_signed_in(account, signed_in):
    account.provider.denies = True
    with pytest.raises(Refused, match=r"access_denied|authorization_declined"):
        signed_in(account)
    assert not list(account.settings.state_dir.glob("*.tokens"))


def test_a_mail_server_that_is_away_does_not_waste_the_sign_in(account, signed_in):
    text = account.config.read_text().replace(f"port = {account.server.port}", "port = 1")
    account.config.write_text(text)
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1"):
        signed_in(account)
    assert account.kept().access in account.provider.grants.secrets()


def test_who_does_not_tick_the_box_is_told(at_google, signed_in):
    at_google.provider.grants.less_scope = "openid"
    with pytest.raises(Refused, match="tick the box for Gmail"):
        signed_in(at_google)


def test_no_lasting_permission_is_told(account, signed_in):
    account.provider.grants.brings_refresh = False
    with pytest.raises(Refused, match="no lasting permission"):
        signed_in(account)


def test_an_unknown_client_is_told_with_where_to_look(taking_tokens, account_at, signed_in):
    account = account_at(taking_tokens, "microsoft")  # Google says that in the browser
    account.config.write_text(account.config.read_text().replace(CLIENT_ID, "nobody"))
    with pytest.raises(Refused, match=r"does not take your client: .*see \[mailbox.oauth\]"):
        signed_in(account)


def test_a_provider_that_is_away_is_told(account, signed_in):
    account.provider.trouble = "503"
    with pytest.raises(Unreachable, match="cannot be asked for a token: it answers 503"):
        signed_in(account)


def test_a_certificate_that_nobody_vouches_for_is_told(account, signed_in, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    account.provider.user = account.user
    with pytest.raises(Unreachable, match="its certificate is not to be trusted"):
        signed_in(account)
    assert account.provider.asked == []


def test_googles_own_file_names_the_client(taking_tokens, account_at, signed_in, tmp_path):
    account = account_at(taking_tokens, "google")
    told = {"installed": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "x": 1}}
    (tmp_path / "console.json").write_text(json.dumps(told))
    text = account.config.read_text().replace(f'client_id = "{CLIENT_ID}"\n', "")
    text = text.replace('client_secret_file = "client"', 'client_file = "console.json"')
    account.config.write_text(text)
    signed_in(account)
    assert account.kept().client_id == CLIENT_ID


def test_signing_out_forgets_the_tokens_and_says_where_to_revoke(account, signed_in):
    signed_in(account)
    assert account.run("sign-out").stdout.startswith("forgotten: ")
    with pytest.raises(Refused, match="nobody is signed in here yet: 'coffeefirst sign-in'"):
        tokens.access_token(account.settings)
    sign_out(account.settings, Manner())  # again


# -- the browser that comes back --


def _sign_in_at_google(account, show, port=0):
    oauth = account.settings.mailbox.oauth
    with pytest.raises(CoffeeFirstError) as told:
        google.sign_in(oauth, account.user, show, port)
    return told.value


def test_a_port_that_is_taken_is_told(at_google):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        fault = _sign_in_at_google(at_google, lambda *_: None, port)
    assert (type(fault), str(fault).partition(":")[0]) == (UsageError, f"--port {port}")


def test_nobody_who_comes_back_is_not_waited_for_without_end(at_google, monkeypatch):
    monkeypatch.setattr(google, "PATIENCE", 0.2)
    assert "nobody has signed in" in str(_sign_in_at_google(at_google, lambda *_: None))


@pytest.mark.parametrize("query", ["", "?state=forged&code=Zq7vK-canary", "?error=access_denied"])
def test_somebody_else_who_comes_to_the_port_signs_nobody_in(at_google, query):
    def come(_address, port):
        url = f"http://localhost:{port}/{query}"
        threading.Thread(target=requests.get, args=(url,), kwargs={"timeout": 9}).start()

    fault = _sign_in_at_google(at_google, come)
    assert "Google's sign-in did not come to an end: " in str(fault)
    assert "canary" not in "".join(traceback.format_exception(fault))
    assert at_google.provider.asked == []


# -- as a process --


def _process(account, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.coffeefirst", "sign-in", "--json", *options, "--config",
         str(account.config)],
        env=account.environment(DISPLAY=":9", COFFEEFIRST_DEBUG="1"), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _follow(account, told):
    account.provider.user = account.user
    if "code" in told:
        account.provider.approve(account.user)
    else:
        requests.get(told["open"], timeout=10, verify=str(account.provider.certificate))


def test_without_a_terminal_it_prints_where_to_go_and_no_secret(account):
    with _process(account) as process:
        told = json.loads(process.stdout.readline())
        threading.Thread(target=_follow, args=(account, told), daemon=True).start()
        rest, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert json.loads(rest)["signed_in"] == account.user
    assert "canary" not in said + rest + json.dumps(told)
    open_mailbox(account.settings, Line()).close()


def test_help_loads_neither_library():
    code = (
        "import sys; from service.cli import main; sys.argv = ['x', 'sign-in', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'google', 'msal', 'requests', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
