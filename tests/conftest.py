"""What the tests share: real servers, and a Coffee First of one's own to do rounds with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.ledger import Ledger
from service.mailbox import Mailbox
from service.report import Report
from service.round import Job, run_round
from service.settings import MailboxSettings, OwnerSettings, Settings
from service.taste import load_taste
from tests.servers.costume import PASSWORD
from tests.servers.mail import AUTHSERV_ID
from tests.years.process import Daemon

pytest_plugins = ["tests.servers.fixtures", "tests.transcripts"]

# No test touches the keyring of whoever runs it; keyring looks for this as it is first imported.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class CoffeeFirst:
    """An owner's Coffee First: settings, and rounds done with them as the program does them."""

    settings: Settings

    def job(self, ledger: Ledger, **changes: Any) -> Job:
        """What a round wants."""
        job = Job(self.settings, load_taste(self.settings), ledger, lambda: NOW)
        return replace(job, **changes)

    def ledger(self) -> Ledger:
        """The ledger on disk."""
        return Ledger(self.settings.ledger)

    def box(self) -> Mailbox:
        """A new connection."""
        return Mailbox(self.settings.mailbox, PASSWORD)

    def round(self, **changes: Any) -> Report:
        """One round on a connection of its own."""
        with closing(self.ledger()) as ledger, closing(self.box()) as box:
            return run_round(box, self.job(ledger, **changes))

    def but(self, **changes: Any) -> CoffeeFirst:
        """The same, with other settings; ``mailbox`` takes a dict of changes."""
        mailbox = self.settings.mailbox.model_copy(update=changes.pop("mailbox", {}))
        return CoffeeFirst(self.settings.model_copy(update={"mailbox": mailbox, **changes}))


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """A verb that is called in this process makes all it writes the owner's alone: only it."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    """A list of acquaintances, so that strangers are known to be strangers."""
    path = tmp_path / "people.txt"
    path.write_text("Ada Quill, Northwind\n", encoding="utf-8")
    return path


@pytest.fixture
def coffee_for(tmp_path: Path, people_file: Path) -> Callable[..., CoffeeFirst]:
    """A Coffee First for an owner's mailbox at a port."""

    def make(port: int, user: str) -> CoffeeFirst:
        mailbox = MailboxSettings(
            host="127.0.0.1", port=port, security="none", username=user, timeout_seconds=20
        )
        owner = OwnerSettings(name="Robin Falkenrath", address="robin@example.org")
        return CoffeeFirst(
            Settings(
                mailbox=mailbox,
                owner=owner,
                authserv_ids=(AUTHSERV_ID,),
                dkim=False,  # no test asks the world's DNS
                acquaintances=(people_file,),
                state_dir=tmp_path / "state",
            )
        )

    return make


@pytest.fixture
def coffee_at(coffee_for: Callable[..., CoffeeFirst]) -> Callable[..., CoffeeFirst]:
    """A Coffee First for a new owner on a server, with changes to the settings of [mailbox]."""

    def make(server: Any, **mailbox: Any) -> CoffeeFirst:
        return coffee_for(server.port, server.new_user()).but(mailbox=mailbox)

    return make


@pytest.fixture
def coffee(coffee_for: Callable[..., CoffeeFirst], dovecot: Any, owner: str) -> CoffeeFirst:
    """A Coffee First for the owner's mailbox on the ordinary Dovecot."""
    return coffee_for(dovecot.port, owner)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run coffeefirst with a home of its own; gives the finished process."""

    def go(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).parent / "coffeefirst", *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", **environment},
            cwd=Path(__file__).parent.parent,
        )

    return go


@pytest.fixture
def start() -> Iterator[Callable[..., Daemon]]:
    """Daemons that end with their test, whatever became of it."""
    daemons: list[Daemon] = []

    def go(config: Path, **how: Any) -> Daemon:
        daemons.append(Daemon(config, **how))
        return daemons[-1]

    yield go
    for daemon in daemons:
        daemon.end()
