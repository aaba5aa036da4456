"""Rounds as the daemon does them: a kept connection, thrown away after what goes wrong with it."""

from __future__ import annotations

import functools
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from service.errors import CoffeeFirstError, Unreachable
from service.ledger import Ledger
from service.mailbox import Mailbox
from service.report import Report
from service.round import Job, run_round
from service.settings import MailboxSettings, OwnerSettings, Settings
from service.taste import Taste, load_taste
from tests.servers.costume import PASSWORD
from tests.servers.mail_parts import AUTHSERV_ID
from tests.sweep.costumes import Labels, policy_text
from tests.sweep.letters import PEOPLE

#: The time of every round: so drafts and decisions are the same in every run.
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def settings_for(
    port: int, user: str, state: Path, labels: Labels, seconds: float = 20
) -> Settings:
    """An owner's settings; `seconds` is how long a silent server is waited for."""
    return Settings(
        mailbox=MailboxSettings(
            host="127.0.0.1",
            port=port,
            security="none",
            username=user,
            labels=labels,
            timeout_seconds=seconds,
        ),
        owner=OwnerSettings(name="Robin Falkenrath", address="robin@example.org"),
        authserv_ids=(AUTHSERV_ID,),
        state_dir=state,
    )


class Rounds:
    """Rounds of one process, on a connection that is kept between them."""

    def __init__(self, settings: Settings, taste: Taste) -> None:
        self._settings, self._taste = settings, taste
        self._ledger: Ledger | None = None
        self._box: Mailbox | None = None

    def round(self) -> Report | CoffeeFirstError:
        """One round, or what ended it; anything but our own errors is a fault, and is raised."""
        try:
            if self._ledger is None:
                self._ledger = Ledger(self._settings.state_dir / "ledger.sqlite")
            job = Job(self._settings, self._taste, self._ledger, lambda: NOW)
            return run_round(self._connected(), job)
        except CoffeeFirstError as error:
            self.leave()
            return error

    def _connected(self) -> Mailbox:
        try:
            if self._box:
                self._box.greet()
        except Unreachable:  # dropped between two rounds: that is no failure
            self.leave()
        if self._box is None:
            self._box = Mailbox(self._settings.mailbox, PASSWORD)
        return self._box

    def leave(self) -> None:
        """Cut the connection, as after a failure."""
        if self._box:
            self._box.abort()
        self._box = None

    def end(self) -> None:
        """Leave, and close the ledger."""
        self.leave()
        if self._ledger:
            self._ledger.close()


@functools.cache
def taste_for(*, mark_read: bool) -> Taste:
    """By what is judged: the gatekeeper, or the same with marks for read mail."""
    with tempfile.TemporaryDirectory() as folder:
        people, policy = Path(folder) / "people.txt", Path(folder) / "policy.toml"
        people.write_text(PEOPLE, encoding="utf-8")
        policy.write_text(policy_text(), encoding="utf-8")
        settings = settings_for(1, "nobody", Path(folder), "auto").model_copy(
            update={"acquaintances": (people,)} | ({"policy": str(policy)} if mark_read else {})
        )
        return load_taste(settings)
