"""A crash between any two steps, then a normal round: one label, one draft, nothing lost.

The ledger is where a round's steps meet: a crash before a transaction is one after its action was
carried out and not noted; a crash after it is one before the next action.
"""

from contextlib import closing, contextmanager

import pytest

from service.ledger import Ledger
from service.round import run_round
from tests.servers import mail

STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
PERSONAL = "Hi Robin, we met at the kiln seminar in Delft in May; I still owe you the glaze recipe."
LETTERS = [
    mail.invitation(1, note=STOCK, headline="Potter"),
    mail.invitation(2, note=PITCH, headline="Account executive at Leadpump"),
    mail.invitation(3, note=PERSONAL, headline="Potter"),
    mail.invitation(4, note="", headline="LION | 30k+ connections"),
]
#: More transactions than a round has.
STEPS = range(12)


class CrashError(BaseException):
    """The process is gone: nothing catches this."""


class CrashingLedger(Ledger):
    """A ledger that crashes at its nth transaction: before it begins, or right after its end."""

    def __init__(self, path, at, *, after):
        super().__init__(path)
        self.left, self.after = at, after

    @contextmanager
    def writing(self):
        now = self.left == 0
        self.left -= 1
        if now and not self.after:
            raise CrashError
        with super().writing():
            yield
        if now:
            raise CrashError


def _all_of(mailbox):
    folders = [f for f, attributes in mailbox.folders().items() if "\\Noselect" not in attributes]
    return {f: sorted((m.message_id, m.flags, m.raw) for m in mailbox.mails(f)) for f in folders}


def crash_then_round(coffee, step, *, after):
    """One crashing round, one whole one. True where the crash came."""
    crashed = False
    path = coffee.settings.ledger
    with closing(CrashingLedger(path, step, after=after)) as ledger, closing(coffee.box()) as box:
        try:
            run_round(box, coffee.job(ledger))
        except CrashError:
            crashed = True
    coffee.round()
    return crashed


@pytest.mark.parametrize("labels", ["keywords", "folders"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_transaction_is_made_good(coffee_for, dovecot, tmp_path, labels, after):
    outcomes, crashes = [], 0
    for step in STEPS:
        user = dovecot.new_user()
        for letter in LETTERS:
            dovecot.deliver(user, "INBOX", letter)
        coffee = coffee_for(dovecot.port, user).but(
            mailbox={"labels": labels}, state_dir=tmp_path / f"state-{step}"
        )
        crashes += crash_then_round(coffee, step, after=after)
        outcomes.append(_all_of(dovecot.mailbox(user)))
    assert 5 <= crashes < len(STEPS)  # so the last ones ran without any crash
    assert all(outcome == outcomes[-1] for outcome in outcomes)
    assert len(outcomes[-1]["Drafts"]) == 3
