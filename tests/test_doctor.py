"""``coffeefirst doctor``: it says whether all is well, and changes nothing."""

import imaplib
import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from service import doctor
from service.cli import main
from service.config_file import Chosen
from service.doctor import verbs
from tests.examined import ALWAYS, ONLINE, found
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.servers.proxy import Proxy

ROOT = Path(__file__).parent.parent

# -- all is well --


def test_where_all_is_well_every_line_is_ok(coffee):
    told = found(coffee)
    assert {one.level for one in told.values()} == {"ok"}
    assert doctor.exit_code(list(told.values())) == 0


def test_the_checks_come_in_their_order_and_none_is_missing(coffee):
    assert list(found(coffee)) == ALWAYS
    assert list(found(coffee, offline=True)) == [name for name in ALWAYS if name not in ONLINE]


def test_offline_nobody_is_connected_to(coffee, dovecot, owner):
    before = dovecot.log()
    assert "sign-in" not in found(coffee, offline=True)
    assert dovecot.log() == before


# -- nothing is changed --


def test_nothing_is_changed_on_the_server(dovecot, coffee_for):
    user = dovecot.new_user()
    dovecot.deliver(user, "INBOX", mail.invitation(1))
    box = dovecot.mailbox(user)
    before = box.folders(), box.mails()
    with Proxy(dovecot.port) as proxy:
        assert found(coffee_for(proxy.port, user))["sign-in"].level == "ok"
        assert proxy.counts.commands["STATUS"]
        assert proxy.counts.mutations == []
    assert (box.folders(), box.mails()) == before


def test_new_mail_is_new_afterwards_too(dovecot, coffee_for):
    r"""SELECT would take its mark \Recent (RFC 3501, 2.3.2)."""
    user = dovecot.new_user()
    dovecot.deliver(user, "INBOX", mail.invitation(1))
    found(coffee_for(dovecot.port, user))
    with imaplib.IMAP4("127.0.0.1", dovecot.port) as imap:
        imap.login(user, PASSWORD)
        imap.select("INBOX")
        assert imap.response("RECENT")[1] == [b"1"]


def test_nothing_is_written_on_this_machine(coffee, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    found(coffee)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_ledger_is_left_as_it_is(coffee):
    coffee.round()
    before = coffee.settings.ledger.read_bytes()
    told = found(coffee)
    assert told["ledger"].line.startswith("whole, 0 decided messages")
    assert coffee.settings.ledger.read_bytes() == before


# -- the verb --


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    """The verb with a config: its exit code, and what it prints."""
    monkeypatch.setenv("HOME", str(tmp_path))

    def go(config, *options):
        monkeypatch.setattr(
            sys, "argv", ["coffeefirst", "doctor", *options, "--config", str(config)]
        )
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return ended.value.code or 0, told.out + told.err

    return go


CANARY = "Zq7vK-canary-of-a-password"


@pytest.fixture
def config(tmp_path, dressed):
    """A config for a server whose password is like no other text; and how to spoil it."""
    server = dressed(password=CANARY)
    (tmp_path / "people.txt").write_text("Ada Quill, Northwind\n", encoding="utf-8")
    secret = tmp_path / "secret"
    secret.write_text(CANARY)
    secret.chmod(0o600)
    path = tmp_path / "config.toml"

    def write(old="", new=""):
        text = (
            f'authserv_ids = ["{mail.AUTHSERV_ID}"]\nstate_dir = "state"\n'
            'acquaintances = ["people.txt"]\ndkim = false\n'
            '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
            f'[mailbox]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            f'username = "{server.new_user()}"\npassword_file = "secret"\n'
        )
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("old", "new", "environment", "code"),
    [
        ("", "", {}, 0),
        ("port = ", "port = 1 #", {}, 69),
        ('state_dir = "state"', 'state_dir = "people.txt"', {}, 74),
        ("", "", {"PASSWORD": f"{CANARY}-wrong"}, 77),
        ("[mailbox]", f'[mailbox]\npassword = "{CANARY}"', {}, 78),
        ("password_file = ", f'password_command = "false {CANARY}" #', {}, 78),
        ("password_file = ", f'password_command = "{CANARY}" #', {}, 78),
        ("[owner]", 'policy = "doorman"\n[owner]', {}, 78),
        ('security = "none"', 'security = "tls"', {}, 69),
        ("", "", {"MAILBOX__FOLDERS": '["Nosuch"]'}, 78),
        ("", "", {"MAILBOX__PORT": CANARY}, 78),
    ],
)
def test_the_exit_code_tells_and_no_secret_is_shown(
    config, run, monkeypatch, old, new, environment, code
):
    path = config(old, new)
    monkeypatch.setenv("COFFEEFIRST_DEBUG", "1")
    for name, value in environment.items():
        monkeypatch.setenv(f"COFFEEFIRST_{name}", value)
    for options in ((), ("--json",), ("--offline",)):
        ended, told = run(path, *options)
        assert CANARY not in told
        assert "Traceback" not in told
        assert ended == code or options == ("--offline",), told


def test_json_is_one_object_a_check(config, run):
    told = [json.loads(line) for line in run(config(), "--json")[1].splitlines()]
    assert [tuple(one) for one in told] == [("check", "level", "line", "do")] * len(told)
    assert [one["check"] for one in told] == ALWAYS
    assert {one["level"] for one in told} == {"ok"}


def test_every_fault_of_a_config_is_told_with_its_line(config, run):
    path = config('name = "Robin Falkenrath"', 'nmae = "Robin"')
    code, printed = run(path, "--json")
    told = [json.loads(line) for line in printed.splitlines()]
    wrong = [one["line"] for one in told if one["level"] == "wrong"]
    assert (code, len(wrong)) == (78, 2)
    assert f"{path}:6: owner.nmae: there is no such key: did you mean 'name'?" in wrong
    assert {one["level"] for one in told} == {"wrong", "unknown"}


def test_what_was_not_looked_at_is_one_entry_on_the_screen(config, run):
    _, printed = run(config("port = ", "port = 1 #"))
    assert printed.count("–  ") == 1
    assert "not looked at: see network: tls, sign-in, capabilities, folders, drafts" in printed
    assert printed.splitlines()[-1].endswith("1 wrong: network")


def test_the_last_line_counts(config, run):
    assert run(config())[1].splitlines()[-1] == f"{len(ALWAYS)} ok"
    last = run(config('["people.txt"]', "[]"))[1].splitlines()[-1]
    assert last == f"{len(ALWAYS) - 1} ok, 1 warning: contacts"


def test_in_a_pipe_there_are_no_colours(config, run):
    assert "\x1b" not in run(config())[1]


def _on_a_terminal(command, environment):
    """What a command prints where it prints to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stdout=theirs, env=environment):
        os.close(theirs)
        printed = b""
        with suppress(OSError), open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123 (no path)
            while more := terminal.read(4096):
                printed += more
    return printed.decode()


def test_on_a_terminal_of_eighty_columns_it_is_coloured_and_fits(config):
    path = config('["people.txt"]', "[]")
    environment = {"HOME": str(path.parent), "PATH": os.environ["PATH"], "COLUMNS": "80"}
    command = [sys.executable, "-m", "tests.coffeefirst", "doctor", "--config", path]
    printed = _on_a_terminal(command, {**environment, "TERM": "xterm-256color"})
    assert "\x1b[33mwarning" in printed
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed).splitlines()
    assert len(plain) > len(ALWAYS)
    assert max(map(len, plain)) <= 80


def test_check_shares_the_doctors_lines(config, monkeypatch, capfd, tmp_path):
    path = config('["people.txt"]', '["nosuch.txt"]')
    assert verbs.check(Chosen(path), json=False) == 78
    told = capfd.readouterr()
    assert "coffeefirst: contacts: acquaintances: " in told.err
    assert f"ok       config: {path}, mode 0644" in told.out
