"""What breaks off in mid-work: each of these the sweep, or the soak, has found."""

import gc
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from service.errors import ServerRefused, Unreachable
from service.ledger import Ledger
from service.mailbox.connection import Connection
from service.round import run_round
from tests.servers import mail
from tests.servers.costume import PLAIN_CAPABILITY
from tests.servers.faults import Fault, FaultProxy
from tests.sweep.snapshot import mailbox_snapshot

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"


def _named(n, field, note=STOCK):
    """Invitation number n, with another Message-ID field."""
    letter = mail.invitation(n, note=note, headline="Account executive")
    own = next(line for line in letter.splitlines() if line.startswith(b"Message-ID:"))
    return letter.replace(own, field.replace(b"N", b"%d" % n))


#: A mail's Message-ID is missing, is said in an odd way, twice, or is none at all.
ODD = {
    "missing": b"X-Other: 1",
    "folded": b"Message-ID:\r\n <N.folded@example.org>",
    "commented": b"Message-ID: <N.one@example.org> (of Monday)",
    "none": b"Message-ID: not an id",
}


@pytest.fixture
def deliver(dovecot, owner):
    return lambda *letters: dovecot.deliver_many(owner, "INBOX", letters)


class BreakingLedger(Ledger):
    """A ledger that breaks off when labels are to be noted as done."""

    def mark_labelled(self, rows, state):
        if state == "done":
            raise KeyboardInterrupt
        super().mark_labelled(rows, state)


def _broken_off(coffee):
    path = coffee.settings.state_dir / "ledger.sqlite"
    with (
        closing(BreakingLedger(path)) as ledger,
        closing(coffee.box()) as box,
        pytest.raises(KeyboardInterrupt),
    ):
        run_round(box, coffee.job(ledger))


@pytest.mark.parametrize("field", ODD.values(), ids=ODD)
def test_a_label_folder_gets_one_copy_of_each_mail(coffee, dovecot, owner, mailbox, field):
    coffee = coffee.but(mailbox={"labels": "folders"})
    for n in (1, 2):
        dovecot.deliver(owner, "INBOX", _named(n, field))
    _broken_off(coffee)
    coffee.round()
    copies = [stored.raw for stored in mailbox.mails("Coffee First/Meet")]
    assert len(copies) == len(set(copies)) == mailbox.count() == 2


@pytest.mark.parametrize("field", ODD.values(), ids=ODD)
def test_a_move_that_broke_off_after_its_copy_moves_no_second_one(
    coffee_for, dressed, owner, monkeypatch, field
):
    server = dressed(capability=PLAIN_CAPABILITY + " UIDPLUS")
    server.deliver(owner, "INBOX", _named(2, field, note=PITCH))
    coffee = coffee_for(server.port, owner)

    def gone(_self, _uid_set):
        raise Unreachable("the connection is gone")

    with monkeypatch.context() as once:
        once.setattr(Connection, "expunge", gone)
        with pytest.raises(Unreachable):
            coffee.round()
    coffee.round()
    mailbox = server.mailbox(owner)
    assert (mailbox.count("Archive"), mailbox.count()) == (1, 0)


@pytest.fixture
def faulty(dovecot):
    with FaultProxy(dovecot.port) as proxy:
        yield proxy


def test_a_label_folder_is_subscribed_to_though_the_line_broke(coffee_for, faulty, dovecot, owner):
    coffee = coffee_for(faulty.port, owner).but(mailbox={"labels": "folders"})
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    faulty.order(Fault("cut", 10))
    with pytest.raises(Unreachable, match="SUBSCRIBE"):
        coffee.round()
    coffee.round()
    assert mailbox_snapshot(dovecot.port, owner)["subscribed: Coffee First/Meet"] == 1


def test_what_a_refused_search_told_is_no_part_of_the_next_one(
    coffee_for, faulty, dovecot, owner, mailbox
):
    coffee = coffee_for(faulty.port, owner)
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK))
    faulty.order(Fault("no-reply", 8))
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        assert "SEARCH" in run_round(box, coffee.job(ledger)).problems[0]
        assert run_round(box, coffee.job(ledger)).problems == []
    assert mailbox.count("Drafts") == 1


def _refusing(method, bad):
    """The same method of a connection, refused where this UID is among those it is for."""

    def refuse(self, first, *more):
        uid_sets = [one.uids for one in first] if isinstance(first, list) else [first]
        if any(bad in {*_numbers(uids)} for uids in uid_sets):
            raise ServerRefused("the server said: NO [SERVERBUG]")
        method(self, first, *more)

    return refuse


def _numbers(uids):
    for item in uids.split(","):
        first, _, last = item.partition(":")
        yield from range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("labels", ["keywords", "folders"])
def test_one_message_that_cannot_be_labelled_holds_up_no_other(
    coffee, deliver, mailbox, monkeypatch, labels
):
    coffee = coffee.but(mailbox={"labels": labels})
    deliver(*(mail.invitation(n, note=STOCK) for n in range(1, 7)))
    with monkeypatch.context() as for_a_while:
        for name in ("store", "copy"):
            for_a_while.setattr(Connection, name, _refusing(getattr(Connection, name), 2))
        report = coffee.round()
    assert (report.labelled, report.drafted, len(report.problems)) == (5, 5, 1)
    assert coffee.round().drafted == 1
    assert mailbox.count("Drafts") == 6


def test_one_message_that_cannot_be_archived_holds_up_no_other(
    coffee, deliver, mailbox, monkeypatch
):
    deliver(*(mail.invitation(n, note=PITCH) for n in range(1, 7)))
    with monkeypatch.context() as for_a_while:
        for_a_while.setattr(Connection, "move", _refusing(Connection.move, 2))
        assert coffee.round().archived == 5
    assert (coffee.round().archived, mailbox.count("Archive"), mailbox.count()) == (1, 6, 0)


def _open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_connection_that_the_server_cut_leaves_nothing_open(coffee_for, faulty, owner):
    faulty.order(Fault("cut", 4))
    gc.disable()  # which would close it some day
    try:
        before = _open_files()
        box = coffee_for(faulty.port, owner).box()
        box.greet()
        for _ in range(2):  # to speak once more is answered by a reset
            with pytest.raises(Unreachable):
                box.greet()
        box.abort()
        faulty.settle()
        assert _open_files() == before
    finally:
        gc.enable()


def test_what_libraries_say_by_themselves_is_no_line_of_ours():
    says = (
        "import logging; from service.log import set_up; from service.settings import LogSettings;"
        "set_up(LogSettings()); logging.getLogger('apscheduler').warning('skipped')"
    )
    root = Path(__file__).parent.parent
    told = subprocess.run([sys.executable, "-c", says], cwd=root, capture_output=True, check=True)
    assert told.stderr == b""
