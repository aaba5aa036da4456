"""What an owner expects, in every house that a mailbox may be in."""

from contextlib import closing
from email import message_from_bytes, policy

import pytest

from service.journal import Page
from service.ledger import Ledger
from service.round import mailbox_name, plan, run_round
from service.undoing import undo
from tests.conftest import NOW
from tests.houses import HOUSES, Street
from tests.servers import mail

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
PERSONAL = "Hi Robin, your talk on hall 7 in Kassel stayed with me. Shall we compare cranes?"

MEET = mail.invitation(1, note=STOCK, headline="Structural engineer at Brightwater")
DECLINE = mail.invitation(2, note=PITCH, headline="Account executive at Leadpump")
IGNORE = mail.invitation(3, note="", headline="LION | 30k+ connections")
REVIEW = mail.invitation(4, note=PERSONAL, headline="Crane inspector at Tallow & Reed")
ACCEPT = mail.invitation(5, note=STOCK, name="Ada Quill", headline="Head of Ink at Northwind")
FORGED = mail.invitation(6, note=STOCK).replace(b"=pass", b"=fail")
LETTERS = {
    "meet": MEET,
    "decline": DECLINE,
    "ignore": IGNORE,
    "review": REVIEW,
    "accept": ACCEPT,
    "suspicious": FORGED,
}
STAYING = {"meet", "review", "accept", "suspicious"}
NO_LETTERS = [mail.other(1), mail.accepted(7)]


def _id(letter):
    return str(message_from_bytes(letter)["Message-ID"])


LABELS = {_id(letter): {label} for label, letter in LETTERS.items()}


@pytest.fixture(params=HOUSES)
def house(request, dressed, brewed):
    with HOUSES[request.param](Street(dressed, brewed)) as found:
        yield found


@pytest.fixture
def coffee(house, coffee_for):
    return coffee_for(house.port, house.user).but(mailbox={"labels": house.wanted})


def _forget(coffee):
    coffee.settings.ledger.unlink()


def _undo(coffee):
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        name = mailbox_name(coffee.settings)
        rows = [r for one in ledger.rounds(name, 1) for r in ledger.messages_of(one.number)]
        page = Page(ledger, name, "undo", lambda: NOW)
        return list(undo(box, coffee.job(ledger), ledger.undoable(name, rows), page))


class StoppingLedger(Ledger):
    """Stops the round when something is done in the mailbox and not noted yet."""

    at = ""

    def mark_labelled(self, rows, state):
        self._stop("label", state)
        super().mark_labelled(rows, state)

    def mark_drafts(self, rows, state):
        self._stop("draft", state)
        super().mark_drafts(rows, state)

    def mark_archived(self, rows, state):
        self._stop("archive", state)
        super().mark_archived(rows, state)

    def _stop(self, what, state):
        if (what, state) == (self.at, "done"):
            raise KeyboardInterrupt


def _crash(coffee, at):
    with closing(StoppingLedger(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        ledger.at = at
        with pytest.raises(KeyboardInterrupt):
            run_round(box, coffee.job(ledger))


# -- a round --


def test_every_verdict_has_its_label(house, coffee):
    house.deliver(*LETTERS.values(), *NO_LETTERS)
    report = coffee.round()
    assert not report.problems
    assert house.labels_of() == LABELS


def test_what_is_to_be_seen_stays_in_the_inbox_and_the_rest_leaves(house, coffee):
    house.deliver(*LETTERS.values(), *NO_LETTERS)
    coffee.round()
    staying = [letter for label, letter in LETTERS.items() if label in STAYING]
    assert house.in_inbox() == sorted(map(_id, [*staying, *NO_LETTERS]))
    for label in LETTERS.keys() - STAYING:
        assert _id(LETTERS[label]) in house.in_archive(label)


def test_the_draft_is_where_drafts_are_and_answers_the_invitation(house, coffee):
    house.deliver(MEET)
    coffee.round()
    (stored,) = house.drafts()
    draft = message_from_bytes(stored.raw, policy=policy.default)
    assert draft["In-Reply-To"] == draft["References"] == _id(MEET)
    assert stored.flags >= {r"\Draft", r"\Seen"}


def test_a_second_round_does_nothing(house, coffee):
    house.deliver(*LETTERS.values())
    coffee.round()
    before = house.everything()
    report = coffee.round()
    assert (report.labelled, report.drafted, report.archived) == (0, 0, 0)
    assert house.everything() == before


def test_an_invitation_stays_unread(house, coffee):
    house.deliver(MEET, REVIEW)
    coffee.round()
    assert not [m for m in house.mails("INBOX") if r"\Seen" in m.flags]


def test_only_the_folders_that_are_needed_are_made(house, coffee):
    house.deliver(MEET, DECLINE)
    before = set(house.folders())
    coffee.round()
    made = set(house.folders()) - before
    if house.way != "keywords":
        made -= {house.parent.rstrip("/.")}
        assert made == {house.parent + "Meet", house.parent + "Decline"}
    else:
        assert not made


# -- plan --


def _plan(coffee):
    with closing(Ledger.to_look_at(coffee.settings.ledger)) as ledger, closing(coffee.box()) as box:
        entries = [o.entry for page in plan(box, coffee.job(ledger)) for o in page if o.entry]
        labels = [(entry.label, entry.archive) for entry in entries]
        return labels, box.would_make(labels, drafts=any(entry.drafts for entry in entries))


def test_plan_tells_what_would_be_made_and_touches_nothing(house, coffee):
    house.deliver(MEET, DECLINE)
    house.drafts()
    before, folders = house.everything(), house.folders()
    labels, would_make = _plan(coffee)
    assert sorted(labels) == [("decline", True), ("meet", False)]
    assert (house.everything(), house.folders()) == (before, folders)
    coffee.round()
    parents = {house.parent.rstrip("/.")}  # a server may list them, now that something is in them
    assert set(would_make) - parents == set(house.folders()) - set(folders) - parents


# -- when things go wrong --


@pytest.mark.parametrize("at", ["label", "draft", "archive"])
def test_a_round_that_broke_off_is_finished_by_the_next_and_nothing_is_twice(house, coffee, at):
    house.deliver(MEET, DECLINE)
    _crash(coffee, at)
    coffee.round()
    assert house.labels_of() == {_id(MEET): {"meet"}, _id(DECLINE): {"decline"}}
    assert house.in_inbox() == [_id(MEET)]
    assert house.in_archive("decline") == [_id(DECLINE)]
    assert len(house.drafts()) == 2


def test_without_the_ledger_the_labels_tell_and_nobody_is_answered_twice(house, coffee):
    house.deliver(MEET, DECLINE)
    coffee.round()
    before = house.everything()
    _forget(coffee)
    house.deliver(mail.invitation(8, note=STOCK, headline="Structural engineer at Brightwater"))
    report = coffee.round()
    assert (report.labelled, report.drafted) == (1, 1)
    assert len(house.drafts()) == 3
    now = house.everything()
    assert not [one for folder, mails in before.items() for one in mails if one not in now[folder]]


def test_undo_puts_everything_back(house, coffee):
    house.deliver(*LETTERS.values(), *NO_LETTERS)
    inbox = house.everything()["INBOX"]
    coffee.round()
    told = _undo(coffee)
    assert not [line for one in told for line in one.left]
    assert house.everything()["INBOX"] == inbox
    assert not house.drafts()
    assert not [i for label in LETTERS for i in house.in_archive(label)]


def test_undo_takes_no_label_of_ours_along_with_the_mail(house, coffee):
    house.deliver(MEET, DECLINE)
    coffee.round()
    _undo(coffee)
    assert not house.labels_of()
    assert house.in_inbox() == sorted([_id(MEET), _id(DECLINE)])


# -- what an owner may wish otherwise --

POLICY = """
name = "mine"
says = "Everybody is met at a conference."
[[rule]]
name = "all"
verdict = "meet"
label = "conference-2026"
because = "everybody is welcome"
[[example]]
says = "anybody"
given = { note_kind = "none" }
verdict = "meet"
"""


@pytest.fixture
def own(coffee, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(POLICY)
    return coffee.but(policy=str(path))


def test_a_label_of_ones_own_is_a_label_like_the_others(house, own):
    house.deliver(MEET)
    own.round()
    assert house.labels_of() == {_id(MEET): {"conference-2026"}}
    _forget(own)
    assert own.round().drafted == 0
    assert len(house.drafts()) == 1
