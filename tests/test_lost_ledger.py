"""The ledger deleted, damaged or taken away in mid-work: no second draft, and nothing forgotten."""

import re
import shutil
from contextlib import closing
from datetime import timedelta

import pytest

from rules import Acquaintance
from service.errors import Damaged, ServerRefused, StateError
from service.ledger import Decided, Entry, FolderKey, Ledger, Source, salvage
from service.mailbox.connection import Connection
from service.round import run_round
from service.settings import ScheduleSettings
from service.taste import load_taste
from service.watch import Watch
from tests.conftest import NOW
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.test_sent import read, sent_mail, times

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
LETTERS = {
    "meet": mail.invitation(1, note=STOCK, headline="Structural engineer at Brightwater"),
    "decline": mail.invitation(2, note=PITCH, headline="Account executive at Leadpump"),
    "ignore": mail.invitation(3, note="", headline="LION | 30k+ connections"),
}
LABELS = ["keywords", "folders"]


def _reminder(letter):
    again = letter.replace(b"email_m2m_invite_single_01", b"email_m2m_invite_reminder_02")
    return again.replace(b"Message-ID: <", b"Message-ID: <again.")


@pytest.fixture
def deliver(dovecot, owner):
    return lambda *letters: [dovecot.deliver(owner, "INBOX", letter) for letter in letters]


def _lose(coffee):
    shutil.rmtree(coffee.settings.state_dir)


def _overwrite(path, at, length):
    """Damage as a failing disk makes it."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * length)


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("verdict", LETTERS)
def test_a_reminder_after_the_ledger_is_lost_gets_the_same_verdict_and_no_draft(
    coffee, deliver, mailbox, labels, verdict
):
    coffee = coffee.but(mailbox={"labels": labels})
    deliver(LETTERS[verdict])
    coffee.round()
    drafts = mailbox.count("Drafts")
    _lose(coffee)
    deliver(_reminder(LETTERS[verdict]))
    assert coffee.round().verdicts == {verdict: 1}
    assert mailbox.count("Drafts") == drafts


@pytest.mark.parametrize("labels", LABELS)
def test_a_draft_that_was_sent_before_the_ledger_was_lost_is_not_made_again(
    coffee, deliver, mailbox, dovecot, labels
):
    coffee = coffee.but(mailbox={"labels": labels})
    deliver(*LETTERS.values())
    coffee.round()
    owner = coffee.settings.mailbox.username
    dovecot.doveadm("expunge", "-u", owner, "mailbox", "Drafts", "all")
    _lose(coffee)
    coffee.round()
    assert mailbox.count("Drafts") == 0


def test_what_is_remembered_is_told_as_such(coffee, deliver):
    deliver(LETTERS["meet"])
    coffee.round()
    _lose(coffee)
    coffee.round()
    with closing(coffee.ledger()) as ledger:
        name = f"{coffee.settings.mailbox.username}@127.0.0.1"
        (message,) = ledger.journalled(name, [1])
    assert "its label in the mailbox says so" in message.receipts[0]
    assert message.done == ()


def test_a_new_mailbox_is_looked_through_once(coffee_for, proxy, owner, dovecot):
    dovecot.deliver(owner, "INBOX", mail.other(1))
    coffee = coffee_for(proxy.port, owner)
    coffee.round()
    again = proxy.fresh()
    coffee.round()
    assert [line for line in again.transcript if "KEYWORD coffeefirst-meet" in line] == []


@pytest.mark.parametrize("at", [0, 4096, 3 * 4096, 8 * 4096], ids=["head", "2nd", "4th", "9th"])
def test_a_damaged_ledger_is_mended_and_no_draft_is_made_twice(coffee, deliver, mailbox, at):
    deliver(*LETTERS.values())
    coffee.round()
    _overwrite(coffee.settings.ledger, at, 4096)
    deliver(*map(_reminder, LETTERS.values()))
    with closing(Ledger.to_work_with(coffee.settings.ledger)) as ledger, closing(coffee.box()) as b:
        assert "the ledger was damaged" in ledger.mended
        report = run_round(b, coffee.job(ledger))
    assert sorted(report.verdicts) == sorted(LETTERS)
    assert mailbox.count("Drafts") == 2


def test_what_can_be_read_of_a_damaged_ledger_is_kept(coffee, tmp_path):
    people = [Acquaintance(name=f"Ada Quill {n}", company="Northwind") for n in range(5000)]
    with closing(coffee.ledger()) as ledger, ledger.writing():
        ledger.replace_source(Source("file", "list"), people)
    _overwrite(coffee.settings.ledger, coffee.settings.ledger.stat().st_size // 2, 4096)
    with closing(Ledger.to_work_with(coffee.settings.ledger)) as ledger:
        kept = {remembered.person for remembered in ledger.imported()}
    assert 4000 < len(kept) < 5000
    assert kept < set(people)
    assert coffee.settings.ledger.with_name("ledger.sqlite.damaged-1").exists()


def test_a_sound_ledger_is_not_mended(coffee, deliver):
    deliver(LETTERS["meet"])
    coffee.round()
    with closing(Ledger.to_work_with(coffee.settings.ledger)) as ledger:
        assert ledger.mended == ""


def test_who_only_reads_a_damaged_ledger_is_told_what_to_do(coffee, deliver):
    deliver(LETTERS["meet"])
    coffee.round()
    _overwrite(coffee.settings.ledger, 0, 4096)
    with pytest.raises(Damaged, match="'coffeefirst once' mends it"):
        load_taste(coffee.settings)


class _Daemon:
    """A daemon's watch, whose rounds come when they are called."""

    def __init__(self, coffee, monkeypatch):
        monkeypatch.setenv("COFFEEFIRST_PASSWORD", PASSWORD)
        settings = coffee.settings.model_copy(update={"schedule": ScheduleSettings()})
        self.watch = Watch(settings, lambda: False)

    def __enter__(self):
        return self.watch

    def __exit__(self, *_):
        self.watch.close()


def test_a_ledger_that_is_taken_away_from_a_running_daemon_is_begun_anew(
    coffee, deliver, mailbox, monkeypatch
):
    deliver(LETTERS["meet"])
    with _Daemon(coffee, monkeypatch) as watch:
        watch.tick()
        _lose(coffee)
        deliver(_reminder(LETTERS["meet"]), LETTERS["decline"])
        watch.tick()
    assert coffee.settings.ledger.exists()
    assert mailbox.count("Drafts") == 2


def test_a_ledger_that_is_damaged_under_a_running_daemon_is_mended(
    coffee, deliver, mailbox, monkeypatch
):
    deliver(LETTERS["meet"])
    with _Daemon(coffee, monkeypatch) as watch:
        watch.tick()
        _overwrite(coffee.settings.ledger, 0, coffee.settings.ledger.stat().st_size)
        deliver(_reminder(LETTERS["meet"]), LETTERS["decline"])
        watch.tick()
        watch._not_before = 0.0
        watch.tick()
    assert mailbox.count("Drafts") == 2


# -- what a second look found --


def test_to_whom_one_wrote_is_known_after_a_mending_and_read_anew(
    coffee, deliver, mailbox, dovecot
):
    owner = coffee.settings.mailbox.username
    inviter = re.search(rb"From: (.*?) <", LETTERS["decline"])[1].decode()
    mails = [sent_mail(to=f"{inviter} <ada@leadpump.example>")] * 5
    dovecot.deliver_many(owner, "Sent", mails, unseen=False)
    read(coffee)
    _mend(coffee)
    deliver(LETTERS["decline"])
    assert coffee.round().archived == 0  # somebody whom one wrote to
    coffee.round(now=lambda: NOW + timedelta(days=2))
    assert times(coffee) == {"ada@leadpump.example": 5}


def test_a_mending_that_is_broken_off_is_begun_again(coffee, deliver, monkeypatch):
    deliver(LETTERS["meet"])
    coffee.round()
    _overwrite(coffee.settings.ledger, 3 * 4096, 4096)

    def full(*_):
        raise StateError("the disk is full")

    with monkeypatch.context() as once:
        once.setattr(salvage, "_take_over", full)
        with pytest.raises(StateError):
            Ledger.to_work_with(coffee.settings.ledger)
    with closing(Ledger.to_work_with(coffee.settings.ledger)) as ledger:
        assert "the ledger was damaged" in ledger.mended


def test_two_who_see_the_damage_mend_it_once(coffee, deliver):
    deliver(LETTERS["meet"])
    coffee.round()
    _overwrite(coffee.settings.ledger, 3 * 4096, 4096)
    with closing(Ledger.to_work_with(coffee.settings.ledger)) as first:
        assert salvage.mend(coffee.settings.ledger) == ""
        assert first.is_there()


@pytest.mark.parametrize("labels", LABELS)
def test_labels_that_cannot_be_looked_at_now_are_looked_at_in_the_next_round(
    coffee, deliver, mailbox, dovecot, monkeypatch, labels
):
    coffee = coffee.but(mailbox={"labels": labels})
    deliver(LETTERS["decline"])
    coffee.round()
    _lose(coffee)

    def not_now(*_):
        raise ServerRefused("STATUS: [INUSE] try later")

    with monkeypatch.context() as once:
        once.setattr(Connection, "is_empty", not_now)
        assert "[INUSE]" in coffee.round().problems[0]
    deliver(_reminder(LETTERS["decline"]))
    assert coffee.round().verdicts == {"decline": 1}
    assert mailbox.count("Drafts") == 1


def test_what_waited_for_its_label_still_does_after_a_mending(coffee, deliver, mailbox):
    class Hasty(Ledger):
        def to_label(self, key):
            raise KeyboardInterrupt

    deliver(LETTERS["meet"])
    coffee.round()
    deliver(LETTERS["decline"])
    with (
        closing(Hasty(coffee.settings.ledger)) as ledger,
        closing(coffee.box()) as box,
        pytest.raises(KeyboardInterrupt),
    ):
        run_round(box, coffee.job(ledger))
    _mend(coffee)
    coffee.round()
    assert "coffeefirst-decline" in mailbox.only("Archive").flags


def _mend(coffee):
    """As if it were damaged somewhere."""
    salvage._mend(coffee.settings.ledger)


def _leaf_with(path, text):
    """The page of the file that holds a text."""
    return path.read_bytes().index(text) // 4096 * 4096


def test_decisions_keep_their_order_and_the_forgotten_stay_forgotten(tmp_path):
    path = tmp_path / "ledger.sqlite"
    forgotten = [f"a{n:05}@example.org" for n in range(5000)]
    entries = [
        Entry(n, f"<{n}@x>", "invitation", "meet", archive=False, decisions=(_decided(n),))
        for n in range(1, 2001)
    ]
    with closing(Ledger(path)) as ledger:
        with ledger.writing():
            ledger.write(FolderKey("m", "INBOX", 1), entries, "d")
            ledger.forget_addresses(forgotten)
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _overwrite(path, _leaf_with(path, b"a02500@"), 4096)
    _overwrite(path, _leaf_with(path, b"001000" + b"r" * 20), 4096)
    with closing(Ledger.to_work_with(path)) as ledger:
        times = [one.decided_at for one in ledger.decided("m", [("", "ada")])]
        left = ledger.execute("SELECT count(*) FROM forgotten").fetchone()[0]
    assert times == sorted(times)
    assert times[-1] == "002000"
    assert left > 4500


def _decided(n):
    return Decided("", "ada", "meet", decided_at=f"{n:06}", receipt="r" * 300)
