"""The ledger's tables, by the version that brought them; what an older file lacks is added.

Each version only adds: so two processes may bring the same file up to date at once.
"""

_DECISIONS = """
CREATE TABLE IF NOT EXISTS folder (
    mailbox TEXT, name TEXT, uidvalidity INTEGER, uidnext INTEGER, looked_at TEXT,
    PRIMARY KEY (mailbox, name)
);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY,
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, uid INTEGER, message_id TEXT,
    kind TEXT, label TEXT, archive INTEGER, decided_at TEXT,
    labelled TEXT DEFAULT 'planned', archived TEXT,
    UNIQUE (mailbox, folder, uidvalidity, uid)
);
CREATE INDEX IF NOT EXISTS message_by_message_id ON message (mailbox, message_id);
CREATE INDEX IF NOT EXISTS message_open ON message (mailbox, folder)
    WHERE labelled <> 'done' OR archived <> 'done';
CREATE TABLE IF NOT EXISTS decision (
    message INTEGER REFERENCES message, mailbox TEXT, profile TEXT, name TEXT, verdict TEXT,
    drafted INTEGER, decided_at TEXT, receipt TEXT
);
CREATE INDEX IF NOT EXISTS decision_by_profile ON decision (mailbox, profile);
CREATE INDEX IF NOT EXISTS decision_by_name ON decision (mailbox, name);
CREATE TABLE IF NOT EXISTS draft (
    message INTEGER REFERENCES message, mailbox TEXT, draft_id TEXT, content BLOB,
    state TEXT DEFAULT 'planned', UNIQUE (mailbox, draft_id)
);
CREATE INDEX IF NOT EXISTS draft_by_message ON draft (message);
CREATE INDEX IF NOT EXISTS draft_open ON draft (state) WHERE state <> 'done';
CREATE TABLE IF NOT EXISTS broken (
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, uid INTEGER, tries INTEGER, reason TEXT,
    PRIMARY KEY (mailbox, folder, uidvalidity, uid)
);
CREATE TABLE IF NOT EXISTS backfill (
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, since TEXT, last_uid INTEGER,
    PRIMARY KEY (mailbox, folder, since)
);
"""

#: Lists (addresses, other names) are held one a line. ``people_change`` counts every change of
#: whom the owner knows, so that a daemon sees it by one short question.
_PEOPLE = """
CREATE TABLE IF NOT EXISTS source (
    key TEXT PRIMARY KEY, kind TEXT, imported_at TEXT
);
CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY, source TEXT REFERENCES source,
    name TEXT, addresses TEXT, profile TEXT, company TEXT, title TEXT, other_names TEXT,
    record TEXT
);
CREATE INDEX IF NOT EXISTS person_by_source ON person (source);
CREATE TABLE IF NOT EXISTS sent_folder (
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, uidnext INTEGER, looked_at TEXT,
    PRIMARY KEY (mailbox, folder, uidvalidity)
);
CREATE TABLE IF NOT EXISTS correspondent (
    mailbox TEXT, folder TEXT, uidvalidity INTEGER, address TEXT,
    name TEXT, times INTEGER, last_on TEXT,
    PRIMARY KEY (mailbox, folder, uidvalidity, address)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS forgotten (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS people_change (number INTEGER PRIMARY KEY);
INSERT INTO people_change SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM people_change);
"""

#: Messages that are to be marked as read when they are labelled.
_MARKS = """
CREATE TABLE IF NOT EXISTS mark_read (message INTEGER PRIMARY KEY REFERENCES message);
"""

#: A round that did something, and what it did to which message; what the owner took back; how a
#: saved draft looked, so that an edited one is told from it; and in which mailboxes the labels of
#: earlier times were looked at.
_JOURNAL = """
CREATE TABLE IF NOT EXISTS round (
    number INTEGER PRIMARY KEY, mailbox TEXT, verb TEXT, began_at TEXT
);
CREATE TABLE IF NOT EXISTS journal (
    round INTEGER REFERENCES round, message INTEGER REFERENCES message, action TEXT, done_at TEXT
);
CREATE INDEX IF NOT EXISTS journal_by_round ON journal (round);
CREATE INDEX IF NOT EXISTS journal_by_message ON journal (message);
CREATE TABLE IF NOT EXISTS undo (
    message INTEGER PRIMARY KEY REFERENCES message, asked_at TEXT, state TEXT DEFAULT 'started'
);
CREATE TABLE IF NOT EXISTS remembered (mailbox TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fingerprint (
    mailbox TEXT, draft_id TEXT, digest TEXT, PRIMARY KEY (mailbox, draft_id)
) WITHOUT ROWID;
"""

#: How each mailbox fared when it was last looked after, whatever came of it.
_HEALTH = """
CREATE TABLE IF NOT EXISTS health (
    mailbox TEXT PRIMARY KEY, tried_at TEXT, well_at TEXT, problem TEXT, code INTEGER, next_at TEXT
) WITHOUT ROWID;
"""

#: What brings a file from one version to the next; the first one is for a new file.
STEPS = (_DECISIONS, _PEOPLE, _MARKS, _JOURNAL, _HEALTH)
