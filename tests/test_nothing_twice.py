"""Copies, reminders, lost and moved mail, refusals: one label, one draft, and nothing forgotten."""

import re
from contextlib import closing
from datetime import timedelta

import pytest

from service.errors import Refused, ServerRefused
from service.ledger import FolderKey, Ledger
from service.mailbox.connection import Connection, flag
from service.round import backfill, plan, run_round
from tests.conftest import NOW
from tests.servers import mail
from tests.servers.costume import PLAIN_CAPABILITY
from tests.servers.proxy import Proxy

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"


def _stock(n=1):
    return mail.invitation(n, note=STOCK, headline="Structural engineer at Brightwater")


def _pitch(n=2):
    return mail.invitation(n, note=PITCH, headline="Account executive at Leadpump")


def _reminder(n):
    letter = _stock(n).replace(b"email_m2m_invite_single_01", b"email_m2m_invite_reminder_02")
    return letter.replace(b"Message-ID: <", b"Message-ID: <again.")


def _without_profile(letter):
    bare = re.sub(rb"/comm/in/[^?\"]*", b"/comm/feed/", letter)
    return re.sub(rb"/in/[a-z0-9-]+", b"/feed", bare)


def _with_message_id(letter, message_id):
    field = b"Message-ID: " + message_id if message_id else b"X-None: 1"
    return re.sub(rb"(?im)^Message-ID:[^\r\n]*", lambda _: field, letter, count=1)


def _keywords(stored):
    return {flag for flag in stored.flags if flag.startswith("coffeefirst")}


class StoppingLedger(Ledger):
    """A ledger that stops the round just before labels, or archiving, are noted as done."""

    stop_at = "labelled"

    def mark_labelled(self, rows, state):
        self._stop(state, "labelled")
        super().mark_labelled(rows, state)

    def mark_archived(self, rows, state):
        self._stop(state, "archived")
        super().mark_archived(rows, state)

    def _stop(self, state, action):
        if state == "done" and self.stop_at == action:
            raise KeyboardInterrupt


def _stopped_round(coffee, at="labelled"):
    path = coffee.settings.ledger
    with closing(StoppingLedger(path)) as ledger, closing(coffee.box()) as box:
        ledger.stop_at = at
        with pytest.raises(KeyboardInterrupt):
            run_round(box, coffee.job(ledger))


@pytest.fixture
def deliver(dovecot, owner):
    return lambda *letters, folder="INBOX": [dovecot.deliver(owner, folder, x) for x in letters]


# -- copies --


def test_two_copies_in_one_round_get_one_draft(coffee, deliver, mailbox):
    deliver(_stock(), _stock())
    coffee.round()
    assert mailbox.count("Drafts") == 1
    assert [_keywords(m) for m in mailbox.mails()] == [{"coffeefirst-meet"}] * 2


def test_two_copies_without_a_message_id_get_one_draft(coffee, deliver, mailbox):
    nameless = _with_message_id(_stock(), b"")
    deliver(nameless, nameless)
    coffee.round()
    assert mailbox.count("Drafts") == 1


def test_a_copy_in_a_second_watched_folder_gets_its_label_and_no_draft(
    coffee, deliver, mailbox, dovecot, owner
):
    dovecot.doveadm("mailbox", "create", "-u", owner, "LinkedIn")
    deliver(_stock())
    deliver(_stock(), folder="LinkedIn")
    coffee.but(mailbox={"folders": ("INBOX", "LinkedIn")}).round()
    assert mailbox.count("Drafts") == 1
    assert _keywords(mailbox.only("LinkedIn")) == {"coffeefirst-meet"}


def test_a_copy_never_takes_over_what_is_left_to_do_for_the_original(
    coffee, deliver, mailbox, dovecot, owner
):
    dovecot.doveadm("mailbox", "create", "-u", owner, "LinkedIn")
    both = coffee.but(mailbox={"folders": ("INBOX", "LinkedIn")})
    deliver(_pitch())
    _stopped_round(coffee, at="archived")
    deliver(_pitch(), folder="LinkedIn")
    both.round()
    assert mailbox.count() == 0
    assert _keywords(mailbox.only("Archive")) == {"coffeefirst-decline"}
    assert _keywords(mailbox.only("LinkedIn")) == {"coffeefirst-decline"}


# -- reminders --


def test_an_invitation_that_turns_up_after_its_reminder_gets_no_second_draft(
    coffee, deliver, mailbox
):
    deliver(_reminder(5))
    coffee.round()
    deliver(_stock(5))
    report = coffee.round()
    assert report.verdicts == {"meet": 1}
    assert mailbox.count("Drafts") == 1


def test_a_reminder_without_a_profile_link_is_known_by_the_name(coffee, deliver, mailbox):
    deliver(_stock(5))
    coffee.round()
    deliver(_without_profile(_reminder(5)))
    coffee.round()
    assert mailbox.count("Drafts") == 1


def test_after_some_months_a_new_invitation_is_answered_anew(coffee, deliver, mailbox):
    deliver(_stock(5))
    coffee.round()
    deliver(_with_message_id(_stock(5), b"<new@linkedin.com>"))
    coffee.round(now=lambda: NOW + timedelta(days=100))
    assert mailbox.count("Drafts") == 2


def test_a_forgery_does_not_decide_about_the_true_reminder(coffee, deliver, mailbox):
    forged = _stock(5).replace(b"dmarc=pass", b"dmarc=fail").replace(b"dkim=pass", b"dkim=fail")
    deliver(_with_message_id(forged, b"<forged@linkedin.com>"))
    coffee.round()
    deliver(_reminder(5))
    coffee.round()
    labels = [_keywords(m) for m in mailbox.mails()]
    assert labels == [{"coffeefirst-suspicious"}, {"coffeefirst-meet"}]


# -- lost and moved --


def test_a_changed_uidvalidity_after_labelling_loses_no_draft(
    coffee, deliver, mailbox, dovecot, owner
):
    deliver(_stock())
    _stopped_round(coffee)
    dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "99887766", "INBOX")
    coffee.round()
    assert mailbox.count("Drafts") == 1
    assert _keywords(mailbox.only()) == {"coffeefirst-meet"}


def test_a_changed_uidvalidity_before_archiving_is_no_reason_to_stay(
    coffee, deliver, mailbox, dovecot, owner
):
    deliver(_pitch())
    _stopped_round(coffee)
    dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "99887766", "INBOX")
    coffee.round()
    assert (mailbox.count(), mailbox.count("Archive")) == (0, 1)


def test_a_plan_after_a_lost_ledger_sees_the_labels(coffee, deliver):
    deliver(_stock())
    coffee.round()
    (coffee.settings.ledger).unlink()
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        assert [o for batch in plan(box, coffee.job(ledger)) for o in batch] == []


def test_label_folders_are_asked_by_a_backfill_too(coffee_for, dressed, owner):
    server = dressed(keywords=False)
    coffee = coffee_for(server.port, owner).but(mailbox={"labels": "folders"})
    server.deliver(owner, "INBOX", _stock())
    coffee.round()
    (coffee.settings.ledger).unlink()
    coffee.round(now=lambda: NOW + timedelta(days=200))
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        backfill(box, coffee.job(ledger), NOW.date().replace(year=2025))
    mailbox = server.mailbox(owner)
    assert (mailbox.count("Drafts"), mailbox.count("Coffee First/Meet")) == (1, 1)


def test_what_could_not_be_read_and_then_vanished_is_forgotten(
    coffee_for, proxy, dovecot, owner, deliver
):
    coffee = coffee_for(proxy.port, owner)
    deliver(_stock().split(b"\r\n\r\n")[0] + b"\r\n\r\n")
    coffee.round()
    dovecot.doveadm("expunge", "-u", owner, "mailbox", "INBOX", "all")
    coffee.round()
    again = proxy.fresh()
    coffee.round()
    assert again.commands["UID FETCH"] == 0


# -- refusals --


def test_a_server_that_refuses_every_fetch_makes_no_mail_not_understood(
    coffee, deliver, mailbox, monkeypatch
):
    deliver(*(_stock(n) for n in range(1, 9)))
    answer = Connection._answer

    def refuse(self, uids, tag, found):
        answer(self, uids, tag, found)
        return uids, ServerRefused("FETCH: the server said: [LIMIT] too much for today")

    with monkeypatch.context() as for_a_while:
        for_a_while.setattr(Connection, "_answer", refuse)
        problems = [coffee.round().problems for _ in range(4)]
    assert all("[LIMIT]" in told for (told,) in problems)
    coffee.round()
    assert [_keywords(m) for m in mailbox.mails()] == [{"coffeefirst-meet"}] * 8


def test_one_draft_that_is_refused_holds_up_no_other(coffee_for, dressed, owner, monkeypatch):
    server = dressed(capability=PLAIN_CAPABILITY + " UIDPLUS MOVE", quota="9K")
    for letter in (_stock(1), _stock(2)):
        server.deliver(owner, "Trash", letter)  # so that the quota is used up
    for n in range(3, 6):
        server.deliver(owner, "INBOX", _stock(n))
    coffee = coffee_for(server.port, owner)
    assert any("OVERQUOTA" in problem for problem in coffee.round().problems)
    assert server.mailbox(owner).count("Drafts") == 0
    refused_once = []

    def append(self, folder, messages, flags):
        if messages[0] not in refused_once[:1]:
            refused_once.append(messages[0])
        if messages[0] == refused_once[0]:
            raise ServerRefused("APPEND: the server said: [POLICYVIOLATION]")

    monkeypatch.setattr(Connection, "append", append)
    assert coffee.round().drafted == 2


def test_drafts_over_quota_are_saved_when_there_is_room(coffee_for, dressed, owner):
    server = dressed(quota="60K")
    server.deliver(owner, "INBOX", _stock())
    server.deliver(owner, "Trash", mail.invitation(9))
    coffee = coffee_for(server.port, owner)
    assert "OVERQUOTA" in coffee.round().problems[0]
    server.doveadm("expunge", "-u", owner, "mailbox", "Trash", "all")
    assert coffee.round().drafted == 1


def test_an_archiving_label_folder_is_a_copy_where_nothing_can_be_moved(coffee_for, dressed, owner):
    server = dressed(capability=PLAIN_CAPABILITY)
    server.deliver(owner, "INBOX", _pitch())
    coffee_for(server.port, owner).but(mailbox={"labels": "folders"}).round()
    mailbox = server.mailbox(owner)
    assert (mailbox.count("Coffee First/Decline"), mailbox.count()) == (1, 1)


def test_a_nested_folder_of_that_name_is_not_taken_for_drafts(coffee_for, dressed, owner):
    folders = {"Clients/Drafts": "", "Clients/Archive": "", "Archive": "", "Drafts": ""}
    server = dressed(folders=folders)
    server.deliver(owner, "INBOX", _pitch())
    coffee_for(server.port, owner).round()
    mailbox = server.mailbox(owner)
    assert (mailbox.count("Drafts"), mailbox.count("Archive")) == (1, 1)
    assert mailbox.count("Clients/Drafts") == 0


def test_drafts_are_pipelined_where_they_cannot_go_in_one_command(coffee_for, dressed, owner):
    server = dressed(capability=PLAIN_CAPABILITY + " UIDPLUS MOVE LITERAL+")
    server.deliver_many(owner, "INBOX", [_stock(n) for n in range(100)])
    with Proxy(server.port) as proxy:
        assert coffee_for(proxy.port, owner).round().drafted == 100
        assert proxy.counts.commands["APPEND"] == 100
        assert proxy.counts.flights < 30
    assert server.mailbox(owner).count("Drafts") == 100


@pytest.mark.parametrize("octets", [180, 700])
def test_a_long_message_id_threads(coffee, deliver, mailbox, octets):
    message_id = b"<" + b"a" * octets + b"@linkedin.com>"
    deliver(_with_message_id(_stock(), message_id))
    coffee.round()
    assert b"In-Reply-To: " + message_id in mailbox.only("Drafts").raw


@pytest.mark.parametrize("user", ["two words", 'a"b', "jörg", "a\\b"])
def test_any_user_name_can_sign_in_or_is_told(coffee, user):
    with pytest.raises(Refused, match=r"does not let .* in"):
        coffee.but(mailbox={"username": user}).box()


# -- what a second look found --


def test_a_bad_answer_to_one_of_several_stores_leaves_the_connection_in_step(
    coffee, deliver, mailbox, monkeypatch
):
    deliver(_stock(1), _pitch(2))
    store = Connection._pipelined_stores

    def with_a_bad_one(self, stores, sign):
        store(self, [flag("nonsense", "x"), *stores], sign)

    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        with monkeypatch.context() as once:
            once.setattr(Connection, "_pipelined_stores", with_a_bad_one)
            assert "STORE" in run_round(box, coffee.job(ledger)).problems[0]
        assert run_round(box, coffee.job(ledger)).problems == []
    assert mailbox.count("Drafts") == 2


def test_the_owners_mail_is_never_marked_as_deleted_where_nothing_can_be_moved(
    coffee_for, dressed, owner
):
    server = dressed(capability=PLAIN_CAPABILITY)
    server.deliver(owner, "INBOX", _pitch())
    coffee = coffee_for(server.port, owner).but(mailbox={"labels": "folders"})
    coffee.round()
    coffee.round()
    assert r"\Deleted" not in server.mailbox(owner).only().flags


def test_one_message_that_is_never_told_is_labelled_and_the_others_are_served(
    coffee, deliver, mailbox, monkeypatch
):
    deliver(_stock(1), _stock(2), _stock(3))
    answer = Connection._answer

    def refuse_the_first(self, uids, tag, found):
        told = answer(self, uids, tag, found)
        sizes_only = all(set(data) <= {b"RFC822.SIZE", b"SEQ"} for data in told[1].values())
        bad = 1 in uids and not sizes_only
        return (uids, ServerRefused("FETCH: NO [SERVERBUG]")) if bad else told

    monkeypatch.setattr(Connection, "_answer", refuse_the_first)
    for _ in range(3):
        coffee.round()
    labels = [_keywords(m) for m in mailbox.mails()]
    assert labels == [{"coffeefirst-not-understood"}, *[{"coffeefirst-meet"}] * 2]


def test_a_label_folder_that_the_owner_deleted_is_made_again(coffee_for, dressed, owner):
    server = dressed()
    coffee = coffee_for(server.port, owner).but(mailbox={"labels": "folders"})
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        server.deliver(owner, "INBOX", _stock(1))
        run_round(box, coffee.job(ledger))
        server.doveadm("mailbox", "delete", "-s", "-u", owner, "Coffee First/Meet")
        server.deliver(owner, "INBOX", _stock(2))
        run_round(box, coffee.job(ledger))
        run_round(box, coffee.job(ledger))
    mailbox = server.mailbox(owner)
    assert (mailbox.count("Coffee First/Meet"), mailbox.count("Drafts")) == (1, 2)


def test_a_folder_that_is_gone_holds_up_no_other(coffee, deliver, mailbox):
    deliver(_stock())
    report = coffee.but(mailbox={"folders": ("Gone", "INBOX")}).round()
    assert report.refused == ["Gone"]
    assert _keywords(mailbox.only()) == {"coffeefirst-meet"}


def test_a_forged_copy_of_a_decided_mail_is_suspicious(coffee, deliver, mailbox):
    deliver(_stock())
    coffee.round()
    deliver(_stock().replace(b"dmarc=pass", b"dmarc=fail").replace(b"dkim=pass", b"dkim=fail"))
    coffee.round()
    labels = [_keywords(m) for m in mailbox.mails()]
    assert labels == [{"coffeefirst-meet"}, {"coffeefirst-suspicious"}]


def test_two_stranded_copies_do_not_come_up_again(coffee, deliver, mailbox, dovecot, owner):
    deliver(_stock(), _stock())
    _stopped_round(coffee)
    dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "99887766", "INBOX")
    coffee.round()
    with closing(coffee.ledger()) as ledger:
        assert ledger.stranded(FolderKey(f"{owner}@127.0.0.1", "INBOX", 99887766)) == []
    assert mailbox.count("Drafts") == 1
