"""How each mailbox fared when it was last looked after: what ``coffeefirst status`` tells."""

from service.ledger.records import Health
from service.ledger.store import Store


class Healths(Store):
    """One line a mailbox, written over by every round."""

    def health(self, mailbox: str) -> Health | None:
        """How it fared; None where it was never looked after."""
        row = self.execute(
            "SELECT tried_at, well_at, problem, code, next_at FROM health WHERE mailbox = ?",
            (mailbox,),
        ).fetchone()
        return Health(*row) if row else None

    def note_well(self, mailbox: str, at: str, next_at: str) -> None:
        """A round went well (ISO 8601); ``next_at`` is "" where nobody plans another one."""
        self.execute(
            "INSERT OR REPLACE INTO health VALUES (?, ?, ?, '', 0, ?)", (mailbox, at, at, next_at)
        )

    def note_problem(self, mailbox: str, at: str, problem: str, code: int, next_at: str) -> None:
        """A round went wrong, with the exit code that says how; when it last went well is kept."""
        self.execute(
            "INSERT INTO health VALUES (?, ?, '', ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "tried_at = excluded.tried_at, problem = excluded.problem, code = excluded.code, "
            "next_at = excluded.next_at",
            (mailbox, at, problem, code, next_at),
        )
