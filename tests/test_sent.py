"""The owner's Sent folder: whom it tells of, that it is only looked at, and that it adds up."""

import signal
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from service.acquaintances import sent as sent_record
from service.acquaintances.sent import Reader, acquaintance, correspondents, own_addresses
from service.acquaintances.sent import read_sent as read_all
from service.errors import Locked, ServerRefused, SettingsError, Unreachable
from service.ledger import Correspondent, FolderKey
from service.mailbox import sent as sent_folder
from service.round import mailbox_name, run_round
from tests.conftest import NOW
from tests.servers import mail

STOCK = "I'd like to add you to my professional network on LinkedIn."
JANE = "Jane Marlow <jane@example.org>"


def sent_mail(to=JANE, day="2 Nov 2025", **fields):
    lines = [f"{name.capitalize()}: {value}" for name, value in {"to": to, **fields}.items()]
    head = "\r\n".join(["From: robin@example.org", *lines, f"Date: {day} 10:00:00 +0100"])
    return f"{head}\r\nSubject: kiln\r\n\r\nHello.\r\n".encode()


@pytest.fixture
def send(dovecot, owner):
    return lambda *mails, folder="Sent": dovecot.deliver_many(owner, folder, mails, unseen=False)


def reader(coffee, box, ledger, **changes):
    own = own_addresses(coffee.settings)
    return Reader(box, ledger, mailbox_name(coffee.settings), own, NOW, **changes)


def read(coffee, **changes):
    """Read the Sent folder on a connection of its own."""
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        return read_all(reader(coffee, box, ledger, **changes))


def records(coffee):
    with closing(coffee.ledger()) as ledger:
        return {person.addresses[0]: person.record for person in correspondents(ledger)}


def times(coffee):
    with closing(coffee.ledger()) as ledger:
        return {person.address: person.times for person in ledger.correspondents()}


# -- the folder --


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1, "you wrote to a@x.example once on 2 Nov 2025"),
        (2, "you wrote to a@x.example twice, last on 2 Nov 2025"),
        (3, "you wrote to a@x.example three times, last on 2 Nov 2025"),
        (12, "you wrote to a@x.example twelve times, last on 2 Nov 2025"),
        (1300, "you wrote to a@x.example 1,300 times, last on 2 Nov 2025"),
    ],
)
def test_a_record_says_how_often_and_when(number, told):
    assert acquaintance(Correspondent("a@x.example", "", number, "2025-11-02")).record == told


def test_who_was_written_to_is_remembered_and_the_owner_is_not(coffee, send):
    send(sent_mail(), sent_mail(cc="robin@example.org"), sent_mail(day="1 Nov 2025"))
    report = read(coffee)
    assert (report.mails, report.unreadable, report.refused) == (3, 0, 0)
    told = "you wrote to jane@example.org three times, last on 2 Nov 2025"
    assert records(coffee) == {"jane@example.org": told}


def test_the_name_is_that_of_the_latest_mail_that_has_one(coffee, send):
    send(sent_mail(), sent_mail("Jane Quill <jane@example.org>", day="3 Nov 2025"))
    send(sent_mail("jane@example.org", day="4 Nov 2025"), sent_mail(day="1 Nov 2025"))
    read(coffee)
    with closing(coffee.ledger()) as ledger:
        assert [person.name for person in correspondents(ledger)] == ["Jane Quill"]


def test_a_day_to_come_is_not_believed(coffee, send):
    send(sent_mail(day="2 Nov 2099"))
    read(coffee)
    assert records(coffee) == {"jane@example.org": "you wrote to jane@example.org once"}


def test_only_what_is_new_is_read_the_next_time(coffee_for, proxy, owner, send):
    coffee = coffee_for(proxy.port, owner)
    send(sent_mail(), sent_mail())
    read(coffee)
    send(sent_mail())
    counts = proxy.fresh()
    assert read(coffee).mails == 1
    assert counts.commands["UID FETCH"] == 1
    assert times(coffee) == {"jane@example.org": 3}
    counts = proxy.fresh()
    assert read(coffee).mails == 0
    assert (counts.commands["UID FETCH"], counts.commands["UID SEARCH"]) == (0, 0)


def test_more_mails_than_one_answer_holds_are_all_found(coffee, send, monkeypatch):
    monkeypatch.setattr(sent_folder, "MOST_FOUND", 10)
    send(*(sent_mail() for _ in range(35)))
    assert read(coffee).mails == 35
    send(*(sent_mail() for _ in range(25)))
    assert read(coffee).mails == 25
    assert times(coffee) == {"jane@example.org": 60}


def test_nothing_in_the_mailbox_is_changed(coffee_for, proxy, dovecot, owner, mailbox):
    dovecot.deliver_many(owner, "Sent", [sent_mail(), sent_mail()])  # unseen
    before = mailbox.mails("Sent")
    read(coffee_for(proxy.port, owner))
    assert mailbox.mails("Sent") == before
    assert not [m for m in before if r"\Seen" in m.flags]
    assert proxy.counts.mutations == []
    assert proxy.counts.commands["SELECT"] == 0


def test_a_flight_carries_hundreds_of_mails(coffee_for, dovecot, owner, send):
    from tests.servers.proxy import Proxy  # noqa: PLC0415 (one that is far away)

    send(*(sent_mail(f"p{n}@example.org") for n in range(3_000)))
    with Proxy(dovecot.port, rtt=0.03) as far:
        assert read(coffee_for(far.port, owner)).mails == 3_000
        assert far.counts.commands["UID FETCH"] == 5
        assert 8 <= far.counts.flights <= 8 + 5


# -- finding it --


def test_a_folder_of_a_usual_name_is_found(coffee_for, dressed, owner):
    server = dressed(folders={"Gesendete Elemente": ""})
    server.deliver(owner, "Gesendete Elemente", sent_mail())
    coffee = coffee_for(server.port, owner)
    assert (read(coffee).folder, times(coffee)) == ("Gesendete Elemente", {"jane@example.org": 1})


def test_the_configured_folder_goes_before_all(coffee, dovecot, owner, send):
    dovecot.doveadm("mailbox", "create", "-u", owner, "Post out")
    send(sent_mail("bo@example.org"), folder="Post out")
    send(sent_mail())
    named = coffee.but(mailbox={"sent_folder": "Post out"})
    assert (read(named).folder, times(named)) == ("Post out", {"bo@example.org": 1})


def test_without_such_a_folder_one_line_says_what_to_do(coffee_for, dressed, owner):
    server = dressed(folders={"Drafts": r"\Drafts"})
    with pytest.raises(SettingsError, match=r"mailbox\.sent_folder; there are: .*Drafts"):
        read(coffee_for(server.port, owner))
    assert "Sent" not in server.mailbox(owner).folders()


def test_a_configured_folder_that_is_not_there_is_told(coffee):
    with pytest.raises(SettingsError, match="there is no folder 'Nosuch'"):
        read(coffee.but(mailbox={"sent_folder": "Nosuch"}))


# -- nothing twice, nobody lost --


def test_a_renamed_folder_counts_nobody_twice(coffee_for, dressed, owner):
    server = dressed(folders={"Sent Items": ""})
    server.deliver_many(owner, "Sent Items", [sent_mail(), sent_mail()])
    coffee = coffee_for(server.port, owner)
    read(coffee)
    server.doveadm("mailbox", "rename", "-u", owner, "Sent Items", "Gesendet")
    assert read(coffee).folder == "Gesendet"
    assert times(coffee) == {"jane@example.org": 2}


def test_changed_uids_count_nobody_twice(coffee, send, dovecot, owner):
    send(sent_mail(), sent_mail())
    read(coffee)
    dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "99887766", "Sent")
    assert read(coffee).mails == 2
    assert times(coffee) == {"jane@example.org": 2}


def test_until_a_new_reading_is_complete_nobody_is_forgotten(
    coffee, send, dovecot, owner, monkeypatch
):
    monkeypatch.setattr(sent_folder, "BATCH", 1)
    send(sent_mail("bo@example.org"), sent_mail(), sent_mail())
    read(coffee)
    dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "99887766", "Sent")
    with pytest.raises(KeyboardInterrupt):
        read(coffee, watch=_stop_after(2))
    assert times(coffee) == {"bo@example.org": 1, "jane@example.org": 2}


def _stop_after(mails, do=None):
    def watch(done, _total):
        if done == mails:
            if do is None:
                raise KeyboardInterrupt
            do()

    return watch


def test_a_lost_connection_is_made_good_by_the_next_reading(coffee, send, monkeypatch):
    monkeypatch.setattr(sent_folder, "BATCH", 10)
    send(*(sent_mail() for _ in range(95)))
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        lost = reader(coffee, box, ledger, watch=_stop_after(20, box.abort))
        with pytest.raises(Unreachable):
            read_all(lost)
    part = times(coffee)["jane@example.org"]
    assert 20 <= part < 95
    assert read(coffee).mails == 95 - part
    assert times(coffee) == {"jane@example.org": 95}


KILLED = """
import os, signal
from contextlib import closing
from pathlib import Path
from service.acquaintances.sent import Reader, read_sent
from service.ledger import Ledger
from service.mailbox import Mailbox, sent
from service.settings import MailboxSettings
from tests.conftest import NOW

sent.BATCH = 10
settings = MailboxSettings(
    host="127.0.0.1", port={port}, security="none", username={user!r}
)
box = Mailbox(settings, "secret")
die = lambda done, _: done == 40 and os.kill(os.getpid(), signal.SIGKILL)
ledger = Ledger(Path({state!r}) / "ledger.sqlite")
read_sent(Reader(box, ledger, {name!r}, frozenset(), NOW, watch=die))
"""


def test_a_killed_reading_goes_on_where_it_was(coffee, send, dovecot, owner):
    send(*(sent_mail() for _ in range(95)))
    state, name = str(coffee.settings.state_dir), mailbox_name(coffee.settings)
    code = KILLED.format(port=dovecot.port, user=owner, state=state, name=name)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert times(coffee) == {"jane@example.org": 40}
    assert read(coffee).mails == 55
    assert times(coffee) == {"jane@example.org": 95}


def test_two_at_once_count_nothing_twice(coffee, send):
    send(*(sent_mail() for _ in range(5)))
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        other = reader(coffee, box, ledger, watch=_stop_after(0, lambda: read(coffee)))
        with pytest.raises(Locked, match="by another coffeefirst"):
            read_all(other)
    assert times(coffee) == {"jane@example.org": 5}


def test_who_was_forgotten_does_not_come_back(coffee, send):
    send(sent_mail(), sent_mail("bo@example.org"))
    read(coffee)
    with closing(coffee.ledger()) as ledger, ledger.writing():
        ledger.forget_addresses(["jane@example.org"])
    send(sent_mail())
    assert read(coffee).mails == 1
    assert times(coffee) == {"bo@example.org": 1}


class Refusing:
    """A connection to a server that refuses every FETCH in which one of some mails is."""

    def __init__(self, refused):
        self.refused, self.selected = refused, None

    def fetch_ahead(self, batches, items):
        for uids in batches:
            try:
                yield uids, self.fetch(uids, items)
            except ServerRefused as error:
                yield uids, error

    def fetch(self, uids, items):
        if self.refused & set(uids):
            raise ServerRefused("FETCH: the server said: NO")
        return {uid: {b'BODY[HEADER.FIELDS ("TO")]<0>': b"To: a@x.example"} for uid in uids}


def test_a_mail_that_the_server_refuses_hides_no_other(monkeypatch):
    monkeypatch.setattr(sent_folder, "BATCH", 10)
    folder = sent_folder.Sent(Refusing({13, 14}), None, None)
    mails = [mail for batch in folder.mails(range(1, 41)) for mail in batch]
    assert [mail.uid for mail in mails] == list(range(1, 41))
    assert [mail.uid for mail in mails if not mail.fetched] == [13, 14]
    assert {mail.header for mail in mails if mail.fetched} == {b"To: a@x.example"}


def test_a_server_that_refuses_everything_ends_the_reading():
    folder = sent_folder.Sent(Refusing(set(range(1, 41))), None, None)
    with pytest.raises(ServerRefused):
        list(folder.mails(range(1, 41)))


# -- rounds keep it up --


def test_rounds_do_nothing_about_it_until_it_is_asked_for(coffee_for, proxy, owner, send):
    send(sent_mail())
    coffee = coffee_for(proxy.port, owner)
    coffee.round()
    assert proxy.counts.commands["EXAMINE"] == 0
    assert times(coffee) == {}


def test_a_round_reads_what_is_new_once_an_hour(coffee_for, proxy, owner, send):
    coffee = coffee_for(proxy.port, owner)
    send(sent_mail())
    read(coffee)
    send(sent_mail())
    coffee.round(now=lambda: NOW + timedelta(minutes=59))
    assert times(coffee) == {"jane@example.org": 1}
    counts = proxy.fresh()
    for minutes in (60, 65, 119):
        coffee.round(now=lambda at=minutes: NOW + timedelta(minutes=at))
    assert times(coffee) == {"jane@example.org": 2}
    assert counts.commands["EXAMINE"] == 1


def test_on_a_kept_connection_the_next_round_finds_its_folder_again(coffee, send, dovecot, owner):
    send(sent_mail())
    read(coffee)
    later = NOW + timedelta(hours=2)
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        run_round(box, coffee.job(ledger, now=lambda: later))
        dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK, headline="Potter"))
        assert run_round(box, coffee.job(ledger, now=lambda: later)).verdicts == {"meet": 1}


def test_a_fault_there_does_not_fail_the_round_and_is_told_once_an_hour(
    coffee, send, dovecot, owner
):
    send(sent_mail())
    named = coffee.but(mailbox={"sent_folder": "Out"})
    with pytest.raises(SettingsError):
        read(named)
    read(coffee)
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK, headline="Potter"))
    later = NOW + timedelta(hours=2)
    report = named.round(now=lambda: later)
    assert report.verdicts == {"meet": 1}
    assert "there is no folder 'Out'" in report.problems[0]
    assert named.round(now=lambda: later).problems == []


def test_whom_the_owner_wrote_to_is_known_by_the_next_round(coffee, send, dovecot, owner):
    send(sent_mail(f"{mail.person(1).name} <someone@example.org>"))
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK, headline="Potter"))
    read(coffee)
    receipts = []
    coffee.round(watch=lambda outcomes: receipts.extend(o.judged.decisions[0] for o in outcomes))
    assert "you wrote to someone@example.org once" in receipts[0].receipt()


def test_a_reading_is_due_by_the_clock_even_where_that_was_set_back():
    assert not sent_record._is_time("", NOW)
    assert sent_record._is_time((NOW + timedelta(days=9)).isoformat(), NOW)


def test_the_ledger_says_when_it_was_looked_at(coffee, send):
    send(sent_mail())
    read(coffee)
    with closing(coffee.ledger()) as ledger:
        assert ledger.sent_looked_at(mailbox_name(coffee.settings)) == NOW.isoformat()
        key = FolderKey(mailbox_name(coffee.settings), "Sent", 1)
        assert ledger.sent_uidnext(key) == 0
