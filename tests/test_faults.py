"""The fault proxy: what goes wrong is what was ordered, and nothing else."""

import imaplib
from contextlib import contextmanager, suppress

import pytest

from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.servers.faults import Fault, FaultProxy
from tests.servers.units import Units

LETTER = mail.other(1)
#: Before it come CAPABILITY and LOGIN.
APPEND = 3


@pytest.fixture
def faulty(dovecot):
    with FaultProxy(dovecot.port) as proxy:
        yield proxy


@contextmanager
def _signed_in(proxy, user):
    imap = imaplib.IMAP4("127.0.0.1", proxy.port, timeout=10)
    try:
        imap.login(user, PASSWORD)
        yield imap
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            imap.shutdown()
        proxy.settle()


def _append(imap):
    return imap.append("Trash", None, None, LETTER)[0]


@pytest.mark.parametrize(("kind", "arrived"), [("no", 0), ("no-reply", 1)])
def test_a_refused_command_is_carried_out_where_that_is_ordered(
    faulty, owner, mailbox, kind, arrived
):
    faulty.order(Fault(kind, APPEND))
    with _signed_in(faulty, owner) as imap:
        assert _append(imap) == "NO"
        assert mailbox.count("Trash") == arrived
        assert _append(imap) == "OK"  # it happens once
    assert mailbox.count("Trash") == arrived + 1


@pytest.mark.parametrize(("kind", "arrived"), [("cut", 0), ("bye", 0), ("cut-reply", 1)])
def test_a_cut_connection_is_cut_before_or_after_its_command(faulty, owner, mailbox, kind, arrived):
    faulty.order(Fault(kind, APPEND))
    with _signed_in(faulty, owner) as imap, pytest.raises(imaplib.IMAP4.abort):
        _append(imap)
    assert (faulty.fired, mailbox.count("Trash")) == (True, arrived)


def test_what_passes_unhurt_is_counted(faulty, owner, mailbox):
    faulty.order(Fault("cut", 99))
    with _signed_in(faulty, owner) as imap:
        assert _append(imap) == "OK"
        assert faulty.passed.commands == ["CAPABILITY", "LOGIN", "APPEND"]
        assert faulty.passed.up > len(LETTER)
    assert not faulty.fired
    assert mailbox.only("Trash").raw == LETTER


def test_what_the_proxy_does_not_understand_is_told(faulty, owner):
    with (
        pytest.raises(RuntimeError, match="IDLE"),
        _signed_in(faulty, owner) as imap,
        pytest.raises(imaplib.IMAP4.abort),
    ):
        imap.xatom("IDLE")


def _cut(*chunks):
    units = Units()
    return [(u.data, u.first, u.last) for chunk in chunks for u in units.cut(chunk)]


def test_a_literal_is_one_piece_however_it_comes():
    whole = [(b"a X {4}\r\n", True, False), (b"\r\nab", False, False), (b" y\r\n", False, True)]
    assert _cut(b"a X {4}\r\n\r\nab y\r\n") == whole
    assert _cut(*(bytes([octet]) for octet in b"a X {4}\r\n\r\nab y\r\n")) == whole


def test_an_empty_literal_is_one_too_and_free_text_is_none():
    assert _cut(b"* 1 FETCH (X {0}\r\n)\r\n")[1:] == [(b"", False, False), (b")\r\n", False, True)]
    assert _cut(b"* OK {3}\r\n") == [(b"* OK {3}\r\n", True, True)]
