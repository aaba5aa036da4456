"""The page of the journal that one round fills: what it did to which message."""

from collections.abc import Callable, Iterable
from datetime import datetime

from service.ledger import Ledger


class Page:
    """One round's page. It is begun with the first thing that is done: an idle round has none."""

    def __init__(
        self, ledger: Ledger, mailbox: str, verb: str, now: Callable[[], datetime]
    ) -> None:
        self._ledger, self._mailbox, self._verb, self._now = ledger, mailbox, verb, now
        self.number = 0

    def note(self, messages: Iterable[int], action: str) -> None:
        """Note what was done to these messages (rows).

        While the ledger is ``writing``: what is ticked off and what is in the journal are one.
        """
        rows = list(messages)
        if not rows:
            return
        at = self._now().isoformat(timespec="seconds")
        if not self.number:
            self.number = self._ledger.begin_round(self._mailbox, self._verb, at)
        self._ledger.note_done(self.number, rows, action, at)
