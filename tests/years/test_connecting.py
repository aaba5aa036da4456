"""Servers that do not answer, answer too slowly, or are not the ones they claim to be."""

import re
import socket
import threading
import time
from contextlib import closing

import pytest

from service import deadline
from service.errors import DeadlinePassed, Refused, Unreachable
from service.mailbox import Line, Mailbox
from service.settings import MailboxSettings
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.years.process import command
from tests.years.rogue import (
    GREETING,
    Rogue,
    certificate,
    drip,
    encrypted,
    refusing_sign_in,
    say,
    server_context,
    silent,
    well,
)

FOR_EVER = b"* OK " + b"x" * 100_000


def _box(port, seconds=0.5, security="none", line=None):
    settings = MailboxSettings(
        host="127.0.0.1", port=port, security=security, username="robin", timeout_seconds=seconds
    )
    return Mailbox(settings, PASSWORD, line)


def _unreachable(port, **more):
    """What it says, and how many seconds it took."""
    began = time.monotonic()
    with pytest.raises(Unreachable) as told:
        _box(port, **more)
    assert "\n" not in str(told.value)
    return str(told.value), time.monotonic() - began


# -- nothing, or nearly nothing --


def test_a_port_that_ignores_us_is_given_up():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        queue = []
        for _ in range(4):  # Linux drops what does not fit into the queue of a full listener
            queue.append(socket.socket())
            queue[-1].setblocking(False)
            queue[-1].connect_ex(("127.0.0.1", port))
        said, seconds = _unreachable(port)
        for end in queue:
            end.close()
    assert f"127.0.0.1:{port}: it cannot be reached" in said
    assert seconds < 3


@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_server_that_is_silent_is_given_up(security):
    with Rogue(silent) as server:
        assert _unreachable(server.port, security=security)[1] < 3


@pytest.mark.parametrize("after", [0, 1, 2], ids=["greeting", "capabilities", "sign-in"])
def test_a_server_that_drips_is_given_up(after):
    with Rogue(drip(FOR_EVER, after)) as server:
        said, seconds = _unreachable(server.port)
    assert "no sign-in within 1 seconds" in said
    assert seconds < 3


def test_a_handshake_that_drips_is_given_up():
    hello = b"\x16\x03\x03\x40\x00" + b"\x02\x00\x3f\xfc" + b"\x03\x03" + b"x" * 16_000
    with Rogue(drip(hello)) as server:
        assert _unreachable(server.port, security="tls")[1] < 3


def test_a_line_in_the_making_can_be_cut_by_another_thread():
    line = Line()
    with Rogue(silent) as server:
        threading.Timer(0.3, line.cut).start()
        assert _unreachable(server.port, seconds=30, line=line)[1] < 3


@pytest.mark.parametrize(
    "greeting", [b"* BYE too many connections\r\n", b"* NO\r\n", b"HTTP/1.1 400\r\n"]
)
def test_who_does_not_greet_is_unreachable(greeting):
    with Rogue(say(greeting)) as server:
        assert "it cannot be reached" in _unreachable(server.port)[0]


def test_who_says_that_we_are_signed_in_already_is_not_believed():
    with Rogue(say(b"* PREAUTH welcome\r\n* CAPABILITY IMAP4rev1\r\n")) as server:
        assert _unreachable(server.port)
    assert PASSWORD.encode() not in server.heard


@pytest.mark.parametrize(
    "reason", ["[UNAVAILABLE] later", "[ALERT] Too many simultaneous connections. (Failure)"]
)
def test_a_passing_refusal_is_no_refusal(reason):
    def script(caller):
        caller.say(GREETING)
        well(caller, 1)
        caller.say(caller.line().split()[0] + b" NO " + reason.encode() + b"\r\n")

    with Rogue(script) as server, pytest.raises(Unreachable, match="did not come to an end"):
        _box(server.port)


def test_a_refusal_says_what_to_do():
    with (
        Rogue(refusing_sign_in) as server,
        pytest.raises(Refused, match=r"check mailbox\.username"),
    ):
        _box(server.port)


# -- deadlines for the commands that a person calls --


@pytest.mark.parametrize(
    "words",
    [
        ("once",),
        *(
            pytest.param(w, marks=pytest.mark.long)
            for w in (("plan",), ("backfill", "--since", "2026-01-01"))
        ),
    ],
)
def test_no_command_waits_for_ever_for_a_server_that_drips(config, words):
    with Rogue(drip(FOR_EVER)) as server:
        done = command(config(server.port, "robin", timeout_seconds=1), *words)
    assert (done.returncode, "no sign-in within 2 seconds" in done.stderr) == (69, True)


def test_an_answer_that_drips_is_cut_by_the_deadline(monkeypatch):
    monkeypatch.setattr(deadline, "GRACE", 0.2)
    line = Line()

    began = time.monotonic()
    with (
        Rogue(drip(FOR_EVER, after=3)) as server,  # after CAPABILITY and LOGIN
        pytest.raises(DeadlinePassed, match="took longer than"),
        deadline.Deadline(0.5, line.cut),
        closing(_box(server.port, seconds=20, line=line)) as box,
    ):
        box.greet()
    assert time.monotonic() - began < 3


# -- who is there? --


@pytest.mark.parametrize(
    ("names", "days", "trusted", "said"),
    [
        ("IP:127.0.0.1", 2, False, "self-signed certificate: where it is your own server, name"),
        ("IP:127.0.0.1", -1, True, "certificate has expired: see whether this machine's clock"),
        ("DNS:imap.example.org", 2, True, "mailbox.host must be the name in the certificate"),
    ],
)
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_bad_certificate_is_told_and_gets_no_password(
    tmp_path, monkeypatch, names, days, trusted, said, security
):
    file = certificate(tmp_path, names, days=days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))

    def starttls(caller):
        _until_starttls(caller)
        encrypted(server_context(file), refusing_sign_in)(caller)

    script = {"tls": encrypted(server_context(file), refusing_sign_in), "starttls": starttls}
    with Rogue(script[security]) as server:
        told = _unreachable(server.port, security=security, seconds=5)[0]
    assert said in told
    assert PASSWORD.encode() not in server.heard
    assert b"LOGIN" not in server.heard


def _until_starttls(caller, after=b""):
    caller.say(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n")
    while line := caller.line():
        tag = line.split()[0]
        if b"STARTTLS" in line:
            caller.say(tag + b" OK begin\r\n" + after.replace(b"TAG", _next(tag)))
            return
        caller.say(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n")


def _next(tag):
    letters, number = re.fullmatch(rb"([A-Z]+)(\d+)", tag).groups()
    return letters + b"%d" % (int(number) + 1)


def test_starttls_that_is_stripped_gets_no_password():
    with Rogue(refusing_sign_in) as server:
        said, _ = _unreachable(server.port, security="starttls", seconds=5)
    assert "it offers no STARTTLS here, and no password was sent" in said
    assert b"LOGIN" not in server.heard


def test_answers_injected_before_starttls_are_not_believed(tmp_path, monkeypatch):
    file = certificate(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    injected = b"* CAPABILITY IMAP4rev1 INJECTED\r\nTAG OK signed in\r\n" * 3

    def script(caller):
        _until_starttls(caller, after=injected)
        encrypted(server_context(file), refusing_sign_in)(caller)

    with Rogue(script) as server, pytest.raises((Refused, Unreachable)):
        _box(server.port, security="starttls", seconds=5)


def test_a_certificate_of_ones_own_is_trusted_where_it_is_named(tmp_path, monkeypatch, dressed):
    server = dressed(tls=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    user = server.new_user()
    server.deliver(user, "INBOX", mail.other(1))
    settings = MailboxSettings(host="localhost", port=server.port, username=user)
    box = Mailbox(settings, PASSWORD)
    assert box.open_folder("INBOX").exists == 1
    box.close()
