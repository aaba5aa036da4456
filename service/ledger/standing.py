"""How things stand: what is left to do, when was looked last, what was not understood."""

from dataclasses import dataclass

from service.ledger.schema import STEPS
from service.ledger.store import Store

_OPEN = "mailbox = ? AND NOT EXISTS (SELECT 1 FROM undo WHERE undo.message = message.id)"
_MESSAGES = "SELECT count(*) FROM message WHERE"
_DRAFTS = "SELECT count(*) FROM draft JOIN message ON message.id = draft.message WHERE"
_BROKEN = "SELECT count(*) FROM broken WHERE"

#: The version that a new file has.
NEWEST = len(STEPS)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How much is decided and not carried out yet; ``failing``: mails that could not be judged."""

    unlabelled: int
    undrafted: int
    unarchived: int
    failing: int

    @property
    def nothing(self) -> bool:
        """Whether all is done."""
        return not (self.unlabelled or self.undrafted or self.unarchived or self.failing)

    def __str__(self) -> str:
        """The same in words: "1 label, 2 drafts"."""
        parts = (
            (self.unlabelled, "label", "labels"),
            (self.undrafted, "draft", "drafts"),
            (self.unarchived, "mail to archive", "mails to archive"),
            (self.failing, "mail that could not be judged", "mails that could not be judged"),
        )
        return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in parts if n)


class Standing(Store):
    """Counts, for a person to see; nothing is changed."""

    def is_on_disk(self) -> bool:
        """False where there is no file, or one of an older version: then all of this is empty."""
        return any(file for *_, file in self.execute("PRAGMA database_list"))

    def last_look(self, mailbox: str) -> str:
        """When a folder was last looked at for new mail (ISO 8601), "" for never."""
        row = self.execute("SELECT max(looked_at) FROM folder WHERE mailbox = ?", (mailbox,))
        return str(row.fetchone()[0] or "")

    def decided_messages(self) -> int:
        """About how many messages something was decided, in all mailboxes."""
        return self._count("SELECT count(*) FROM message")

    def open_work(self, mailbox: str, tries: int) -> OpenWork:
        """What is left to do; a mail is failing that was tried less often than ``tries``."""
        return OpenWork(
            self._count(f"{_MESSAGES} labelled <> 'done' AND {_OPEN}", mailbox),
            self._count(f"{_DRAFTS} state <> 'done' AND message.{_OPEN}", mailbox),
            self._count(f"{_MESSAGES} archived <> 'done' AND {_OPEN}", mailbox),
            self._count(f"{_BROKEN} mailbox = ? AND tries < ?", mailbox, tries),
        )

    def not_understood(self, mailbox: str, since: str) -> list[str]:
        """Why each mail was given up as not understood since then (ISO 8601); "" where it is lost.

        The reasons are ours, but words of the mail may be in them.
        """
        rows = self.execute(
            "SELECT coalesce(reason, '') FROM message "
            "LEFT JOIN broken USING (mailbox, folder, uidvalidity, uid) "
            "WHERE message.mailbox = ? AND kind = 'unreadable' AND decided_at >= ?",
            (mailbox, since),
        )
        return [str(reason) for (reason,) in rows]

    def _count(self, query: str, *values: object) -> int:
        return int(self.execute(query, values).fetchone()[0])
