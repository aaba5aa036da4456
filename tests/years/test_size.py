"""Mailboxes that have grown for twenty years, and names that no one would give."""

import imaplib
from contextlib import closing

import pytest

from service.mailbox.connection import looking
from service.round import run_round
from tests.test_nothing_twice import _pitch, _stock, _stopped_round, _with_message_id


@pytest.fixture
def short_lines(monkeypatch):
    """As if imaplib read lines of 1,500 octets, and a SEARCH told 200 UIDs in one."""
    monkeypatch.setattr(imaplib, "_MAXLINE", 1_500)
    monkeypatch.setattr(looking, "MOST_FOUND", 200)


def _numbered(n):
    return b"Message-ID: <%d@example.net>\r\nSubject: x\r\n\r\nx\r\n" % n


def test_a_label_folder_of_any_size_is_read_after_a_lost_ledger(
    coffee, dovecot, owner, mailbox, short_lines
):
    coffee = coffee.but(mailbox={"labels": "folders"})
    dovecot.deliver(owner, "INBOX", _stock(1))
    coffee.round()
    dovecot.deliver_many(owner, "Coffee First/Meet", (_numbered(n) for n in range(900)))
    (coffee.settings.state_dir / "ledger.sqlite").unlink()
    assert coffee.round().problems == []
    assert (mailbox.count("Drafts"), mailbox.count("Coffee First/Meet")) == (1, 901)


def test_an_inbox_of_any_size_is_searched(coffee, dovecot, owner, mailbox, short_lines):
    dovecot.deliver_many(owner, "INBOX", [_stock(n) for n in range(450)])
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        assert run_round(box, coffee.job(ledger)).looked_at == 450
        dovecot.deliver(owner, "INBOX", _stock(999))
        assert run_round(box, coffee.job(ledger)).looked_at == 1
    assert mailbox.count("Drafts") == 451


@pytest.mark.parametrize("number", [0, 1, 199, 200, 201, 400, 401])
def test_a_search_in_parts_finds_what_a_search_finds(coffee, dovecot, owner, short_lines, number):
    dovecot.deliver_many(owner, "INBOX", (_numbered(n) for n in range(number)))
    with closing(coffee.box()) as box:
        box.open_folder("INBOX")
        assert len(box._connection.search_all(["ALL"])) == number


HOSTILE = [
    "<jörg@linkedin.com>".encode(),
    b"<\xff\xfe@linkedin.com>",
    b'<"a\\"b"@linkedin.com>',
    b"<a b@linkedin.com>",
    b"<%*(){}@linkedin.com>",
    b"<a@linkedin.com>{9}",
    b"<a@linkedin.com>{9+}",
    b"<a\x00b@linkedin.com>",
    b"<" + b"x" * 980 + b"@linkedin.com>",
    b"no brackets at all",
    b"<>",
]


@pytest.mark.parametrize("message_id", HOSTILE, ids=repr)
@pytest.mark.parametrize("labels", ["keywords", "folders"])
def test_a_hostile_message_id_is_no_obstacle_after_a_crash_and_new_uids(
    coffee, dovecot, owner, mailbox, message_id, labels
):
    coffee = coffee.but(mailbox={"labels": labels})
    dovecot.deliver(owner, "INBOX", _with_message_id(_pitch(1), message_id))
    dovecot.deliver(owner, "INBOX", _stock(2))
    _stopped_round(coffee)
    dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "99887766", "INBOX")
    assert coffee.round().problems == []
    assert coffee.round().problems == []
    assert mailbox.count("Drafts") == 2
