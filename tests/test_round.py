"""Rounds against a real Dovecot: what becomes of mail, and that nothing happens twice."""

from contextlib import closing
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from service.errors import Refused, Unreachable
from service.mailbox import Mailbox
from service.mailbox.labels import LABELS, Keywords
from service.round import backfill, plan, run_round
from tests.conftest import NOW
from tests.servers import mail
from tests.servers.costume import PLAIN_CAPABILITY

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
PERSONAL = "Hi Robin, we met at the kiln seminar in Delft in May; I still owe you the glaze recipe."


def _stock(n=1, **more):
    return mail.invitation(n, note=STOCK, headline="Structural engineer at Brightwater", **more)


def _pitch(n=2):
    return mail.invitation(n, note=PITCH, headline="Account executive at Leadpump")


def _personal(n=3):
    return mail.invitation(n, note=PERSONAL, headline="Potter")


def _read(raw):
    return message_from_bytes(raw, policy=policy.default)


@pytest.fixture
def deliver(dovecot, owner):
    return lambda *letters, folder="INBOX": [dovecot.deliver(owner, folder, x) for x in letters]


def _keywords(stored):
    return {flag for flag in stored.flags if flag.startswith("coffeefirst")}


def test_a_stranger_with_the_stock_text_is_labelled_and_gets_a_draft(coffee, deliver, mailbox):
    deliver(_stock())
    report = coffee.round()
    assert report.verdicts == {"meet": 1}
    assert _keywords(mailbox.only()) == {"coffeefirst-meet"}
    assert mailbox.count("Drafts") == 1


def test_the_draft_threads_under_its_invitation_and_is_addressed_to_nobody(
    coffee, deliver, mailbox
):
    deliver(_stock())
    coffee.round()
    stored = mailbox.only("Drafts")
    draft = _read(stored.raw)
    assert stored.flags == {r"\Draft", r"\Seen"}
    assert draft["From"] == "Robin Falkenrath <robin@example.org>"
    assert draft["To"] is None
    assert draft["In-Reply-To"] == draft["References"] == mailbox.only().message_id
    assert "https://www.linkedin.com/in/" in draft.get_content()


def test_the_invitation_stays_unread(coffee, deliver, mailbox):
    deliver(_stock(), _personal())
    coffee.round()
    assert not [m for m in mailbox.mails() if r"\Seen" in m.flags]


def test_a_pitch_is_labelled_answered_and_archived(coffee, deliver, mailbox):
    deliver(_pitch())
    coffee.round()
    assert mailbox.count() == 0
    assert _keywords(mailbox.only("Archive")) == {"coffeefirst-decline"}
    assert mailbox.count("Drafts") == 1


def test_a_personal_note_stays_for_review(coffee, deliver, mailbox):
    deliver(_personal())
    coffee.round()
    assert _keywords(mailbox.only()) == {"coffeefirst-review"}


def test_other_mail_is_left_alone(coffee, deliver, mailbox):
    deliver(mail.other(1), mail.other(6), mail.job_alert(2), mail.accepted(3))
    before = mailbox.mails()
    coffee.round()
    assert mailbox.mails() == before
    assert mailbox.count("Drafts") == 0


def test_a_second_round_changes_nothing(coffee, deliver, mailbox):
    deliver(_stock(), _pitch(), _personal())
    coffee.round()
    before = {folder: mailbox.mails(folder) for folder in ("INBOX", "Archive", "Drafts")}
    assert coffee.round().looked_at == 0
    assert {folder: mailbox.mails(folder) for folder in before} == before


def test_new_mail_is_found_by_the_next_round_on_the_same_connection(coffee, deliver, mailbox):
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        run_round(box, coffee.job(ledger))
        deliver(_stock())
        assert run_round(box, coffee.job(ledger)).verdicts == {"meet": 1}
    assert mailbox.count("Drafts") == 1


def test_without_the_ledger_the_labels_prevent_a_second_draft(coffee, deliver, mailbox):
    deliver(_stock(), _pitch())
    coffee.round()
    (coffee.settings.state_dir / "ledger.sqlite").unlink()
    coffee.round()
    assert mailbox.count("Drafts") == 2


def test_a_reminder_gets_the_same_label_and_no_second_draft(coffee, deliver, mailbox):
    deliver(_stock(5))
    coffee.round()
    reminder = _stock(5).replace(b"email_m2m_invite_single_01", b"email_m2m_invite_reminder_02")
    deliver(reminder.replace(b"Message-ID: <", b"Message-ID: <again."))
    report = coffee.round()
    assert report.verdicts == {"meet": 1}
    assert [_keywords(m) for m in mailbox.mails()] == [{"coffeefirst-meet"}] * 2
    assert mailbox.count("Drafts") == 1


def test_a_folder_that_the_owner_sorts_into_is_watched(coffee, deliver, mailbox, dovecot, owner):
    dovecot.doveadm("mailbox", "create", "-u", owner, "LinkedIn")
    deliver(_stock(1), folder="LinkedIn")
    coffee.but(mailbox={"folders": ("INBOX", "LinkedIn")}).round()
    assert _keywords(mailbox.only("LinkedIn")) == {"coffeefirst-meet"}


def test_an_unproven_mail_is_never_archived(coffee, deliver, mailbox):
    deliver(_pitch())
    report = coffee.but(authserv_ids=()).round()
    assert report.verdicts == {"decline": 1}
    assert report.archived == 0
    assert _keywords(mailbox.only()) == {"coffeefirst-decline"}


def test_nothing_that_asks_for_acquaintances_is_archived_without_any(coffee, deliver, mailbox):
    deliver(_pitch())
    coffee.but(acquaintances=()).round()
    assert mailbox.count() == 1


def test_a_forged_mail_is_suspicious_and_never_answered(coffee, deliver, mailbox):
    forged = _stock().replace(b"dmarc=pass", b"dmarc=fail").replace(b"dkim=pass", b"dkim=fail")
    deliver(forged)
    coffee.round()
    assert _keywords(mailbox.only()) == {"coffeefirst-suspicious"}
    assert mailbox.count("Drafts") == 0


def test_what_cannot_be_read_stays_and_is_labelled_after_three_tries(coffee, deliver, mailbox):
    headers = _stock().split(b"\r\n\r\n")[0]
    nameless = headers.replace(mail.person(1).name.encode(), b"")
    deliver(nameless + b"\r\n\r\n")
    problems = [bool(coffee.round().problems) for _ in range(3)]
    assert problems == [True, True, True]
    assert _keywords(mailbox.only()) == {"coffeefirst-not-understood"}
    assert coffee.round().looked_at == 0


def test_a_plan_touches_nothing(coffee, deliver, mailbox):
    deliver(_stock(), _pitch())
    before = mailbox.mails()
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        outcomes = [o for batch in plan(box, coffee.job(ledger)) for o in batch]
    assert [o.entry.label for o in outcomes] == ["meet", "decline"]
    assert mailbox.mails() == before
    assert set(mailbox.folders()) == {"INBOX", "Drafts", "Archive", "Sent", "Trash"}


def test_a_backfill_that_is_stopped_goes_on_where_it_was(coffee, deliver, mailbox):
    deliver(*(_stock(n) for n in range(1, 4)))
    since = NOW.date().replace(year=2025)
    left = []

    def stop(_outcomes):
        raise KeyboardInterrupt

    def do(**changes):
        with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
            begin = lambda _, n: left.append(n)  # noqa: E731
            return backfill(box, coffee.job(ledger, begin=begin, **changes), since)

    with pytest.raises(KeyboardInterrupt):
        do(watch=stop)
    do()
    assert left == [3, 0]
    assert [_keywords(m) for m in mailbox.mails()] == [{"coffeefirst-meet"}] * 3
    assert mailbox.count("Drafts") == 3


def test_old_mail_waits_for_a_backfill(coffee, deliver, mailbox):
    deliver(_stock())
    later = NOW + timedelta(days=200)
    assert coffee.round(now=lambda: later).looked_at == 0


# -- servers in other costumes --


def test_where_no_keyword_is_kept_labels_are_folders(coffee_for, dressed, owner):
    server = dressed(keywords=False)
    coffee, mailbox = coffee_for(server.port, owner), server.mailbox(owner)
    server.deliver(owner, "INBOX", _stock())
    server.deliver(owner, "INBOX", _pitch())
    coffee.but(mailbox={"labels": "folders"}).round()
    assert mailbox.count("Coffee First/Meet") == 1
    assert mailbox.count("Coffee First/Decline") == 1
    assert mailbox.count() == 1  # the invitation that is to be met stays


def test_folders_are_labels_for_a_lost_ledger_too(coffee_for, dressed, owner):
    server = dressed(keywords=False)
    coffee = coffee_for(server.port, owner).but(mailbox={"labels": "folders"})
    server.deliver(owner, "INBOX", _stock())
    coffee.round()
    (coffee.settings.state_dir / "ledger.sqlite").unlink()
    coffee.round()
    mailbox = server.mailbox(owner)
    assert (mailbox.count("Drafts"), mailbox.count("Coffee First/Meet")) == (1, 1)


def test_everything_goes_under_the_inbox_where_the_server_wants_it(coffee_for, dressed, owner):
    server = dressed(separator=".", prefix="INBOX.")
    server.deliver(owner, "INBOX", _stock())
    coffee = coffee_for(server.port, owner).but(mailbox={"labels": "folders"})
    coffee.round()
    assert server.mailbox(owner).count("INBOX.Coffee First.Meet") == 1
    assert server.mailbox(owner).count("INBOX.Drafts") == 1


def test_a_server_that_knows_little_is_served_all_the_same(coffee_for, dressed, owner):
    server = dressed(capability=PLAIN_CAPABILITY + " UIDPLUS", folders={"Entwürfe": ""})
    server.deliver(owner, "INBOX", _stock())
    server.deliver(owner, "INBOX", _pitch())
    coffee_for(server.port, owner).round()
    mailbox = server.mailbox(owner)
    assert mailbox.count("Entw&APw-rfe") == 2
    assert (mailbox.count(), mailbox.count("Archive")) == (1, 1)


def test_where_nothing_can_be_moved_mail_is_labelled_and_stays(coffee_for, dressed, owner):
    server = dressed(capability=PLAIN_CAPABILITY)
    server.deliver(owner, "INBOX", _pitch())
    report = coffee_for(server.port, owner).round()
    assert "neither MOVE nor UIDPLUS" in report.problems[0]
    assert _keywords(server.mailbox(owner).only()) == {"coffeefirst-decline"}


def test_drafts_over_quota_are_told_and_saved_later(coffee_for, dressed, owner):
    server = dressed(quota="10K")
    server.deliver(owner, "INBOX", _stock())
    report = coffee_for(server.port, owner).round()
    assert "OVERQUOTA" in report.problems[0]
    assert _keywords(server.mailbox(owner).only()) == {"coffeefirst-meet"}


def test_a_wrong_password_is_refused_with_what_to_do(coffee):
    with pytest.raises(Refused, match=r"check mailbox\.username"):
        Mailbox(coffee.settings.mailbox, "wrong")


def test_no_server_is_unreachable(coffee):
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1"):
        coffee.but(mailbox={"port": 1}).box()


def test_every_keyword_is_an_atom():
    assert all(Keywords.called(label).replace("-", "").isalnum() for label in LABELS)


OWN_POLICY = """
name = "mine"
says = "sellers go to a label of their own, read"
[[rule]]
name = "sellers"
when = { note_kind = "pitch" }
verdict = "ignore"
label = "sellers"
mark_read = true
because = "it sells"
[[rule]]
name = "the rest"
verdict = "review"
because = "a person decides"
[[example]]
says = "a seller"
given = { note_kind = "pitch" }
verdict = "ignore"
"""


@pytest.fixture
def own_policy(coffee, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN_POLICY, encoding="utf-8")
    return coffee.but(policy=str(path))


def test_a_policy_may_name_a_label_and_mark_as_read(own_policy, deliver, mailbox):
    deliver(_pitch(), _stock())
    own_policy.round()
    archived = mailbox.only("Archive")
    assert {"coffeefirst-sellers", "\\Seen"} <= set(archived.flags)
    assert "\\Seen" not in mailbox.only().flags


def test_a_label_of_ones_own_is_known_again_without_the_ledger(own_policy, deliver, mailbox):
    deliver(_pitch())
    own_policy.round(taste=own_policy.job(own_policy.ledger()).taste)
    (own_policy.settings.state_dir / "ledger.sqlite").unlink()
    assert own_policy.round().looked_at == 0


def test_where_labels_are_folders_a_policys_own_label_is_one_too(own_policy, deliver, mailbox):
    deliver(_pitch())
    own_policy.but(mailbox={"labels": "folders"}).round()
    assert "\\Seen" in mailbox.only("Coffee First/Sellers").flags
