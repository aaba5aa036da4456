"""The demo, shown: the real round on a real connection to a mailbox made for it."""

import tempfile
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from rules import Decision
from service import screen
from service.deciding import Outcome
from service.demo import AUTHSERV_ID, OWNER_ADDRESS, OWNER_NAME, letters, people
from service.demo.server import DemoServer
from service.ledger import Ledger
from service.mailbox import Mailbox
from service.report import Report
from service.round import Job, run_round
from service.settings import MailboxSettings, OwnerSettings, Settings
from service.taste import load_taste

#: So far back that the demo's letters are new, whatever their date.
_SINCE_DAYS = 3650


def run_demo(policy: str, *, keep: bool) -> None:
    """Deliver the letters, do a round, show what became of each. Raises SettingsError."""
    with DemoServer(OWNER_ADDRESS) as server, people() as connections:
        server.deliver(letters())
        with tempfile.TemporaryDirectory(prefix="coffeefirst-demo-") as state:
            settings = _settings(server, policy, connections, Path(state))
            outcomes, report = _round(settings, server.password)
        _show(outcomes, report, policy)
        if keep:
            _wait(server)


def _settings(server: DemoServer, policy: str, connections: Path, state: Path) -> Settings:
    return Settings.model_construct(
        mailbox=MailboxSettings(
            host=server.host,
            port=server.port,
            security="none",
            username=server.user,
            since_days=_SINCE_DAYS,
        ),
        owner=OwnerSettings(name=OWNER_NAME, address=OWNER_ADDRESS),
        policy=policy,
        authserv_ids=(AUTHSERV_ID,),
        dkim=False,
        acquaintances=(connections,),
        state_dir=state,
    )


def _round(settings: Settings, password: str) -> tuple[list[Outcome], Report]:
    outcomes: list[Outcome] = []
    taste = load_taste(settings)
    with (
        closing(Ledger(settings.ledger)) as ledger,
        closing(Mailbox(settings.mailbox, password)) as box,
    ):
        job = Job(settings, taste, ledger, lambda: datetime.now(UTC), watch=outcomes.extend)
        return outcomes, run_round(box, job)


def _show(outcomes: list[Outcome], report: Report, policy: str) -> None:
    screen.show_outcomes(outcomes, f"{OWNER_NAME}'s mailbox, by the policy {policy}")
    screen.show_report(report)
    if drafted := _a_drafted(outcomes):
        screen.say("\nOne of the drafts in full, and why it was written:\n")
        screen.say(drafted.receipt())
        screen.show_draft(drafted)


def _a_drafted(outcomes: list[Outcome]) -> Decision | None:
    """The draft that answers the most: one to a note of their own, if there is one."""
    judged = [outcome.judged for outcome in outcomes if outcome.judged]
    drafted = [d for item in judged for d in item.decisions if d.draft]
    personal = [d for d in drafted if d.finding("note_kind").value == "personal"]
    return next(iter(personal or drafted), None)


def _wait(server: DemoServer) -> None:
    screen.say(
        f"\nThe mailbox stays up. Connect a mail program: IMAP server {server.host}, port "
        f"{server.port}, no encryption, user {server.user}, password {server.password}\n"
        "Control-C ends it."
    )
    threading.Event().wait()
