"""How a mailbox fares, as it is written down after every round."""

from datetime import datetime, timedelta

from service.errors import CoffeeFirstError
from service.ledger import Ledger


def note_health(
    ledger: Ledger, mailbox: str, error: CoffeeFirstError | None, now: datetime, pause: float = 0
) -> None:
    """Write down what came of a round, None where nothing was wrong. Raises as the ledger does.

    The next one is due after ``pause`` seconds; 0 where nobody plans one.
    """
    at = now.isoformat(timespec="seconds")
    next_at = (now + timedelta(seconds=pause)).isoformat(timespec="seconds") if pause else ""
    with ledger.writing():
        if error is None:
            ledger.note_well(mailbox, at, next_at)
        else:
            ledger.note_problem(mailbox, at, str(error), error.exit_code, next_at)
