"""The whole mailbox and the whole ledger, as something that can be compared.

What another run of the same mail gives otherwise is left out: the mailbox's name, UIDVALIDITY, UIDs
of folders other than the inbox, Gmail's numbers and the rows', how often a mail was tried that
cannot be read.
"""

from __future__ import annotations

import hashlib
import imaplib
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.servers.costume import PASSWORD
from tests.servers.mailbox import stored_mails

_LISTED = re.compile(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) "?(.*?)"?\Z')

#: What of each table is the same in every run.
_TABLES = {
    "message": "SELECT folder, uid, message_id, kind, label, archive, decided_at, labelled, "
    "archived FROM message ORDER BY uid",
    "decision": "SELECT uid, profile, name, verdict, drafted, decision.decided_at, receipt "
    "FROM decision JOIN message ON message.id = decision.message ORDER BY uid, decision.rowid",
    "draft": "SELECT uid, draft_id, content, state "
    "FROM draft JOIN message ON message.id = draft.message ORDER BY uid, draft_id",
    "mark_read": "SELECT uid FROM mark_read "
    "JOIN message ON message.id = mark_read.message ORDER BY uid",
    "journal": "SELECT uid, action FROM journal "
    "JOIN message ON message.id = journal.message ORDER BY uid, action",
    "fingerprint": "SELECT draft_id, digest FROM fingerprint ORDER BY draft_id",
    "folder": "SELECT name, uidnext, looked_at FROM folder ORDER BY name",
    "broken": "SELECT folder, uid FROM broken ORDER BY uid",
    "backfill": "SELECT folder, since, last_uid FROM backfill ORDER BY folder",
}

Snapshot = Counter[str]


def mailbox_snapshot(port: int, user: str) -> Snapshot:
    """Every folder, subscription and mail: its flags and its bytes, one line each."""
    found: Snapshot = Counter()
    with imaplib.IMAP4("127.0.0.1", port, timeout=30) as imap:
        imap.login(user, PASSWORD)
        found.update(f"subscribed: {name}" for _, name in _listed(imap.lsub()))
        for attributes, name in _listed(imap.list()):
            found[f"folder: {name}"] += 1
            if "\\Noselect" not in attributes:
                found.update(_mails(imap, name))
    return found


def _listed(
    answer: tuple[str, list[None] | list[bytes | tuple[bytes, bytes]]],
) -> list[tuple[str, str]]:
    matches = (_LISTED.match(line) for line in answer[1] if isinstance(line, bytes))
    return [(m[1].decode(), m[2].decode()) for m in matches if m]


def _mails(imap: imaplib.IMAP4, folder: str) -> list[str]:
    status, (count,) = imap.select(f'"{folder}"', readonly=True)
    assert status == "OK", (folder, count)
    if not int(count or 0):
        return []
    _, told = imap.fetch("1:*", "(UID FLAGS BODY.PEEK[])")
    return [
        f"{folder}: {mail.message_id or '(no Message-ID)'} "
        f"{' '.join(sorted(mail.flags)) or '(no flags)'} "
        f"{len(mail.raw)} octets {hashlib.sha256(mail.raw).hexdigest()[:16]}"
        for mail in stored_mails(told)
    ]


def ledger_snapshot(path: Path, *, at_last: bool) -> Snapshot:
    """Every row, one line each; how far the inbox is read is told `at_last`.

    For after a refused SEARCH the next round, on the same connection, may look again at the last
    mail of the inbox.
    """
    found: Snapshot = Counter()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as ledger:
        for table, question in _TABLES.items():
            if table == "folder" and not at_last:
                continue
            found.update(f"{table}: {_unnumbered(row)}" for row in ledger.execute(question))
    return found


def _unnumbered(row: object) -> str:
    """Without the numbers that Gmail gives to messages: no other one gets them again."""
    return re.sub(r"x-gm-msgid:\d+", "x-gm-msgid", str(row))


def difference(now: Snapshot, expected: Snapshot) -> list[str]:
    """What is too much, and what is missing, one line each."""
    extra = [f"too much: {line}" for line in sorted((now - expected).elements())]
    return extra + [f"missing: {line}" for line in sorted((expected - now).elements())]
