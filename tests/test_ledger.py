import sqlite3

import pytest

from service.errors import SettingsError
from service.ledger import Entry, FolderKey, Ledger

KEY = FolderKey("robin@mail", "INBOX", 7)
MEET = Entry(
    uid=1,
    message_id="<a@x>",
    kind="invitation",
    label="meet",
    archive=False,
    decisions=(("ada", "meet", "because"),),
    drafts=(("<d@draft>", b"the draft"),),
)
DECLINE = Entry(2, "<b@x>", "invitation", "decline", archive=True, drafts=(("<e@draft>", b"no"),))


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
    assert [d.content for d in ledger.open_drafts(KEY.mailbox)] == [b"the draft"]


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
    assert ledger.known_message_ids(KEY.mailbox, ["<a@x>", "<other@x>", ""]) == {"<a@x>": False}
    ledger.mark_labelled([m.row for m in ledger.to_label(KEY)], "done")
    assert ledger.known_message_ids(KEY.mailbox, ["<a@x>"]) == {"<a@x>": True}


def test_an_invitation_is_known_by_who_invites(ledger):
    _write(ledger, MEET)
    assert ledger.decided(KEY.mailbox, ["ada", "bob"]) == {"ada": "meet"}


def test_another_uidvalidity_is_another_folder(ledger):
    with ledger.writing():
        ledger.advance(KEY, 12)
    assert ledger.uidnext(KEY) == 12
    assert ledger.uidnext(FolderKey(KEY.mailbox, KEY.folder, 8)) == 0


def test_an_unfinished_message_is_found_again_at_its_new_place(ledger):
    _write(ledger, MEET)
    moved = FolderKey(KEY.mailbox, "LinkedIn", 3)
    with ledger.writing():
        ledger.rehome(moved, "<a@x>", 99)
    assert ledger.to_label(KEY) == []
    assert [m.uid for m in ledger.to_label(moved)] == [99]


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
    with pytest.raises(SettingsError, match=r"ledger\.sqlite: the ledger cannot be opened"):
        Ledger(path)
