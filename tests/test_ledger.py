import sqlite3
from dataclasses import replace

import pytest

from rules import Acquaintance
from service.errors import Damaged, Locked, SettingsError, StateError
from service.ledger import (
    Correspondent,
    Decided,
    Entry,
    FolderKey,
    Ledger,
    PlannedDraft,
    Source,
)
from service.ledger.schema import STEPS

KEY = FolderKey("robin@mail", "INBOX", 7)
MEET = Entry(
    uid=1,
    message_id="<a@x>",
    kind="invitation",
    label="meet",
    archive=False,
    decisions=(Decided("", "ada", "meet", drafted=True, decided_at="2026-01-01"),),
    drafts=(PlannedDraft("<d@draft>", b"the draft", "f"),),
)
NO_THANKS = PlannedDraft("<e@draft>", b"no", "g")
DECLINE = Entry(2, "<b@x>", "invitation", "decline", archive=True, drafts=(NO_THANKS,))


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(tmp_path / "state" / "ledger.sqlite")
    yield ledger
    ledger.close()


def _write(ledger, *entries):
    with ledger.writing():
        ledger.write(KEY, entries, "2026-01-01")


def test_what_is_written_down_is_to_be_labelled(ledger):
    _write(ledger, MEET)
    assert [(m.uid, m.label, m.state) for m in ledger.to_label(KEY)] == [(1, "meet", "planned")]


def test_a_draft_waits_for_its_label(ledger):
    _write(ledger, MEET)
    assert ledger.open_drafts(KEY.mailbox) == []
    ledger.mark_labelled([ledger.to_label(KEY)[0].row], "done")
    (draft,) = ledger.open_drafts(KEY.mailbox)
    assert ledger.draft_contents([draft.row]) == [b"the draft"]


def test_leaving_the_inbox_waits_for_the_draft(ledger):
    _write(ledger, DECLINE)
    ledger.mark_labelled([m.row for m in ledger.to_label(KEY)], "done")
    assert ledger.to_archive(KEY) == []
    ledger.mark_drafts([d.row for d in ledger.open_drafts(KEY.mailbox)], "done")
    assert [m.uid for m in ledger.to_archive(KEY)] == [2]


def test_a_saved_draft_is_not_kept_here_as_well(ledger, tmp_path):
    _write(ledger, MEET)
    ledger.mark_labelled([m.row for m in ledger.to_label(KEY)], "done")
    ledger.mark_drafts([d.row for d in ledger.open_drafts(KEY.mailbox)], "done")
    there = sqlite3.connect(tmp_path / "state" / "ledger.sqlite")
    assert there.execute("SELECT content FROM draft").fetchall() == [(None,)]
    there.close()


def test_the_same_message_is_written_down_once(ledger):
    _write(ledger, MEET)
    _write(ledger, MEET)
    ledger.mark_labelled([m.row for m in ledger.to_label(KEY)], "done")
    assert len(ledger.open_drafts(KEY.mailbox)) == 1


def test_a_decided_message_is_known_by_its_message_id(ledger):
    _write(ledger, MEET)
    assert ledger.labels(KEY.mailbox, ["<a@x>", "<other@x>", ""]) == {"<a@x>": "meet"}


def test_an_invitation_is_known_by_who_invites(ledger):
    _write(ledger, MEET)
    found = ledger.decided(KEY.mailbox, [("https://profile", "ada"), ("", "bob")])
    assert [(d.verdict, d.drafted) for d in found] == [("meet", True)]


def test_a_forgery_decides_nothing_about_the_true_person(ledger):
    forged = replace(MEET, decisions=(Decided("", "ada", "suspicious"),))
    _write(ledger, forged)
    assert ledger.decided(KEY.mailbox, [("", "ada")]) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("p", "ada"), ("p", "ada quill"), True),
        (("p", "ada"), ("q", "ada"), False),
        (("p", "ada"), ("", "ada"), True),
        (("", "ada"), ("", "bo"), False),
        (("", ""), ("", ""), False),
    ],
)
def test_two_mails_are_about_one_person_by_profile_else_by_name(one, other, same):
    assert Decided(*one, "meet").concerns(*other) is same


def test_another_uidvalidity_is_another_folder(ledger):
    with ledger.writing():
        ledger.advance(KEY, 12, "2026-01-01")
    assert ledger.uidnext(KEY) == 12
    assert ledger.uidnext(FolderKey(KEY.mailbox, KEY.folder, 8)) == 0


def test_an_unfinished_message_is_found_again_when_uids_have_changed(ledger):
    _write(ledger, MEET)
    now = FolderKey(KEY.mailbox, KEY.folder, 8)
    ((row, message_id),) = ledger.stranded(now)
    ledger.rehome(now, row, 99)
    assert message_id == "<a@x>"
    assert [(m.uid, m.state) for m in ledger.to_label(now)] == [(99, "started")]
    assert ledger.stranded(now) == []


def test_of_a_message_that_is_gone_the_draft_is_left_to_do(ledger):
    _write(ledger, MEET)
    now = FolderKey(KEY.mailbox, KEY.folder, 8)
    ledger.rehome(now, ledger.stranded(now)[0][0], 0)
    assert ledger.to_label(now) == []
    assert len(ledger.open_drafts(KEY.mailbox)) == 1


def test_a_failed_transaction_leaves_nothing(ledger):
    with pytest.raises(RuntimeError):
        _write_and_fail(ledger)
    assert ledger.to_label(KEY) == []


def _write_and_fail(ledger):
    with ledger.writing():
        ledger.write(KEY, [MEET], "2026-01-01")
        raise RuntimeError


def test_tries_are_counted_and_forgotten(ledger):
    ledger.note_broken(KEY, 5, "odd")
    ledger.note_broken(KEY, 5, "odd")
    assert ledger.broken(KEY) == {5: 2}
    ledger.forget_broken(KEY, [5])
    assert ledger.broken(KEY) == {}


def test_a_plan_writes_to_a_copy(ledger, tmp_path):
    path = tmp_path / "state" / "ledger.sqlite"
    copy = Ledger.to_look_at(path)
    copy.write(KEY, [MEET], "2026-01-01")
    copy.close()
    assert ledger.to_label(KEY) == []


def test_only_its_owner_may_read_it(ledger, tmp_path):
    assert (tmp_path / "state" / "ledger.sqlite").stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_one_clear_line(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"this is no database at all, but text" * 50)
    with pytest.raises(Damaged, match="the ledger is damaged: file is not a database"):
        Ledger(path)


# -- versions --


def test_a_ledger_of_version_1_is_brought_up_to_date_and_keeps_everything(tmp_path):
    path = tmp_path / "ledger.sqlite"
    _of_version_1(path)
    ledger = Ledger(path)
    assert [(m.uid, m.label) for m in ledger.to_label(KEY)] == [(4, "meet")]
    assert ledger.uidnext(KEY) == 12
    assert (ledger.people_changes(), list(ledger.imported())) == (0, [])
    ledger.close()


def test_two_may_bring_it_up_to_date_one_after_the_other(tmp_path):
    path = tmp_path / "ledger.sqlite"
    _of_version_1(path)
    for _ in range(2):
        Ledger(path).close()
        with sqlite3.connect(path) as there:
            there.execute("PRAGMA user_version = 1")
        there.close()
    ledger = Ledger(path)
    assert [m.uid for m in ledger.to_label(KEY)] == [4]
    ledger.close()


def _of_version_1(path):
    there = sqlite3.connect(path)
    there.executescript(f"{STEPS[0]}PRAGMA user_version = 1;")
    there.execute("INSERT INTO folder VALUES (?, ?, ?, 12, '2026-01-01')", _values(KEY))
    there.execute(
        "INSERT INTO message (mailbox, folder, uidvalidity, uid, message_id, label, archive) "
        "VALUES (?, ?, ?, 4, '<a@x>', 'meet', 0)",
        _values(KEY),
    )
    there.commit()
    there.close()


def _values(key):
    return key.mailbox, key.folder, key.uidvalidity


def test_an_older_ledger_is_read_as_one_without_people_and_left_as_it_is(tmp_path):
    path = tmp_path / "ledger.sqlite"
    _of_version_1(path)
    before = path.read_bytes()
    ledger = Ledger.to_read(path)
    assert list(ledger.imported()) == []
    ledger.close()
    assert path.read_bytes() == before


@pytest.mark.parametrize("way", [Ledger, Ledger.to_read, Ledger.to_look_at])
def test_a_newer_ledger_is_refused(tmp_path, way):
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as there:
        there.execute("PRAGMA user_version = 99")
    there.close()
    with pytest.raises(SettingsError, match="of version 99"):
        way(path)


def test_what_is_only_read_cannot_be_written(ledger, tmp_path):
    reading = Ledger.to_read(tmp_path / "state" / "ledger.sqlite")
    with pytest.raises(StateError, match="readonly"):
        _import(reading, "a")
    reading.close()


# -- people --

ADA = Acquaintance(
    name="Ada Quill",
    addresses=("ada@example.org", "a.quill@example.com"),
    profile="https://www.linkedin.com/in/ada-quill",
    company="Northwind",
    title="Engineer",
    other_names=("Addie", "Ada Marlow"),
    record="a LinkedIn connection",
)


def _import(ledger, key, *people):
    with ledger.writing():
        ledger.replace_source(Source(key, "a kind", "2026-01-01"), people)


def test_an_acquaintance_is_given_back_as_it_was(ledger):
    _import(ledger, "a", ADA, Acquaintance())
    assert [found.person for found in ledger.imported()] == [ADA, Acquaintance()]


def test_a_source_is_replaced_and_the_others_stay(ledger):
    _import(ledger, "a", ADA, ADA)
    _import(ledger, "b", ADA)
    _import(ledger, "a", ADA)
    assert [(source.key, source.people) for source in ledger.sources()] == [("a", 1), ("b", 1)]


def test_every_change_of_people_is_seen_and_nothing_else(ledger):
    seen = [ledger.people_changes()]
    _import(ledger, "a", ADA)
    seen.append(ledger.people_changes())
    _write(ledger, MEET)
    seen.append(ledger.people_changes())
    assert seen[0] < seen[1] == seen[2]


def test_what_is_counted_twice_at_once_is_refused(ledger):
    ledger.add_correspondents(KEY, (0, 5), [Correspondent("a@x", "A", 2, "2026-01-01")], "now")
    with pytest.raises(Locked):
        ledger.add_correspondents(KEY, (0, 5), [Correspondent("a@x", "A", 2)], "now")
    assert [person.times for person in ledger.correspondents()] == [2]


def test_two_mailboxes_of_one_owner_add_up(ledger):
    other = FolderKey("robin@elsewhere", KEY.folder, KEY.uidvalidity)
    for key in (KEY, other):
        ledger.add_correspondents(key, (0, 5), [Correspondent("a@x", "A", 2)], "now")
        ledger.finish_sent(key)
    assert [person.times for person in ledger.correspondents()] == [4]
