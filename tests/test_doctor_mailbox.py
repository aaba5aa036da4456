"""What the doctor finds in a mailbox: folders, labels, room, and whose clock is right."""

import time

import pytest

from service.errors import WrongClock
from tests.examined import OWN_POLICY, first_wrong, found
from tests.servers import mail
from tests.servers.bridge import COSTUME, Bridge
from tests.servers.dovecot import Dovecot
from tests.servers.gmail import Gmail

# -- folders --


def test_each_watched_folder_is_told_with_its_mails(dressed, coffee_at):
    server = dressed(folders={"Lists": ""})
    coffee = coffee_at(server, folders=("INBOX", "Lists"))
    server.deliver(coffee.settings.mailbox.username, "Lists", mail.invitation(1))
    assert found(coffee)["folders"].line == "INBOX: 0 mails, writable; Lists: 1 mail"
    coffee.round()
    assert found(coffee)["folders"].line == "INBOX: 0 mails, writable; Lists: 1 mail, writable"


def test_a_watched_folder_that_is_not_there_is_wrong(coffee):
    told = found(coffee.but(mailbox={"folders": ("INBOX", "Nosuch")}))
    assert first_wrong(told) == ("folders", 78)
    assert "there is no folder 'Nosuch'" in told["folders"].line


class ReadOnly(Dovecot):
    """A Dovecot where all mail but that in Lists may be read, and nothing else (RFC 4314)."""

    def acl(self):
        return '* owner lr\n"Lists" owner lrwstiekxap\n'


def test_a_watched_folder_that_is_read_only_is_wrong(coffee_at):
    with ReadOnly(keywords=False) as server:
        told = found(coffee_at(server))
    assert first_wrong(told) == ("folders", 75)
    assert "INBOX: the server opens it read-only" in told["folders"].line


def test_a_read_only_folder_does_not_keep_a_round_from_the_others(coffee_at):
    with ReadOnly(keywords=False, folders={"Lists": ""}) as server:
        coffee = coffee_at(server, folders=("INBOX", "Lists"))
        report = coffee.round()
    assert report.refused == ["INBOX"]
    assert "INBOX: the server opens it read-only" in report.problems[0]


def test_folders_are_told_with_why_they_are_the_ones(dressed, coffee_at):
    server = dressed(folders={"Entwürfe": "", "Old": "", "Sent": r"\Sent"})
    told = found(coffee_at(server, archive_folder="Old"))
    assert told["drafts"].line == "Entwürfe: by its usual name"
    assert told["archive"].line == "Old: as configured"
    assert told["sent"].line == "Sent: announced by the server"
    assert told["trash"].line.startswith("Trash: none is there yet")


def test_a_configured_folder_that_is_not_there_is_wrong(coffee):
    told = found(coffee.but(mailbox={"drafts_folder": "Nosuch"}))
    assert first_wrong(told) == ("drafts", 78)
    assert "mailbox.drafts_folder" in told["drafts"].do


def test_where_no_folder_for_sent_mail_is_known_it_has_to_be_named(dressed, coffee_at):
    told = found(coffee_at(dressed(folders={"Posteingang": ""})))["sent"]
    assert (told.level, "Posteingang" in told.do) == ("warning", True)


# -- labels --


def test_keywords_are_told_with_how_thunderbird_shows_them(coffee):
    told = found(coffee)["labels"]
    assert "keywords on the mail itself, such as coffeefirst-meet" in told.line
    assert "coffeefirst-not-understood" in told.do


def test_a_policys_own_labels_are_among_the_keywords(coffee, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN_POLICY)
    told = found(coffee.but(policy=str(path)))
    assert told["policy"].level == "ok"
    assert "coffeefirst-sellers" in told["labels"].do


def test_where_the_server_takes_no_keywords_labels_are_folders(dressed, coffee_at):
    told = found(coffee_at(dressed(keywords=False)))["labels"]
    assert told.line == "folders, such as Coffee First/Meet (what the server takes)"


def test_where_labels_are_folders_they_are_the_archive(dressed, coffee_at):
    told = found(coffee_at(dressed(keywords=False)))["archive"]
    assert told.line.startswith("each label's own folder")


def test_on_gmail_labels_are_gmails_and_the_archive_is_all_mail(gmail, coffee_at):
    told = found(coffee_at(gmail))
    assert told["labels"].line.startswith("Gmail labels, such as Coffee First/Meet")
    assert told["archive"].line == "[Gmail]/All Mail: as Gmail archives"


def test_on_gmail_a_hidden_archive_is_a_warning(coffee_at):
    with Gmail(hidden=("[Gmail]/All Mail",)) as server:
        told = found(coffee_at(server))["archive"]
    assert (told.level, "Show in IMAP" in told.do) == ("warning", True)


def test_behind_bridge_labels_are_protons(dressed, coffee_at):
    with Bridge(dressed(**COSTUME).port) as front:
        front.new_user = lambda: "bridgeowner"
        told = found(coffee_at(front))
    assert told["labels"].line.startswith("Proton labels, such as Labels/Coffee First Meet")
    assert told["archive"].line == "Archive: announced by the server"


def test_what_new_mail_hides_another_folder_shows(dressed, coffee_at):
    server = dressed(keywords=False)
    coffee = coffee_at(server)
    server.deliver(coffee.settings.mailbox.username, "INBOX", mail.invitation(1))
    told = found(coffee)["labels"]
    assert told.line == "folders, such as Coffee First/Meet (what the server takes, as Trash shows)"


def test_what_cannot_be_told_without_a_change_is_not_told(dressed, coffee_at):
    server = dressed(folders={"Drafts": r"\Drafts"})
    coffee = coffee_at(server)
    server.deliver(coffee.settings.mailbox.username, "INBOX", mail.invitation(1))
    told = found(coffee)
    assert told["labels"].level == "unknown"
    assert told["folders"].line == "INBOX: 1 mail"


# -- quota, clock --


@pytest.mark.parametrize(("kilobytes", "level"), [(10, "ok"), (97, "warning")])
def test_a_mailbox_that_is_nearly_full_is_a_warning(dressed, coffee_at, kilobytes, level):
    server = dressed(quota="100K")
    coffee = coffee_at(server)
    raw = b"Subject: hi\r\n\r\n".ljust(kilobytes * 1024, b"x")
    server.deliver(coffee.settings.mailbox.username, "INBOX", raw)
    told = found(coffee)["quota"]
    assert (told.level, told.line) == (level, f"STORAGE: {kilobytes}% of 100 kB is used")


@pytest.mark.parametrize(
    ("minutes", "level", "said"),
    [
        (-60, "ok", "the newest mail came 60 minutes ago"),
        (2, "ok", "the newest mail came 0 minutes ago"),
        (60, "warning", "from 60 minutes in the future: this machine's clock is behind"),
        (-40 * 24 * 60, "warning", "no mail for 40 days: is this machine's clock ahead?"),
    ],
)
def test_the_clock_is_held_against_the_newest_mail(dovecot, coffee, owner, minutes, level, said):
    when = time.time() + 60 * minutes + (5 if minutes > 0 else -5)
    dovecot.deliver(owner, "INBOX", mail.invitation(1), when=when)
    told = found(coffee)["clock"]
    assert (told.level, said in told.line) == (level, True), told.line


def test_a_clock_that_cannot_be_right_is_wrong(coffee):
    def now():
        raise WrongClock("this machine's clock says 1970")

    assert first_wrong(found(coffee, now=now)) == ("clock", 75)
