"""What the doctor finds on this machine: records, rounds, a daemon, and the owner's taste."""

import os
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.deciding import TRIES
from service.ledger import Entry, FolderKey, Source
from service.lock import daemon_of, mailbox_lock
from service.round import mailbox_name
from tests.conftest import NOW
from tests.examined import OWN_POLICY, first_wrong, found
from tests.servers import mail

# -- what is on this machine --


def test_a_state_that_others_may_use_is_a_warning(coffee):
    coffee.settings.state_dir.mkdir(mode=0o755)
    told = found(coffee)["state-dir"]
    assert (told.level, told.do) == ("warning", f"chmod go= {coffee.settings.state_dir}")


def test_a_state_dir_that_is_none_is_74_and_the_ledger_is_not_looked_at(coffee, tmp_path):
    (tmp_path / "state").write_text("")
    told = found(coffee)
    assert first_wrong(told) == ("state-dir", 74)
    assert told["ledger"].line == told["contacts"].line == ("not looked at: see state-dir")


@pytest.fixture
def read_only(tmp_path):
    """A state_dir that nobody may write in, not even root."""
    place = tmp_path / "state"
    place.mkdir(mode=0o500)
    mount = ["mount", "-t", "tmpfs", "-o", "ro,mode=0700", "tmpfs", place]
    mounted = os.getuid() == 0 and subprocess.run(mount, check=False).returncode == 0
    if os.getuid() == 0 and not mounted:
        pytest.skip("root may write everywhere, and may not mount here")
    yield place
    if mounted:
        subprocess.run(["umount", "-l", place], check=True)


def test_a_state_dir_that_cannot_be_written_is_74(coffee, read_only):
    told = found(coffee)
    assert first_wrong(told) == ("state-dir", 74)
    assert told["state-dir"].line == f"state_dir: {read_only}: cannot be written"


def test_a_damaged_ledger_is_74_and_is_not_mended_here(coffee):
    coffee.round()
    coffee.settings.ledger.write_bytes(b"SQLite format 3" + b"damaged" * 2000)
    before = coffee.settings.ledger.read_bytes()
    told = found(coffee)
    assert first_wrong(told) == ("ledger", 74)
    assert "'coffeefirst once' mends it" in told["ledger"].do
    assert coffee.settings.ledger.read_bytes() == before


def test_a_ledger_of_an_older_version_is_no_fault(coffee):
    with closing(coffee.ledger()) as ledger:
        ledger.execute("PRAGMA user_version = 2")
    assert found(coffee)["ledger"].line.startswith("of an older version")


def key(coffee):
    return FolderKey(mailbox_name(coffee.settings), "INBOX", 1)


def test_the_last_round_is_told_with_what_it_did(coffee, dovecot, owner):
    dovecot.deliver(owner, "INBOX", mail.invitation(1))
    coffee.round()
    told = found(coffee, now=lambda: NOW)["last-round"]
    assert told.level == "ok"
    assert (
        "looked at today; round 1 of 2026-11-22 did something to 1 message; nothing is left"
        in told.line
    )


def test_work_that_is_left_is_a_warning(coffee):
    with closing(coffee.ledger()) as ledger, ledger.writing():
        ledger.write(key(coffee), [Entry(1, "<1@x>", "invitation", "ignore", True)], "2026-11-22")
        ledger.advance(key(coffee), 2, "2026-11-22T12:00:00+00:00")
        ledger.note_broken(key(coffee), 7, "odd")
    told = found(coffee, now=lambda: NOW)["last-round"]
    assert told.level == "warning"
    assert "1 label, 1 mail to archive, 1 mail that could not be judged" in told.line


def test_where_no_round_was_done_for_days_it_is_told(coffee):
    coffee.round()
    told = found(coffee, now=lambda: NOW + timedelta(days=4))["last-round"]
    assert (told.level, told.line.endswith("on 2026-11-22, 4 days ago")) == ("warning", True)


def test_a_template_that_is_not_understood_is_named(dovecot, coffee, owner):
    head, _, _ = mail.invitation(1).partition(b"\r\n\r\n")
    head = head.replace(b"email_m2m_invite_single_01", b"email_m2m_invite_single_77")
    dovecot.deliver(owner, "INBOX", head + b"\r\n\r\nNobody invites you in these words.\r\n")
    coffee.round()
    assert "1 mail that could not be judged" in found(coffee)["last-round"].line
    for _ in range(TRIES - 1):
        coffee.round()
    told = found(coffee, now=lambda: NOW)
    assert told["templates"].level == "warning"
    assert told["templates"].line.endswith("the last 30 days: email_m2m_invite_single_77 (1)")
    assert told["last-round"].line.endswith("nothing is left to do")
    assert coffee.round().looked_at == 0  # it is given up, though it stays written down why


def test_a_running_daemon_is_told_by_its_process_and_its_lock_is_left(coffee, owner):
    settings = coffee.settings
    assert found(coffee)["daemon"].line == "none is running"
    with mailbox_lock(settings.state_dir, owner):
        assert found(coffee)["daemon"].line.startswith(f"process {os.getpid()} ")
    assert daemon_of(settings.state_dir, owner) == 0
    with mailbox_lock(settings.state_dir, owner):
        pass


# -- by what is judged --


def test_who_knows_nobody_is_warned(coffee):
    told = found(coffee.but(acquaintances=()))["contacts"]
    assert (told.level, "contacts import" in told.do) == ("warning", True)


@pytest.mark.parametrize(("days", "level"), [(3, "ok"), (400, "warning")])
def test_an_old_export_of_linkedins_is_told(coffee, days, level):
    imported = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    with closing(coffee.ledger()) as ledger, ledger.writing():
        ledger.replace_source(Source("LinkedIn", "LinkedIn connections", imported), [])
    told = found(coffee)["contacts"]
    assert (told.level, f"LinkedIn's export is {days} days old" in told.line) == (level, True)


def test_a_contacts_file_that_cannot_be_read_is_78(coffee):
    assert first_wrong(found(coffee.but(acquaintances=(Path("/nowhere.csv"),)))) == ("contacts", 78)


def test_a_policy_whose_example_comes_out_otherwise_is_78(coffee, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN_POLICY.replace('"ignore"', '"decline"', 1))
    told = found(coffee.but(policy=str(path)))
    assert first_wrong(told) == ("policy", 78)
    assert "a seller" in told["policy"].line


def test_a_policy_with_a_rule_that_can_never_match_is_a_warning(coffee, tmp_path):
    path = tmp_path / "mine.toml"
    rule = OWN_POLICY[OWN_POLICY.index("[[rule]]") : OWN_POLICY.index('[[rule]]\nname = "the rest')]
    path.write_text(OWN_POLICY.replace("[[rule]]", f"{rule}[[rule]]", 1))
    told = found(coffee.but(policy=str(path)))["policy"]
    assert (told.level, "can never match" in told.line) == ("warning", True)


def test_reply_texts_of_ones_own_are_counted_or_refused(coffee, tmp_path):
    path = tmp_path / "replies.toml"
    path.write_text('[en]\nmeet = ["Hello {{ first_name }}, let us have a coffee."]\n')
    owner = coffee.settings.owner.model_copy(update={"replies": path})
    assert "1 text of your own in en" in found(coffee.but(owner=owner))["replies"].line
    path.write_text("[en]\nmeet = [1]\n")
    assert first_wrong(found(coffee.but(owner=owner))) == ("replies", 78)
