"""An examination: what the checks look at, and what earlier ones have made ready for later ones."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path

from rules import Policy
from service.connecting import open_mailbox
from service.doctor.checked import NotLooked
from service.ledger import Ledger
from service.mailbox import Line, Mailbox
from service.round import mailbox_name
from service.settings import Settings
from service.taste import load_policy

#: Seconds for which a server may be silent here; in a round it may be ``timeout_seconds``.
SILENCE = 4.0


class Examination:
    """One mailbox, examined. Whatever is opened here is closed by ``close``.

    ``over``: all that is asked of the server took too long together, and is cut off.
    """

    def __init__(self, settings: Settings, config: Path, now: Callable[[], datetime]) -> None:
        patience = min(SILENCE, settings.mailbox.timeout_seconds)
        mailbox = settings.mailbox.model_copy(update={"timeout_seconds": patience})
        self.settings = settings.model_copy(update={"mailbox": mailbox})
        self.config, self.now = config, now
        self._line, self.over = Line(), False
        self._box: Mailbox | None = None
        self._ledger: Ledger | None = None

    @property
    def name(self) -> str:
        """What the ledger calls the mailbox."""
        return mailbox_name(self.settings)

    def new_line(self) -> Line:
        """A line for one more connection; it is cut at once where all took too long already."""
        self._line = Line()
        if self.over:
            self._line.cut()
        return self._line

    def cut(self) -> None:
        """End whatever waits for the server, and all that would; from any thread."""
        self.over = True
        self._line.cut()

    def sign_in(self) -> Mailbox:
        """Open the mailbox. Raises as ``open_mailbox`` does."""
        self._box = open_mailbox(self.settings, self.new_line())
        return self._box

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a mailbox to ask."""
        return self._box is not None

    @property
    def box(self) -> Mailbox:
        """The mailbox, signed in."""
        if self._box is None:
            raise NotLooked("nobody is signed in")
        return self._box

    def lose(self) -> None:
        """The connection is gone, or out of step: nobody is signed in any more."""
        if self._box is not None:
            self._box.abort()
        self._box = None

    @cached_property
    def policy(self) -> Policy:
        """The policy, its examples run. Raises as ``load_policy`` does."""
        return load_policy(self.settings.policy)

    def open_ledger(self) -> Ledger:
        """Open the ledger to read; an empty one where there is none. Raises as that does."""
        self._ledger = Ledger.to_read(self.settings.ledger)
        return self._ledger

    @property
    def ledger(self) -> Ledger:
        """The ledger, which is not written to."""
        if self._ledger is None:
            raise NotLooked("the ledger is not open")
        return self._ledger

    def close(self) -> None:
        """Leave the server, and close the ledger."""
        if self._box is not None:
            self._box.close()
        if self._ledger is not None:
            self._ledger.close()
