"""A real account, where the environment names one: deploy/MAILBOXES.md says how."""

import pytest

from tests import live
from tests.servers import mail

pytestmark = pytest.mark.skipif(
    not live.named(), reason="no real account: COFFEEFIRST_LIVE_HOST is not set"
)

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
LETTERS = {
    "meet": mail.invitation(1, note=STOCK, headline="Structural engineer at Brightwater"),
    "decline": mail.invitation(2, note=PITCH, headline="Account executive at Leadpump"),
    "": mail.other(3),
}


@pytest.fixture
def account(monkeypatch, tmp_path, people_file, capsys):
    told = live.named()
    for name in told:  # else they are taken for misspelt settings
        monkeypatch.delenv(live.PREFIX + name.upper())
    if "password" in told:
        monkeypatch.setenv("COFFEEFIRST_PASSWORD", told["password"])
    with live.signed_in(live.account(told, tmp_path / "state", people_file)) as account:
        yield account
    with capsys.disabled():
        print(f"\n{account.settings.mailbox.host}: what is left:", *account.left, sep="\n  ")


def test_a_round_does_what_it_says_and_is_taken_back(account):
    letters = {label: live.renamed(letter) for label, letter in LETTERS.items()}
    ids = {label: message_id for label, (_, message_id) in letters.items()}
    account.append([letter for letter, _ in letters.values()])

    labels, drafts = account.plan()
    assert labels == {ids["meet"]: "meet", ids["decline"]: "decline"}
    assert len(drafts) == 2
    assert not account.labels_of(set(labels))
    assert account.within(account.folder, set(ids.values())) == set(ids.values())

    report = account.round()
    assert not report.problems
    assert account.labels_of(set(labels)) == {one: {label} for one, label in labels.items()}
    assert account.within(account.folder, set(ids.values())) == {ids["meet"], ids[""]}
    assert account.within(account.box.drafts.there(), drafts) == drafts

    again = account.round()
    assert (again.labelled, again.drafted, again.archived) == (0, 0, 0)

    account.left += [line for one in account.undo() for line in one.left]
    assert account.within(account.folder, set(ids.values())) == set(ids.values())
    assert not account.labels_of(set(labels))
    if still := account.within(account.box.drafts.there(), drafts):
        account.left.append(f"drafts in {account.box.drafts.there()}: {', '.join(still)}")
