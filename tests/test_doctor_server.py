"""What the doctor finds on the way to a server, and of servers that are not as they should be."""

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.examined import ONLINE, first_wrong, found
from tests.servers.costume import PASSWORD, PLAIN_CAPABILITY, give_away
from tests.servers.dovecot import Dovecot, make_certificate
from tests.servers.scripted import Scripted

# -- the way to the server --


def test_a_dead_port_is_one_error_and_what_hangs_on_it_is_not_looked_at(coffee):
    told = found(coffee.but(mailbox={"port": 1}))
    assert first_wrong(told) == ("network", 69)
    assert sum(one.level == "wrong" for one in told.values()) == 1
    assert {told[name].line for name in ONLINE - {"network"}} == {"not looked at: see network"}


def test_a_name_that_does_not_resolve_is_told(coffee):
    told = found(coffee.but(mailbox={"host": "imap.nowhere.invalid", "security": "tls"}))
    assert first_wrong(told) == ("network", 69)
    assert "its name cannot be resolved" in told["network"].line


def test_name_servers_that_say_nothing_do_not_hold_it_up(coffee, monkeypatch):
    monkeypatch.setattr("service.doctor.examination.SILENCE", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    began = time.monotonic()
    assert "no answer within 0.3 seconds" in found(coffee)["network"].line
    assert time.monotonic() - began < 3


def test_an_address_that_is_silent_before_another_is_told(coffee, monkeypatch):
    real = socket.getaddrinfo
    two = lambda host, port, **more: [*real("127.0.0.9", 1, **more), *real(host, port, **more)]  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", two)
    told = found(coffee)["network"]
    assert (told.level, "but not at 127.0.0.9" in told.line) == ("warning", True)


@pytest.mark.parametrize(("security", "silence"), [("none", 0.5), ("tls", 4), ("starttls", 0.5)])
def test_a_black_hole_takes_less_than_fifteen_seconds(coffee, monkeypatch, security, silence):
    monkeypatch.setattr("service.doctor.examination.SILENCE", silence)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        began = time.monotonic()
        mailbox = {"port": hole.getsockname()[1], "security": security, "timeout_seconds": 60}
        told = found(coffee.but(mailbox=mailbox))
        assert first_wrong(told)[1] == 69
        assert time.monotonic() - began < 15


def test_a_server_that_is_slow_for_too_long_is_cut_off(coffee, monkeypatch):
    monkeypatch.setattr("service.doctor.PATIENCE", 1.0)
    with Scripted(answers={b"LOGIN": b"{tag} OK done", b"STATUS": b"* OK wait"}) as server:
        began = time.monotonic()
        told = found(coffee.but(mailbox={"port": server.port}))
        assert (told["sign-in"].level, first_wrong(told)) == ("ok", ("folders", 69))
        assert told["folders"].line == "the server did not answer all within 1 seconds"
        assert time.monotonic() - began < 3


def test_a_connection_that_is_lost_in_the_middle_is_one_error(coffee):
    answers = {b"LOGIN": b"{tag} OK done", b"STATUS": b"* BYE gone"}
    with Scripted(answers=answers) as server:
        told = found(coffee.but(mailbox={"port": server.port, "labels": "keywords"}))
    assert first_wrong(told) == ("folders", 69)
    assert told["quota"].line == "not looked at: see folders"
    assert sum(one.level == "wrong" for one in told.values()) == 1


GOOD = {
    b"LOGIN": b"{tag} OK done",
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 QUOTA MOVE\r\n{tag} OK done",
    b"STATUS": b"* STATUS INBOX (MESSAGES 1 RECENT 1)\r\n{tag} OK done",
    b"EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n{tag} OK [READ-ONLY] done",
    b"LIST": b'* LIST () "/" INBOX\r\n{tag} OK done',
    b"GETQUOTAROOT": b"* QUOTAROOT INBOX a\r\n* QUOTA a (STORAGE 1 9)\r\n{tag} OK done",
    b"UID": b"* SEARCH 1\r\n{tag} OK done",
}
ODD = [
    b"{tag} OK done", b"{tag} NO \x1b[31mno", b"{tag} BAD {99}", b"* BYE\r\n",
    b"* {command}\r\n{tag} OK done", b"* {command} (\r\n{tag} OK done",
    b"* {command} a b c\r\n{tag} OK done",
    b"* QUOTA a (STORAGE x y)\r\n* QUOTAROOT\r\n{tag} OK done",
    b"* STATUS INBOX (MESSAGES \xff RECENT)\r\n{tag} OK done",
    b"* LIST (\xff) NIL {3}\r\nab\r\n{tag} OK done",
    b"* 1 FETCH (UID 1 INTERNALDATE \"32-Foo-1999 99:00:00 +9999\")\r\n{tag} OK done",
    b"* 99999999999 EXISTS\r\n* OK [UIDVALIDITY x] y\r\n{tag} OK done",
]  # fmt: skip


def test_a_server_that_knows_little_is_looked_at_to_the_end(coffee):
    with Scripted(answers=GOOD) as server:
        told = found(coffee.but(mailbox={"port": server.port}))
    assert told["quota"].line == "STORAGE: 11% of 9 kB is used"
    assert told["folders"].line == "INBOX: 1 mail"


@pytest.mark.parametrize("command", sorted(GOOD))
def test_whatever_a_server_says_is_no_fault_of_ours(coffee, command, monkeypatch):
    monkeypatch.setattr("service.doctor.examination.SILENCE", 0.5)
    for odd in ODD:
        answers = {**GOOD, command: odd.replace(b"{command}", command)}
        with Scripted(answers=answers) as server:
            told = found(coffee.but(mailbox={"port": server.port}))
        assert not [one.line for one in told.values() if "a fault in" in one.line], odd


# -- TLS --


class Certified(Dovecot):
    """A Dovecot with a certificate of one's own making."""

    def __init__(self, **certificate):
        super().__init__(tls=True)
        self._made = certificate

    def _prepare(self):
        super()._prepare()
        make_certificate(self.root, **self._made)
        for path in self.root.iterdir():
            give_away(path)


@pytest.fixture
def tls(coffee_at, monkeypatch):
    """What is found about TLS on a server with such a certificate."""

    def look(**certificate):
        with Certified(**certificate) as server:
            monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
            return found(coffee_at(server, security="tls"))

    return look


def test_a_good_certificate_is_told_with_its_name_and_its_end(tls):
    told = tls(days=90)
    ends = datetime.now(UTC) + timedelta(days=90)
    assert told["tls"].line == f"TLSv1.3; certificate for 127.0.0.1, until {ends:%Y-%m-%d}"
    assert told["sign-in"].level == "ok"


def test_a_certificate_that_ends_soon_is_a_warning(tls):
    told = tls(days=10)["tls"]
    assert (told.level, told.line.endswith("it ends in 9 days")) == ("warning", True)
    assert "must renew it" in told.do


@pytest.mark.parametrize(
    ("certificate", "said"),
    [({"days": 0}, "certificate has expired"), ({"names": "IP:127.0.0.2"}, "mailbox.host must be")],
)
def test_a_certificate_that_is_not_to_be_trusted_is_wrong(tls, certificate, said):
    told = tls(**certificate)
    assert first_wrong(told) == ("tls", 69)
    assert said in told["tls"].line
    assert told["sign-in"].line.startswith("not looked at")


def test_plain_text_across_a_network_is_a_warning(coffee):
    exposed = {"host": "127.1", "password_in_plain_text": True}
    told = found(coffee.but(mailbox=exposed))["plain-text"]
    assert (told.level, told.do) == ("warning", "say mailbox.security = 'tls', or 'starttls'")


# -- signing in, and what the server can do --


def test_a_wrong_password_is_77_and_is_not_shown(coffee):
    told = found(coffee, "open sesame")
    assert first_wrong(told) == ("sign-in", 77)
    assert "app password" in told["sign-in"].line
    assert not [one for one in told.values() if "sesame" in one.line + one.do]


def test_no_secret_is_78_and_nobody_tries_to_sign_in(coffee):
    told = found(coffee, "")
    assert first_wrong(told) == ("secret", 78)
    assert told["network"].level == "ok"
    assert told["sign-in"].line == "not looked at: see secret"


def test_a_secret_is_told_with_its_source_and_mode(coffee, tmp_path):
    path = tmp_path / "secret"
    path.write_text(PASSWORD)
    path.chmod(0o400)
    told = found(coffee.but(mailbox={"password_file": path}), "")
    assert told["secret"].line == f"there is one, from {path}, mode 0400"


def test_a_server_without_move_and_uidplus_archives_nothing_and_that_is_said(dressed, coffee_at):
    told = found(coffee_at(dressed(capability=PLAIN_CAPABILITY)))
    assert told["capabilities"].level == "warning"
    assert "neither MOVE nor UIDPLUS" in told["capabilities"].line


def test_a_server_without_move_alone_is_told_what_happens_instead(dressed, coffee_at):
    told = found(coffee_at(dressed(capability=f"{PLAIN_CAPABILITY} UIDPLUS")))["capabilities"]
    assert (told.level, "no MOVE: mail is copied" in told.line) == ("ok", True)
    assert "no SPECIAL-USE: folders are known by" in told.line
