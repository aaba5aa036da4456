"""Coffee First on Gmail's own terms: labels that are real, archiving that is Gmail's."""

import math
import re
from contextlib import closing, suppress

import pytest

from service.acquaintances.sent import Reader, read_sent
from service.errors import CoffeeFirstError, SettingsError
from service.journal import Page
from service.ledger import Ledger
from service.round import backfill, mailbox_name, plan, run_round
from service.undoing import undo
from tests.conftest import NOW
from tests.servers import mail
from tests.servers.faults import Fault, FaultProxy
from tests.servers.gmail import GERMAN, Gmail
from tests.servers.proxy import Proxy
from tests.test_crash import LETTERS, STEPS, crash_then_round
from tests.test_round import OWN_POLICY

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
MEET = mail.invitation(1, note=STOCK, headline="Structural engineer at Brightwater")
DECLINE = mail.invitation(2, note=PITCH, headline="Account executive at Leadpump")
IGNORE = mail.invitation(4, note="", headline="LION | 30k+ connections")
OTHER = mail.other(1)


def _id(letter):
    return re.search(rb"(?im)^Message-ID: (<[^>]+>)", letter)[1].decode()


def _reminder(letter):
    return letter.replace(b"invite_single_01", b"invite_reminder_02").replace(
        b"Message-ID: <", b"Message-ID: <again."
    )


def _copy(letter):
    return letter.replace(b"Message-ID: <", b"Message-ID: <copy.")


@pytest.fixture
def owner(gmail):
    return gmail.new_user()


@pytest.fixture
def coffee(coffee_for, gmail, owner):
    return coffee_for(gmail.port, owner)


@pytest.fixture
def deliver(gmail, owner):
    return lambda *letters, folder="INBOX": gmail.deliver_many(owner, folder, letters)


@pytest.fixture
def labels(gmail, owner):
    """The labels of one letter."""
    return lambda letter: gmail.labels(owner)[_id(letter)]


def _undo(coffee, its_ledger=None):
    """Take back what the last round did."""
    with closing(its_ledger or coffee.ledger()) as ledger, closing(coffee.box()) as box:
        name = mailbox_name(coffee.settings)
        rows = [r for one in ledger.rounds(name, 1) for r in ledger.messages_of(one.number)]
        page = Page(ledger, name, "undo", lambda: NOW)
        return list(undo(box, coffee.job(ledger), ledger.undoable(name, rows), page))


# -- a round --


def test_what_stays_is_labelled_in_the_inbox(coffee, deliver, labels):
    deliver(MEET, OTHER)
    report = coffee.round()
    assert (report.labelled, report.problems) == (1, [])
    assert labels(MEET) == {"\\Inbox", "Coffee First/Meet"}
    assert labels(OTHER) == {"\\Inbox"}


def test_what_is_archived_keeps_its_label_and_leaves_the_inbox(coffee, deliver, labels):
    deliver(DECLINE, IGNORE)
    assert coffee.round().archived == 2
    assert labels(DECLINE) == {"Coffee First/Decline"}
    assert labels(IGNORE) == {"Coffee First/Ignore"}


def test_the_label_above_ours_is_one_too_so_that_they_are_nested(coffee, deliver, gmail, owner):
    deliver(MEET)
    coffee.round()
    listed = gmail.mailbox(owner).folders()
    assert "\\Noselect" not in listed["Coffee First"]
    assert gmail.mailbox(owner).only("Coffee First/Meet").message_id == _id(MEET)
    assert "Coffee First/Suspicious" not in listed


def test_the_owners_own_labels_and_stars_stay(coffee, deliver, labels, gmail, owner):
    deliver(DECLINE)
    for label in ("\\Starred", "\\Important"):
        gmail.label(owner, _id(DECLINE), label)
    coffee.round()
    assert labels(DECLINE) == {"Coffee First/Decline", "\\Starred", "\\Important"}


def test_a_draft_is_where_gmail_has_drafts_and_in_the_invitations_conversation(
    coffee, deliver, gmail, owner
):
    deliver(MEET)
    coffee.round()
    draft = gmail.mailbox(owner).only("[Gmail]/Drafts")
    assert f"In-Reply-To: {_id(MEET)}".encode() in draft.raw
    assert {"\\Draft", "\\Seen"} <= draft.flags
    assert len({message.thread for message in gmail.account(owner).messages.values()}) == 1


def test_whom_the_owner_wrote_to_is_read_from_sent_mail(coffee, deliver, gmail, owner):
    written = b"From: robin@example.org\r\nTo: Ada <ada@example.org>\r\nMessage-ID: <w@x>\r\n"
    when = b"Date: Mon, 16 Nov 2026 10:00:00 +0000\r\n\r\nHello\r\n"
    deliver(written + when, folder="[Gmail]/Sent Mail")
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        read_sent(Reader(box, ledger, mailbox_name(coffee.settings), frozenset(), NOW))
        assert [one.address for one in ledger.correspondents()] == ["ada@example.org"]


def test_a_second_round_changes_nothing(coffee, deliver, gmail, owner):
    deliver(MEET, DECLINE, OTHER)
    coffee.round()
    before = gmail.labels(owner)
    report = coffee.round()
    assert (report.labelled, report.drafted, report.archived) == (0, 0, 0)
    assert gmail.labels(owner) == before


def test_a_reminder_gets_the_invitations_label_and_no_second_draft(
    coffee, deliver, labels, gmail, owner
):
    deliver(MEET)
    coffee.round()
    deliver(_reminder(MEET))
    coffee.round()
    assert labels(_reminder(MEET)) == {"\\Inbox", "Coffee First/Meet"}
    assert gmail.mailbox(owner).count("[Gmail]/Drafts") == 1


def test_a_plan_touches_nothing(coffee, deliver, gmail, owner):
    deliver(MEET, DECLINE)
    before, folders = gmail.labels(owner), gmail.mailbox(owner).folders()
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        planned = [one for page in plan(box, coffee.job(ledger)) for one in page]
    assert sorted(one.entry.label for one in planned) == ["decline", "meet"]
    assert gmail.labels(owner) == before
    assert gmail.mailbox(owner).folders() == folders


def test_a_backfill_decides_about_old_mail(coffee, gmail, owner, labels):
    old = NOW.timestamp() - 90 * 86_400
    gmail.deliver(owner, "INBOX", DECLINE, when=old)
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        report = backfill(box, coffee.job(ledger), NOW.date().replace(month=7))
    assert report.archived == 1
    assert labels(DECLINE) == {"Coffee First/Decline"}


def test_what_a_policy_marks_as_read_is_read_under_a_label_of_its_own(
    coffee, deliver, gmail, owner, tmp_path
):
    path = tmp_path / "mine.toml"
    path.write_text(OWN_POLICY, encoding="utf-8")
    deliver(DECLINE)
    coffee.but(policy=str(path)).round()
    assert "\\Seen" in gmail.mailbox(owner).only("Coffee First/Sellers").flags


@pytest.mark.parametrize("kind", ["no", "cut"])
def test_the_next_round_subscribes_to_the_labels_where_that_went_wrong(
    coffee_for, gmail, tmp_path, kind
):
    number, fired, subscribing = 0, True, 0
    while fired:
        number, user = number + 1, gmail.new_user()
        gmail.deliver(user, "INBOX", MEET)
        with FaultProxy(gmail.port) as faulty, suppress(CoffeeFirstError):
            coffee = coffee_for(faulty.port, user).but(state_dir=tmp_path / f"state-{number}")
            faulty.order(Fault(kind, number))
            coffee.round()
        fired, subscribing = faulty.fired, max(subscribing, "SUBSCRIBE" in faulty.passed.commands)
        coffee.but(mailbox={"port": gmail.port}).round()
        assert {"Coffee First", "Coffee First/Meet"} <= gmail.account(user).subscribed, number
    assert subscribing


# -- other owners' Gmail --


def test_folders_are_found_in_the_owners_language(coffee_for):
    with Gmail(names=GERMAN) as server:
        user = server.new_user()
        server.deliver_many(user, "INBOX", [MEET, DECLINE])
        coffee_for(server.port, user).round()
        assert server.labels(user)[_id(DECLINE)] == {"Coffee First/Decline"}
        assert server.mailbox(user).count("[Gmail]/Entw&APw-rfe") == 2
        assert server.faults == []


def test_where_all_mail_is_hidden_nothing_is_archived_and_it_is_said_what_to_do(coffee_for):
    with Gmail(hidden=("[Gmail]/All Mail",)) as server:
        user = server.new_user()
        server.deliver_many(user, "INBOX", [MEET, DECLINE])
        report = coffee_for(server.port, user).round()
        assert (report.labelled, report.drafted, report.archived) == (2, 1 + 1, 0)
        assert ["Show in IMAP" in problem for problem in report.problems] == [True]
        assert server.labels(user)[_id(DECLINE)] == {"\\Inbox", "Coffee First/Decline"}
        assert server.faults == []


def test_once_all_mail_is_shown_what_waited_is_archived(coffee_for):
    with Gmail(hidden=("[Gmail]/All Mail",)) as server:
        user = server.new_user()
        server.deliver(user, "INBOX", DECLINE)
        coffee = coffee_for(server.port, user)
        coffee.round()
        server.account(user).hidden.clear()
        assert coffee.round().archived == 1
        assert server.labels(user)[_id(DECLINE)] == {"Coffee First/Decline"}


def test_labels_that_are_hidden_are_used_all_the_same(coffee_for):
    with Gmail(hidden=("Coffee First", "Coffee First/Decline")) as server:
        user = server.new_user()
        for name in ("Coffee First", "Coffee First/Decline"):
            server.account(user).create(name)
        server.deliver(user, "INBOX", DECLINE)
        report = coffee_for(server.port, user).round()
        assert (report.archived, report.problems) == (1, [])
        assert server.labels(user)[_id(DECLINE)] == {"Coffee First/Decline"}
        assert server.faults == []


def test_a_label_that_was_shown_without_the_one_above_it_gets_that(coffee, deliver, gmail, owner):
    gmail.account(owner).create("Coffee First/Decline")
    deliver(DECLINE)
    coffee.round()
    assert "\\Noselect" not in gmail.mailbox(owner).folders()["Coffee First"]


def test_where_all_mail_is_watched_nothing_is_archived(coffee, deliver, labels):
    deliver(DECLINE)
    report = coffee.but(mailbox={"folders": ("[Gmail]/All Mail",)}).round()
    assert ["watch INBOX instead" in problem for problem in report.problems] == [True]
    assert labels(DECLINE) == {"\\Inbox", "Coffee First/Decline"}


# -- a label of the owner's own is watched --


def test_from_a_label_that_is_watched_a_mail_is_archived_by_taking_that_label_off(
    coffee, deliver, labels, gmail, owner
):
    deliver(MEET, DECLINE, folder="LinkedIn")
    gmail.label(owner, _id(DECLINE), "Work")
    coffee.but(mailbox={"folders": ("LinkedIn",)}).round()
    assert labels(MEET) == {"LinkedIn", "Coffee First/Meet"}
    assert labels(DECLINE) == {"Work", "Coffee First/Decline"}


def test_what_was_archived_from_a_label_comes_back_into_it(coffee, deliver, labels):
    coffee = coffee.but(mailbox={"folders": ("LinkedIn",)})
    deliver(DECLINE, folder="LinkedIn")
    coffee.round()
    _undo(coffee)
    assert labels(DECLINE) == {"LinkedIn"}


def test_a_mail_in_two_watched_folders_is_one_mail_with_one_draft(
    coffee, deliver, labels, gmail, owner
):
    deliver(MEET)
    gmail.account(owner).create("LinkedIn")
    gmail.label(owner, _id(MEET), "LinkedIn")
    report = coffee.but(mailbox={"folders": ("INBOX", "LinkedIn")}).round()
    assert (report.labelled, report.drafted) == (1, 1)
    assert labels(MEET) == {"\\Inbox", "LinkedIn", "Coffee First/Meet"}


# -- crashes, and a ledger that is lost --


class CrashError(BaseException):
    """The process is gone: nothing catches this."""


class CrashingLedger(Ledger):
    """A ledger that crashes before a step is noted as done."""

    crash_at = ""

    def mark_labelled(self, rows, state):
        self._crash(state, "labelled")
        super().mark_labelled(rows, state)

    def mark_drafts(self, rows, state):
        self._crash(state, "drafted")
        super().mark_drafts(rows, state)

    def mark_archived(self, rows, state):
        self._crash(state, "archived")
        super().mark_archived(rows, state)

    def finish_undo(self, rows):
        self._crash("done", "undone")
        super().finish_undo(rows)

    def _crash(self, state, step):
        if state == "done" and step == self.crash_at:
            raise CrashError


@pytest.mark.parametrize("step", ["labelled", "drafted", "archived"])
def test_after_a_crash_at_any_step_the_next_round_does_what_is_left(
    coffee, deliver, labels, gmail, owner, step
):
    deliver(MEET, DECLINE)
    with closing(CrashingLedger(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        ledger.crash_at = step
        with pytest.raises(CrashError):
            run_round(box, coffee.job(ledger))
    coffee.round()
    assert labels(MEET) == {"\\Inbox", "Coffee First/Meet"}
    assert labels(DECLINE) == {"Coffee First/Decline"}
    assert gmail.mailbox(owner).count("[Gmail]/Drafts") == 2


def test_a_draft_that_was_sent_before_the_crash_was_made_good_is_not_made_again(
    coffee, deliver, gmail, owner
):
    deliver(MEET)
    with closing(CrashingLedger(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        ledger.crash_at = "drafted"
        with pytest.raises(CrashError):
            run_round(box, coffee.job(ledger))
    draft = gmail.mailbox(owner).only("[Gmail]/Drafts").message_id
    gmail.label(owner, draft, "\\Sent")
    gmail.label(owner, draft, "\\Draft", off=True)
    coffee.round()
    assert gmail.mailbox(owner).count("[Gmail]/Drafts") == 0


def test_a_draft_that_is_not_in_gmails_index_yet_is_not_made_again(coffee, deliver, gmail, owner):
    deliver(MEET)
    gmail.stop_indexing(owner)
    with closing(CrashingLedger(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        ledger.crash_at = "drafted"
        with pytest.raises(CrashError):
            run_round(box, coffee.job(ledger))
    assert coffee.round().problems == []
    assert gmail.mailbox(owner).count("[Gmail]/Drafts") == 1


def test_where_the_ledger_is_lost_labels_tell_who_was_answered(coffee, deliver, gmail, owner):
    deliver(MEET, DECLINE)
    coffee.round()
    coffee.settings.ledger.unlink()
    deliver(_reminder(MEET), _reminder(DECLINE))
    report = coffee.round()
    assert report.verdicts == {"meet": 1, "decline": 1}
    assert gmail.mailbox(owner).count("[Gmail]/Drafts") == 2


def test_work_that_is_left_is_done_although_the_uids_have_changed(
    coffee, deliver, labels, gmail, owner
):
    deliver(DECLINE)
    with closing(CrashingLedger(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        ledger.crash_at = "labelled"
        with pytest.raises(CrashError):
            run_round(box, coffee.job(ledger))
    gmail.renumber(owner, "INBOX")
    coffee.round()
    assert labels(DECLINE) == {"Coffee First/Decline"}


@pytest.mark.parametrize("kind", ["cut", "cut-reply", "no"])
def test_whatever_command_goes_wrong_the_next_rounds_make_it_good(
    coffee_for, gmail, tmp_path, kind
):
    outcomes, fired = [], True
    while fired:
        user, number = gmail.new_user(), len(outcomes)
        gmail.deliver_many(user, "INBOX", [MEET, DECLINE])
        with FaultProxy(gmail.port) as faulty:
            coffee = coffee_for(faulty.port, user).but(state_dir=tmp_path / f"state-{number}")
            faulty.order(Fault(kind, number + 1))
            with suppress(CoffeeFirstError):
                coffee.round()
            fired = faulty.fired
        coffee.but(mailbox={"port": gmail.port}).round()
        outcomes.append(sorted(sorted(one) for one in gmail.labels(user).values()))
    assert 15 < len(outcomes) < 40
    assert all(outcome == outcomes[-1] for outcome in outcomes)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_transaction_is_made_good(coffee_for, gmail, tmp_path, after):
    outcomes, crashes = [], 0
    for step in STEPS:
        user = gmail.new_user()
        gmail.deliver_many(user, "INBOX", LETTERS)
        coffee = coffee_for(gmail.port, user).but(state_dir=tmp_path / f"state-{step}")
        crashes += crash_then_round(coffee, step, after=after)
        outcomes.append(sorted(sorted(one) for one in gmail.labels(user).values()))
    assert 5 <= crashes < len(STEPS)
    assert all(outcome == outcomes[-1] for outcome in outcomes)


# -- Gmail's own number for a message --


def _nameless(letter):
    return re.sub(rb"(?im)^Message-ID:[^\r\n]*\r\n", b"", letter)


def test_a_mail_without_a_message_id_comes_back_from_the_archive(coffee, deliver, gmail, owner):
    deliver(_nameless(DECLINE))
    assert coffee.round().archived == 1
    (told,) = _undo(coffee)
    assert (told.done[:2], told.left) == (("back to INBOX", "label decline off"), ())
    assert gmail.labels(owner)[""] == {"\\Inbox"}


def test_work_on_a_mail_without_a_message_id_is_done_although_uids_have_changed(
    coffee, deliver, gmail, owner
):
    deliver(_nameless(DECLINE))
    with closing(CrashingLedger(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        ledger.crash_at = "labelled"
        with pytest.raises(CrashError):
            run_round(box, coffee.job(ledger))
    gmail.renumber(owner, "INBOX")
    coffee.round()
    assert gmail.labels(owner)[""] == {"Coffee First/Decline"}


def test_a_mail_without_a_message_id_that_was_undone_is_left_alone(coffee, deliver, gmail, owner):
    deliver(_nameless(DECLINE))
    coffee.round()
    _undo(coffee)
    gmail.renumber(owner, "INBOX")
    assert coffee.round().labelled == 0
    assert gmail.labels(owner)[""] == {"\\Inbox"}


def test_of_two_mails_with_one_message_id_each_is_where_it_was(coffee, deliver, gmail, owner):
    deliver(DECLINE, DECLINE)
    assert coffee.round().archived == 1
    _undo(coffee)
    found = [message.labels for message in gmail.account(owner).messages.values()]
    assert found[:2] == [{"\\Inbox"}, {"\\Inbox"}]


# -- undo --


def test_what_is_undone_is_as_it_was(coffee, deliver, gmail, owner):
    deliver(MEET, DECLINE, IGNORE, OTHER)
    before = gmail.labels(owner)
    coffee.round()
    told = _undo(coffee)
    assert [one.left for one in told] == [()] * 3
    after = gmail.labels(owner)
    assert {message: after[message] for message in before} == before
    assert {message: after[message] for message in after if message not in before} == {
        message: {"\\Trash"} for message in after if message not in before
    }


def test_an_undoing_that_crashed_is_made_good(coffee, deliver, gmail, owner):
    deliver(MEET, DECLINE)
    before = gmail.labels(owner)
    coffee.round()
    ledger = CrashingLedger(coffee.settings.ledger)
    ledger.crash_at = "undone"
    with pytest.raises(CrashError):
        _undo(coffee, ledger)
    assert [one.left for one in _undo(coffee)] == [(), ()]
    after = gmail.labels(owner)
    assert {message: after[message] for message in before} == before


def test_what_the_owner_filed_elsewhere_stays_there(coffee, deliver, labels, gmail, owner):
    deliver(DECLINE)
    coffee.round()
    gmail.label(owner, _id(DECLINE), "Coffee First/Decline", off=True)
    gmail.label(owner, _id(DECLINE), "Work")
    (told,) = _undo(coffee)
    assert labels(DECLINE) == {"Work"}
    assert "where you moved it" in told.left[0]


def test_what_the_owner_threw_away_stays_there(coffee, deliver, labels, gmail, owner):
    deliver(DECLINE)
    coffee.round()
    gmail.label(owner, _id(DECLINE), "\\Trash")
    _undo(coffee)
    assert labels(DECLINE) == {"\\Trash"}


# -- other ways, by configuration --


def test_folders_may_be_had_instead(coffee, deliver, labels):
    deliver(MEET, DECLINE)
    coffee.but(mailbox={"labels": "folders"}).round()
    assert labels(MEET) == {"\\Inbox", "Coffee First/Meet"}
    assert labels(DECLINE) == {"Coffee First/Decline"}


def test_undoing_folders_on_gmail_never_throws_a_mail_away(coffee, deliver, gmail, owner):
    coffee = coffee.but(mailbox={"labels": "folders"})
    deliver(MEET, DECLINE)
    before = gmail.labels(owner)
    coffee.round()
    _undo(coffee)
    after = gmail.labels(owner)
    assert {message: after[message] for message in before} == before


def test_another_label_may_be_the_archive(coffee, deliver, labels, gmail, owner):
    gmail.account(owner).create("Done")
    coffee = coffee.but(mailbox={"archive_folder": "Done"})
    deliver(DECLINE)
    coffee.round()
    assert labels(DECLINE) == {"Done", "Coffee First/Decline"}
    _undo(coffee)
    assert labels(DECLINE) == {"\\Inbox"}


def test_gmails_way_is_not_for_other_servers(coffee_for, dovecot):
    coffee = coffee_for(dovecot.port, dovecot.new_user())
    with pytest.raises(SettingsError, match="does not announce X-GM-EXT-1"):
        coffee.but(mailbox={"labels": "gmail"}).round()


# -- speed --


@pytest.fixture
def counted(gmail):
    """A counting proxy in front of the double, with the latency of a LAN."""
    with Proxy(gmail.port, rtt=0.02) as proxy:
        yield proxy


def test_round_trips_do_not_grow_with_the_invitations(coffee_for, counted, deliver, gmail, owner):
    deliver(*(mail.invitation(n) for n in range(60)), *(mail.other(n) for n in range(30)))
    report = coffee_for(counted.port, owner).round()
    drafts = [m.raw for m in gmail.mailbox(owner).mails("[Gmail]/Drafts")]
    assert len(drafts) == report.drafted > 5
    assert all(len(raw) <= 4096 for raw in drafts)
    changes = counted.counts.mutations
    assert sum("STORE" in line for line in changes) == len(report.verdicts)
    assert sum("MOVE" in line for line in changes) == 1
    # The first round, with its look at all mail and its new labels; twenty drafts in a flight.
    assert 5 < counted.counts.flights <= 18 + math.ceil(report.drafted / 20)


def test_once_the_labels_are_there_a_round_makes_none(coffee_for, counted, deliver, owner):
    coffee = coffee_for(counted.port, owner)
    deliver(MEET, DECLINE)
    coffee.round()
    deliver(_copy(MEET), _copy(DECLINE))
    again = counted.fresh()
    assert coffee.round().labelled == 2
    assert again.commands["CREATE"] == again.commands["SUBSCRIBE"] == 0
    assert again.flights <= 12


def test_an_empty_poll_is_two_flights(coffee_for, counted, deliver, owner):
    coffee = coffee_for(counted.port, owner)
    deliver(MEET)
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        run_round(box, coffee.job(ledger))
        idle = counted.fresh()
        assert run_round(box, coffee.job(ledger)).looked_at == 0
        assert 1 <= idle.flights <= 2
        assert 0 < idle.sent + idle.received <= 300
