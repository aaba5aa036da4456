"""The servers beside Dovecot: Cyrus keeps what it is given, the filter does as Bridge does."""

import imaplib
from contextlib import contextmanager

import pytest

from tests.servers import mail
from tests.servers.bridge import COSTUME, Bridge
from tests.servers.costume import PASSWORD


@pytest.mark.parametrize("classic", [True, False])
def test_cyrus_holds_what_is_delivered_and_says_when(brewed, classic):
    cyrus = brewed(classic=classic)
    user = cyrus.new_user()
    cyrus.deliver(user, "INBOX", mail.other(1), when=86_400 * 365)
    (stored,) = cyrus.mailbox(user).mails()
    assert stored.raw == mail.other(1)
    assert stored.flags == frozenset()
    folders = cyrus.mailbox(user).folders()
    assert r"\drafts" in folders[f"{cyrus.prefix}Drafts"]


@pytest.fixture
def bridge(dressed):
    with Bridge(dressed(**COSTUME).port) as bridge:
        yield bridge


@pytest.fixture
def user(dressed):
    server = dressed(**COSTUME)
    user = server.new_user()
    server.deliver(user, "INBOX", mail.other(1))
    return user


@contextmanager
def _signed_in(bridge, user, folder="INBOX"):
    with imaplib.IMAP4("127.0.0.1", bridge.port, timeout=20) as imap:
        imap.login(user, PASSWORD)
        imap.select(folder)
        yield imap


@pytest.mark.parametrize(
    ("folder", "made"),
    [
        ("Coffee", "NO"),
        ("Labels/Coffee", "OK"),
        ("Labels/Coffee/Meet", "NO"),
        ("Folders/Coffee", "OK"),
        ("Labels", "NO"),
    ],
)
def test_the_bridge_makes_folders_in_two_places(bridge, user, folder, made):
    with _signed_in(bridge, user) as imap:
        assert imap.create(folder)[0] == made
    assert not bridge.unmodelled


def test_a_move_to_a_label_leaves_the_mail_where_it_is(bridge, user):
    with _signed_in(bridge, user) as imap:
        assert imap.uid("MOVE", "1", "Labels/Work")[0] == "OK"
        assert imap.select("INBOX")[1] == imap.select("Labels/Work")[1] == [b"1"]


def test_a_move_to_the_archive_does_not(bridge, user):
    with _signed_in(bridge, user) as imap:
        imap.uid("MOVE", "1", "Archive")
        assert imap.select("INBOX")[1] == [b"0"]


@pytest.mark.parametrize(
    ("opened", "command", "to"),
    [
        ("INBOX", "COPY", "Folders/Old"),
        ("Labels/Work", "MOVE", "Trash"),
        ("INBOX", "EXPUNGE", ""),
    ],
)
def test_what_is_not_modelled_is_refused_and_told(bridge, user, opened, command, to):
    with _signed_in(bridge, user, opened) as imap:
        assert imap.uid(command, "1", *filter(None, [to]))[0] == "NO"
    assert len(bridge.unmodelled) == 1
