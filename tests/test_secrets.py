"""The mailbox's password: it is used for signing in, and found nowhere else."""

import base64
import os
import subprocess
import sys
import traceback
from contextlib import closing
from pathlib import Path

import pytest

from service.config_file import load_settings
from service.errors import CoffeeFirstError, Refused, SettingsError, Unreachable, what_failed
from service.mailbox.connection import Connection
from service.mailbox.connection.line import Line
from service.secrets import ENVIRONMENT, password
from service.settings import MailboxSettings
from tests.servers import mail
from tests.servers.scripted import Scripted

ROOT = Path(__file__).parent.parent
#: With a quotation mark and a backslash, which IMAP wants escaped.
PASSWORD = 'Zq"7\\vK-canary-of-a-password'
PLAIN = base64.b64encode(f"\0robin\0{PASSWORD}".encode())


def settings(**more):
    told = {"host": "127.0.0.1", "security": "none", "username": "robin", "timeout_seconds": 5}
    return MailboxSettings(**{**told, **more})


def fault_of(mailbox):
    """All that can be seen of the error: its text, and the traceback with all its causes."""
    with pytest.raises(SettingsError) as told:
        password(mailbox)
    return "".join(traceback.format_exception(told.value))


@pytest.fixture
def secret_file(tmp_path):
    def write(content):
        path = tmp_path / "secret"
        path.write_bytes(content)
        path.chmod(0o600)
        return path

    return write


# -- where it comes from --


@pytest.mark.parametrize(
    "command",
    [
        f"/bin/false {PASSWORD[-10:]}",  # it fails, with the secret among its words
        f"sh -c 'echo {PASSWORD[-10:]}; echo {PASSWORD[-10:]} >&2; exit 3'",
        PASSWORD[-10:],  # written in the command's place: there is no such program
        f"/tmp/{PASSWORD[-10:]}/x",
        f"echo '{PASSWORD[-10:]}",
        f"printf '\\377{PASSWORD[-10:]}'",  # no UTF-8
        f"printf '{PASSWORD[-10:]}\\007'",
    ],
)
def test_a_command_that_fails_is_told_without_any_of_its_words(command):
    told = fault_of(settings(password_command=command))
    assert "mailbox.password_command: " in told
    assert PASSWORD[-10:] not in told


def test_a_command_that_hangs_is_told_without_its_words(monkeypatch):
    monkeypatch.setattr("service.secrets._PATIENCE", 0.05)
    told = fault_of(settings(password_command=f"sh -c 'exec sleep 5' {PASSWORD[-10:]}"))
    assert "no end within" in told
    assert PASSWORD[-10:] not in told


@pytest.mark.parametrize("content", [b"\xff" + PASSWORD.encode(), PASSWORD.encode() + b"\0"])
def test_a_file_that_is_no_password_is_told_without_its_words(secret_file, content):
    told = fault_of(settings(password_file=secret_file(content)))
    assert "mailbox.password_file: " in told
    assert "canary" not in told


@pytest.mark.parametrize("ending", ["\n", "\0", "\udcff"])
def test_a_variable_that_cannot_be_sent_is_told_without_its_words(monkeypatch, ending):
    monkeypatch.setattr(os, "environ", {ENVIRONMENT: PASSWORD + ending})
    told = fault_of(settings())
    assert told.count(ENVIRONMENT) == 1
    assert "canary" not in told


def test_a_byte_order_mark_is_no_part_of_it(secret_file):
    path = secret_file(b"\xef\xbb\xbf" + "pässwörd".encode() + b"\r\n")
    assert password(settings(password_file=path)) == "pässwörd"


@pytest.mark.parametrize("line", [f"password = '{PASSWORD}'", f"password_comand = '{PASSWORD}'"])
def test_a_password_in_the_config_is_refused_and_not_shown(tmp_path, line):
    path = tmp_path / "config.toml"
    path.write_text(f"[mailbox]\nhost = 'h'\nusername = 'robin'\n{line}\n[owner]\nname = 1\n")
    with pytest.raises(SettingsError) as told:
        load_settings(path)
    assert "there is no such key" in str(told.value)
    assert "canary" not in "".join(traceback.format_exception(told.value))


# -- a server that repeats what it was sent --

ECHOES = [
    b"{tag} NO [AUTHENTICATIONFAILED] no robin with %s here" % PASSWORD.encode(),
    b"{tag} NO LOGIN robin %s" % PASSWORD.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"'),
    b"{tag} NO " + b"x" * 280 + PASSWORD.encode(),  # cut, in the middle of the password
    b"{tag} BAD what is %s" % PASSWORD.encode(),
    b"{tag} NO " + PLAIN,
    b"* BYE %s\r\n{tag} NO" % PASSWORD.encode(),
]


@pytest.mark.parametrize("answer", ECHOES)
def test_a_server_that_repeats_the_password_is_not_quoted(answer):
    with Scripted(answers={b"LOGIN": answer}) as server, pytest.raises(CoffeeFirstError) as told:
        Connection(settings(port=server.port), PASSWORD, Line())
    seen = "".join(traceback.format_exception(told.value))
    assert not [part for part in ("canary", "Zq", PLAIN.decode()) if part in seen]


def test_why_a_sign_in_must_wait_is_understood_all_the_same():
    answer = b"{tag} NO [UNAVAILABLE] %s" % PASSWORD.encode()
    with (
        Scripted(answers={b"LOGIN": answer}) as server,
        pytest.raises(Unreachable, match=r"\[UNAVAILABLE\] \(its words repeat the password"),
    ):
        Connection(settings(port=server.port), PASSWORD, Line())


def test_a_server_that_repeats_nothing_is_quoted():
    with (
        Scripted(answers={b"LOGIN": b"{tag} NO wants an app password"}) as server,
        pytest.raises(Refused, match="wants an app password"),
    ):
        Connection(settings(port=server.port), PASSWORD, Line())


def test_an_error_that_holds_a_whole_text_tells_only_its_place():
    with pytest.raises(UnicodeEncodeError) as told:
        f"{PASSWORD}\udcff".encode()
    assert "canary" in repr(told.value)
    assert "canary" not in what_failed(told.value)


# -- all of it together --


@pytest.fixture
def config(tmp_path, dressed, secret_file):
    """A Coffee First whose server wants a password like no other text."""
    server = dressed(password="Zq7vK-canary-of-a-password")
    user = server.new_user()
    server.deliver(user, "INBOX", mail.invitation(1))
    path = tmp_path / "config.toml"
    path.write_text(
        f'authserv_ids = ["{mail.AUTHSERV_ID}"]\nstate_dir = "state"\n[log]\nlevel = "debug"\n'
        f'[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
        f'[mailbox]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
        f'username = "{user}"\npassword_command = "cat {secret_file(server.password.encode())}"\n'
    )
    return path


def run(config, *verb):
    return subprocess.run(
        [sys.executable, "-m", "tests.coffeefirst", *verb, "--config", config],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={"HOME": str(config.parent), "PATH": os.environ["PATH"], "COFFEEFIRST_DEBUG": "1"},
        timeout=60,
    )


@pytest.mark.parametrize(
    "verb", [("once",), ("plan",), ("check",), ("doctor",), ("contacts", "sent")]
)
def test_the_password_is_in_nothing_that_is_said_or_stored(config, verb):
    finished = run(config, *verb)
    assert finished.returncode == 0, finished.stderr
    stored = [
        f.read_bytes() for f in config.parent.rglob("*") if f.is_file() and f.name != "secret"
    ]
    assert not [text for text in (finished.stdout, finished.stderr, *stored) if b"canary" in text]


def test_the_password_is_in_no_draft(config, dressed):
    run(config, "once")
    server = dressed(password="Zq7vK-canary-of-a-password")
    with closing(Connection(load_settings(config).mailbox, server.password, Line())) as connection:
        names = [folder.name for folder in connection.list_folders()]
    box = server.mailbox(load_settings(config).mailbox.username)
    raws = [stored.raw for name in names for stored in box.mails(name)]
    assert len(raws) >= 2
    assert not [raw for raw in raws if b"canary" in raw]


def test_the_password_is_not_among_the_words_of_any_process(config, tmp_path):
    """Of ours and of what we start: `ps` is for everybody."""
    spy = tmp_path / "spy"
    spy.write_text(
        f"#!/bin/sh\ntr '\\0' ' ' < /proc/$PPID/cmdline >> {tmp_path}/seen\n"
        f"env >> {tmp_path}/seen\ncat {tmp_path}/secret\n"
    )
    spy.chmod(0o700)
    text = config.read_text().replace("cat ", f"{spy} ")
    config.write_text(text)
    assert run(config, "once").returncode == 0
    seen = (tmp_path / "seen").read_text()
    assert "tests.coffeefirst once" in seen
    assert "canary" not in seen
    assert ENVIRONMENT not in seen
