"""The owner is at their mailbox too, also while a round is at work on it."""

import imaplib
import re
from contextlib import closing, suppress

import pytest

from service.errors import Unreachable
from service.ledger import Ledger
from service.round import run_round
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.test_nothing_twice import _keywords, _pitch, _stock


class Owner:
    """The owner's own mail program: another connection to the same mailbox."""

    def __init__(self, port, user):
        self.imap = imaplib.IMAP4("127.0.0.1", port)
        self.imap.login(user, PASSWORD)

    def open(self, folder="INBOX"):
        """SELECT."""
        assert self.imap.select(f'"{folder}"')[0] == "OK"

    def move(self, folder, source="INBOX"):
        """Everything in a folder to another one."""
        self.open(source)
        assert self.imap._simple_command("MOVE", "1:*", f'"{folder}"')[0] == "OK"

    def delete(self, folder="INBOX"):
        """Everything in a folder, for good."""
        self.flag(r"\Deleted", folder)
        self.imap.expunge()

    def flag(self, flag, folder="INBOX"):
        """On everything in a folder."""
        self.open(folder)
        assert self.imap.store("1:*", "+FLAGS.SILENT", f"({flag})")[0] == "OK"

    def save(self, folder, message):
        """A message of their own."""
        assert self.imap.append(f'"{folder}"', r"(\Seen)", None, message)[0] == "OK"


@pytest.fixture
def hand(dovecot, owner):
    them = Owner(dovecot.port, owner)
    yield them
    them.imap.logout()


@pytest.fixture
def deliver(dovecot, owner):
    return lambda *letters, folder="INBOX": [dovecot.deliver(owner, folder, x) for x in letters]


class Interrupted(Ledger):
    """A ledger at whose ``moment`` somebody acts, once: an action, and "started" or "done"."""

    moment, act, acted = ("", ""), staticmethod(lambda: None), False

    def mark_labelled(self, rows, state):
        self._notice("label", state)
        super().mark_labelled(rows, state)

    def mark_drafts(self, rows, state):
        if rows:
            self._notice("draft", state)
        super().mark_drafts(rows, state)

    def mark_archived(self, rows, state):
        self._notice("archive", state)
        super().mark_archived(rows, state)

    def _notice(self, action, state):
        if (action, state) == self.moment and not self.acted:
            self.acted = True
            self.act()


def _round(coffee, moment, act):
    """A round in which somebody acts at a moment; its problems."""
    path = coffee.settings.state_dir / "ledger.sqlite"
    with closing(Interrupted(path)) as ledger, closing(coffee.box()) as box:
        ledger.moment, ledger.act = moment, act
        report = run_round(box, coffee.job(ledger))
        assert ledger.acted
        return report.problems


#: Each action is noted as started right before it.
MOMENTS = {
    "before labelling": ("label", "started"),
    "before the draft": ("draft", "started"),
    "before archiving": ("archive", "started"),
}


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("labels", ["keywords", "folders"])
@pytest.mark.parametrize("does", ["moves", "deletes", "flags", "labels"])
def test_what_the_owner_does_in_mid_round_stays_so(
    coffee, deliver, mailbox, hand, at, labels, does
):
    acts = {
        "moves": lambda: hand.move("Trash"),
        "deletes": hand.delete,
        "flags": lambda: hand.flag(r"\Flagged"),
        "labels": lambda: hand.flag("coffeefirst-accept"),
    }
    deliver(_pitch())
    coffee = coffee.but(mailbox={"labels": labels})
    _round(coffee, at, acts[does])
    assert coffee.round().problems == []
    where = {f: mailbox.count(f) for f in ("INBOX", "Trash", "Archive", "Coffee First/Decline")}
    assert sum(where.values()) == (0 if does == "deletes" else 1)
    if does == "moves":
        assert where["Trash"] == 1
    if does == "flags":
        there = next(folder for folder, count in where.items() if count)
        assert r"\Flagged" in mailbox.only(there).flags
    assert mailbox.count("Drafts") == 1


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
def test_one_of_several_that_vanishes_holds_up_no_other(coffee, deliver, mailbox, hand, at):
    deliver(_pitch(1), _pitch(2), _pitch(3))

    def delete_one():
        hand.open()
        hand.imap.store("2", "+FLAGS.SILENT", r"(\Deleted)")
        hand.imap.expunge()

    coffee = coffee.but(mailbox={"labels": "folders"})
    _round(coffee, at, delete_one)
    assert coffee.round().problems == []
    assert mailbox.count("Coffee First/Decline") == 2
    assert mailbox.count() == 0


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
def test_new_uids_in_mid_round_do_nothing_twice(coffee, deliver, mailbox, dovecot, owner, at):
    deliver(_stock(1), _pitch(2))

    def renumber():
        dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "99887766", "INBOX")

    with suppress(Unreachable):  # Dovecot leaves; the next round makes a new connection
        _round(coffee, at, renumber)
    coffee.round()
    assert mailbox.count("Drafts") == 2
    assert _keywords(mailbox.only()) == {"coffeefirst-meet"}
    assert _keywords(mailbox.only("Archive")) == {"coffeefirst-decline"}


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("how", ["delete", "rename"])
def test_a_label_folder_that_is_taken_away_in_mid_round_is_made_again(
    coffee, deliver, mailbox, dovecot, owner, at, how
):
    coffee = coffee.but(mailbox={"labels": "folders"})
    deliver(_stock(1), _pitch(2))
    coffee.round()

    def take_away():
        for name in ("Meet", "Decline"):
            old = f"Coffee First/{name}"
            more = ["-s", "-u", owner, old] + ([f"Old {name}"] if how == "rename" else [])
            dovecot.doveadm("mailbox", how, *more)

    deliver(_stock(3), _pitch(4))
    _round(coffee, at, take_away)
    coffee.round()
    assert coffee.round().problems == []
    assert mailbox.count("Drafts") == 4
    assert mailbox.count() == 2


# -- drafts that may have been saved --


def _crash_while_saving(coffee):
    """A round that ends right after its draft was saved, before that was noted."""

    class CrashError(BaseException):
        pass

    def crash():
        raise CrashError

    with pytest.raises(CrashError):
        _round(coffee, ("draft", "done"), crash)


def _with_new_name(draft):
    named = re.sub(rb"Message-ID: <[^>]*>", b"Message-ID: <edited@example.org>", draft)
    return named.replace(b"Date:", b"X-Edited: yes\r\nDate:")


def _edit(hand, draft):
    hand.delete("Drafts")
    hand.save("Drafts", draft)


EDITS = {
    "kept as it is": lambda hand, draft: None,
    "edited": lambda hand, draft: _edit(hand, _with_new_name(draft)),
    "edited under its name": lambda hand, draft: _edit(
        hand, draft.replace(b"Date:", b"X: 1\r\nDate:")
    ),
    "sent": lambda hand, draft: hand.move("Sent", "Drafts"),
    "edited and sent": lambda hand, draft: (
        _edit(hand, _with_new_name(draft)),
        hand.move("Sent", "Drafts"),
    ),
    "thrown away": lambda hand, draft: hand.move("Trash", "Drafts"),
    "marked as deleted": lambda hand, draft: hand.flag(r"\Deleted", "Drafts"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("crash", [False, True], ids=["", "after a crash"])
def test_a_draft_that_the_owner_used_is_not_made_again(coffee, deliver, mailbox, hand, edit, crash):
    deliver(_stock())
    if crash:
        _crash_while_saving(coffee)
    else:
        coffee.round()
    edit(hand, mailbox.only("Drafts").raw)
    before = {folder: mailbox.mails(folder) for folder in ("Drafts", "Sent", "Trash")}
    assert coffee.round().drafted == 0
    assert coffee.round().problems == []
    assert {folder: mailbox.mails(folder) for folder in before} == before


def test_a_draft_that_was_never_saved_is_made_after_a_crash(coffee, deliver, mailbox, hand):
    deliver(_stock(1), _stock(2))
    _crash_while_saving(coffee)
    hand.delete("Drafts")  # as if the crash had come a moment before; nothing is left of them
    hand.save("Sent", mail.other(1))
    assert coffee.round().drafted == 2
    assert mailbox.count("Drafts") == 2


def test_an_answer_stands_for_one_draft_of_a_mail_alone(coffee, deliver, mailbox, hand):
    deliver(_stock(1), _stock(2))
    _crash_while_saving(coffee)
    drafts = [stored.raw for stored in mailbox.mails("Drafts")]
    _edit(hand, _with_new_name(drafts[0]))
    assert coffee.round().drafted == 1
    assert mailbox.count("Drafts") == 2


def test_a_thousand_drafts_are_looked_for_in_bounded_commands(coffee, dovecot, owner, mailbox):
    dovecot.deliver_many(owner, "INBOX", [_stock(n) for n in range(300)])
    _crash_while_saving(coffee)
    assert coffee.round().drafted == 0
    assert mailbox.count("Drafts") == 300
