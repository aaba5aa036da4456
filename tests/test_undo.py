"""What was done is in the journal, and can be taken back: all of it, and nothing of the owner's."""

import imaplib
import re
import shutil
from contextlib import closing, contextmanager

import pytest

from service.journal import Page
from service.ledger import FolderKey, Ledger
from service.round import mailbox_name, run_round
from service.undoing import undo
from tests.conftest import NOW
from tests.servers import mail
from tests.servers.costume import PASSWORD, PLAIN_CAPABILITY

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
LETTERS = [
    mail.invitation(1, note=STOCK, headline="Structural engineer at Brightwater"),
    mail.invitation(2, note=PITCH, headline="Account executive at Leadpump"),
    mail.invitation(3, note="", headline="LION | 30k+ connections"),
]
NO_MOVE = PLAIN_CAPABILITY + " UIDPLUS"


@pytest.fixture(
    params=[
        ({}, "keywords"),
        ({}, "folders"),
        ({"capability": NO_MOVE}, "keywords"),
        ({"separator": ".", "prefix": "INBOX."}, "folders"),
    ],
    ids=["keywords", "folders", "no-move", "courier"],
)
def house(request, coffee_for, dressed, owner):
    """A Coffee First on a server in several costumes, its letters there, before any round."""
    costume, labels = request.param
    server = dressed(**costume)
    server.deliver_many(owner, "INBOX", LETTERS)
    coffee = coffee_for(server.port, owner).but(mailbox={"labels": labels})
    return coffee, server.mailbox(owner)


def _everything(mailbox, *but):
    folders = [f for f, attributes in mailbox.folders().items() if "\\Noselect" not in attributes]
    return {
        folder: sorted((m.message_id, sorted(m.flags), m.raw) for m in mailbox.mails(folder))
        for folder in folders
        if not folder.endswith(but) and mailbox.count(folder)
    }


def _undo(coffee, its_ledger=None, last=1):
    """Take back what the last rounds did."""
    with closing(its_ledger or coffee.ledger()) as ledger, closing(coffee.box()) as box:
        name = mailbox_name(coffee.settings)
        rows = [r for one in ledger.rounds(name, last) for r in ledger.messages_of(one.number)]
        page = Page(ledger, name, "undo", lambda: NOW)
        return list(undo(box, coffee.job(ledger), ledger.undoable(name, rows), page))


@contextmanager
def _by_hand(coffee, folder):
    """The owner's own mail program."""
    with imaplib.IMAP4("127.0.0.1", coffee.settings.mailbox.port) as imap:
        imap.login(coffee.settings.mailbox.username, PASSWORD)
        imap.select(folder)
        yield imap


def test_a_round_that_is_undone_leaves_the_mailbox_as_it_was(house):
    coffee, mailbox = house
    before = _everything(mailbox)
    coffee.round()
    assert _everything(mailbox) != before
    told = _undo(coffee)
    assert len(told) == 3
    assert not [line for one in told for line in one.left]
    assert _everything(mailbox, "Trash") == before


def test_what_is_undone_is_not_done_again(house):
    coffee, mailbox = house
    coffee.round()
    _undo(coffee)
    undone = _everything(mailbox)
    assert coffee.round().drafted == 0
    assert _everything(mailbox) == undone


def test_what_is_undone_twice_is_undone_once(house):
    coffee, mailbox = house
    coffee.round()
    _undo(coffee)
    undone = _everything(mailbox)
    assert _undo(coffee, last=5) == []
    assert _everything(mailbox) == undone


class CrashError(BaseException):
    """The process is gone: nothing catches this."""


class CrashingLedger(Ledger):
    """A ledger that crashes before the undoing is noted as done."""

    def finish_undo(self, rows):
        raise CrashError


def test_an_undoing_that_crashes_is_made_good_by_another(house):
    coffee, mailbox = house
    before = _everything(mailbox)
    coffee.round()
    with pytest.raises(CrashError):
        _undo(coffee, CrashingLedger(coffee.settings.ledger))
    assert coffee.round().drafted == 0
    assert not [line for one in _undo(coffee) for line in one.left]  # it was not the owner
    assert _everything(mailbox, "Trash") == before


def test_a_draft_that_the_owner_edited_stays(house):
    coffee, mailbox = house
    coffee.round()
    drafts = next(f for f in mailbox.folders() if f.endswith("Drafts"))
    first, second = mailbox.mails(drafts)
    edited = first.raw.replace(b"Best", b"Very best").replace(b"\r\n\r\n", b"\r\n\r\nPS ", 1)
    with _by_hand(coffee, drafts) as imap:
        imap.append(drafts, r"(\Draft)", None, edited)
        imap.uid("STORE", str(first.uid), "+FLAGS", r"(\Deleted)")
        imap.expunge()
    told = _undo(coffee)
    assert [m.raw for m in mailbox.mails(drafts)] == [edited]
    assert ["its draft stays: you edited it" in line for one in told for line in one.left] == [True]
    assert second.message_id != first.message_id


def test_a_draft_that_is_gone_is_said_to_be(house):
    coffee, mailbox = house
    coffee.round()
    drafts = next(f for f in mailbox.folders() if f.endswith("Drafts"))
    with _by_hand(coffee, drafts) as imap:
        imap.store("1:*", "+FLAGS", r"(\Deleted)")
        imap.expunge()
    left = [line for one in _undo(coffee) for line in one.left]
    assert left == ["its draft is not in Drafts any more: sent, or deleted, by you"] * 2


def test_mail_that_the_owner_moved_stays_where_it_is(coffee, dovecot, owner, mailbox):
    dovecot.deliver(owner, "INBOX", LETTERS[0])
    dovecot.doveadm("mailbox", "create", "-u", owner, "Friends")
    coffee.round()
    with _by_hand(coffee, "INBOX") as imap:
        imap._simple_command("UID", "MOVE", "1:*", "Friends")
    (told,) = _undo(coffee)
    assert "it is not in INBOX any more" in told.left[0]
    assert "coffeefirst-meet" in mailbox.only("Friends").flags


def test_what_waited_to_be_done_is_not_done_after_an_undo(coffee_for, dressed, owner):
    server = dressed(quota="10K")
    coffee = coffee_for(server.port, owner)
    server.deliver(owner, "INBOX", LETTERS[0])
    server.deliver(owner, "INBOX", mail.other(1) + b"x" * 20_000)
    assert coffee.round().drafted == 0
    _undo(coffee)
    assert coffee.round().problems == []
    assert server.mailbox(owner).count("Drafts") == 0


def test_a_reminder_of_what_was_undone_is_decided_anew_without_another_draft(
    coffee, dovecot, owner, mailbox
):
    dovecot.deliver(owner, "INBOX", LETTERS[0])
    coffee.round()
    _undo(coffee)
    reminder = LETTERS[0].replace(b"email_m2m_invite_single_01", b"email_m2m_invite_reminder_02")
    dovecot.deliver(owner, "INBOX", reminder.replace(b"Message-ID: <", b"Message-ID: <again."))
    assert coffee.round().verdicts == {"meet": 1}
    assert mailbox.count("Drafts") == 0


def test_a_message_without_a_message_id_loses_its_label_too(coffee, dovecot, owner, mailbox):
    nameless = LETTERS[0].replace(b"Message-ID:", b"X-Nothing:", 1)
    dovecot.deliver(owner, "INBOX", nameless)
    coffee.round()
    _undo(coffee)
    assert mailbox.only().flags == frozenset()


def test_an_idle_round_leaves_no_page_in_the_journal(coffee, dovecot, owner):
    dovecot.deliver(owner, "INBOX", LETTERS[0])
    first, second = coffee.round(), coffee.round()
    assert (first.round, second.round) == (1, 0)
    with closing(coffee.ledger()) as ledger:
        (one,) = ledger.rounds(mailbox_name(coffee.settings), 10)
        (message,) = ledger.journalled(mailbox_name(coffee.settings), ledger.messages_of(1))
    assert (one.number, one.verb, one.messages) == (1, "round", 1)
    assert [action for _, action, _ in message.done] == ["label meet", "save draft"]
    assert "because nothing shows that you know them" in message.receipts[0]


# -- what a second look found --


def _undo_all(coffee):
    """Take back everything that the ledger knows."""
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        name = mailbox_name(coffee.settings)
        rows = [row for (row,) in ledger.execute("SELECT id FROM message")]
        page = Page(ledger, name, "undo", lambda: NOW)
        return list(undo(box, coffee.job(ledger), ledger.undoable(name, rows), page))


def test_a_mail_whose_old_place_is_not_known_stays_in_its_label_folder(
    coffee, dovecot, owner, mailbox
):
    coffee = coffee.but(mailbox={"labels": "folders"})
    dovecot.deliver(owner, "INBOX", LETTERS[1])
    coffee.round()
    shutil.rmtree(coffee.settings.state_dir)
    coffee.round()
    assert "from where it came is not known" in _undo_all(coffee)[0].left[0]
    assert (mailbox.count("Coffee First/Decline"), mailbox.count("Trash")) == (1, 0)


@pytest.mark.parametrize("where", [b" (added by mx)", b"\r\n (of Monday)"])
def test_a_message_id_with_more_around_it_is_found_again(coffee, dovecot, owner, mailbox, where):
    field = re.search(rb"Message-ID: <[^>]+>", LETTERS[1])[0]
    dovecot.deliver(owner, "INBOX", LETTERS[1].replace(field, field + where))
    coffee.round()
    assert _undo(coffee)[0].done[0] == "back to INBOX"
    assert mailbox.only().flags == frozenset()


def test_archived_mail_without_a_message_id_is_said_not_to_be_found(coffee, dovecot, owner):
    dovecot.deliver(owner, "INBOX", LETTERS[1].replace(b"Message-ID:", b"X-Nothing:", 1))
    coffee.round()
    assert "it has no Message-ID" in _undo(coffee)[0].left[0]


def test_where_nothing_can_be_moved_labels_come_off_and_the_rest_is_told(
    coffee_for, dressed, owner
):
    server = dressed(capability=PLAIN_CAPABILITY)
    server.deliver(owner, "INBOX", LETTERS[0])
    coffee = coffee_for(server.port, owner)
    coffee.round()
    (told,) = _undo(coffee)
    assert (told.done, told.refused) == (("label meet off",), False)
    assert told.left == ("not all is put back: the server can move nothing",)
    assert _undo(coffee, last=5) == []


def test_what_the_owner_archived_after_a_broken_off_undoing_stays_there(
    coffee, dovecot, owner, mailbox
):
    class Hesitant(Ledger):
        def to_archive(self, key):
            return []

    dovecot.deliver(owner, "INBOX", LETTERS[1])
    with closing(Hesitant(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        run_round(box, coffee.job(ledger))
        with ledger.writing():
            ledger.begin_undo([1], NOW.isoformat())
    with _by_hand(coffee, "INBOX") as imap:
        imap._simple_command("UID", "MOVE", "1:*", "Archive")
    _undo(coffee)
    assert (mailbox.count(), mailbox.count("Archive")) == (0, 1)


def test_of_two_copies_in_the_archive_ours_comes_back(coffee, dovecot, owner, mailbox):
    dovecot.deliver(owner, "INBOX", LETTERS[1])
    coffee.round()
    dovecot.deliver(owner, "Archive", LETTERS[1])
    _undo(coffee)
    assert mailbox.only("Archive").flags == frozenset()
    assert mailbox.only().flags == frozenset()


def test_a_message_that_was_gone_holds_up_no_other(coffee, dovecot, owner, mailbox):
    nameless = LETTERS[0].replace(b"Message-ID:", b"X-Nothing:", 1)
    dovecot.deliver_many(owner, "INBOX", [nameless, LETTERS[2]])
    coffee.round()
    with closing(coffee.ledger()) as ledger, ledger.writing():
        row, uidvalidity = ledger.execute(
            "SELECT id, uidvalidity FROM message WHERE message_id = ''"
        ).fetchone()
        key = FolderKey(mailbox_name(coffee.settings), "INBOX", uidvalidity)
        ledger.rehome(key, row, 0)
    _undo(coffee)
    assert mailbox.count("Archive") == 0


def test_only_what_is_taken_back_is_said_to_be(coffee, dovecot, owner):
    dovecot.deliver(owner, "INBOX", LETTERS[0])
    coffee.round()
    with closing(coffee.ledger()) as ledger, ledger.writing():
        ledger.begin_undo([1], NOW.isoformat())
        (message,) = ledger.journalled(mailbox_name(coffee.settings), [1])
    assert message.undone == ""
