"""What holds for every message, whatever its bytes are."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import astuple
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

from rules import (
    Acquaintance,
    Acquaintances,
    Decision,
    Judged,
    Kind,
    Knowledge,
    Owner,
    builtin_policies,
    builtin_policy,
    decide,
    judge_reading,
    message_object,
    otherwise,
)
from service.ledger import Decided, Entry, FolderKey, Ledger
from service.mailbox.drafts import compose
from tests.hostile.words import UNSAFE
from tests.reading_letters import SECRETS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER = Owner("Bob Roe", "bob@example.com")
KNOWLEDGE = Knowledge(
    OWNER,
    Acquaintances([Acquaintance("Ada Quill", ("ada@example.org",), record="listed")]),
    frozenset({"mx.example.net", "mx.example.org"}),
)
INVITING = (Kind.INVITATION, Kind.REMINDER, Kind.DIGEST)
FIELDS = {"From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
          "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}  # fmt: skip

#: Seconds of CPU for one message: five times what the worst was seen to take.
LONGEST = 10.0


def texts_in(value: object) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def check(raw: bytes, *, whole_tokens: bool = True) -> Judged:
    """Raises AssertionError where anything does not hold.

    ``whole_tokens``: no link was broken, so that none of the letters' secrets may be left.
    """
    start = time.process_time()
    judged = decide(raw, builtin_policy("gatekeeper"), KNOWLEDGE)
    assert time.process_time() - start < LONGEST
    reading = judged.reading
    assert reading.because
    assert "not readable" not in reading.because or "no MIME" in reading.because, reading.because
    assert bool(reading.invitations) == (reading.kind in INVITING)
    _harmless(texts_in(astuple(reading)), whole_tokens)
    _comes_back_from_the_ledger(judged.decisions)
    for name in builtin_policies():
        _check_decisions(judge_reading(reading, builtin_policy(name), KNOWLEDGE), whole_tokens)
    return judged


def _check_decisions(judged: Judged, whole_tokens: bool) -> None:
    decisions = judged.decisions
    assert len(decisions) == len(judged.reading.invitations)
    told = message_object("x", judged.reading.kind, judged.reading.authentic, "x", decisions)
    json.dumps(told, ensure_ascii=False).encode("utf-8")
    _harmless(texts_in(told), whole_tokens)
    for decision in decisions:
        _check_decision(decision, whole_tokens)


def _check_decision(decision: Decision, whole_tokens: bool) -> None:
    receipt = decision.receipt()
    lines = 3 + len(decision.withheld) + len(decision.findings)
    assert receipt.count("\n") == lines - 1, receipt
    _harmless([receipt, otherwise(decision, builtin_policy("gatekeeper"))], whole_tokens)
    if decision.draft is not None:
        raw = compose(decision, OWNER, NOW)
        names = message_from_bytes(raw).keys()
        assert len(names) == len(set(names))
        assert set(names) <= FIELDS
        assert raw.isascii()
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def _harmless(texts: Iterable[str], whole_tokens: bool) -> None:
    for text in texts:
        assert not UNSAFE.search(text), (UNSAFE.search(text), text)
        assert not (whole_tokens and [s for s in SECRETS if s in text]), text


def _comes_back_from_the_ledger(decisions: tuple[Decision, ...]) -> None:
    """What is written down is what was decided, to the letter."""
    if not decisions:
        return
    written = tuple(
        Decided(d.invitation.inviter.profile, d.invitation.inviter.name, d.verdict.value, False,
                NOW.isoformat(), d.receipt())
        for d in decisions
    )  # fmt: skip
    entry = Entry(1, decisions[0].invitation.message_id, "x", decisions[0].label, False, written)
    with closing(Ledger(Path(":memory:"))) as ledger, ledger.writing():
        ledger.write(FolderKey("m", "INBOX", 1), [entry], NOW.isoformat())
        rows = ledger.execute("SELECT profile, name, receipt FROM decision ORDER BY rowid")
        assert [tuple(row) for row in rows] == [(w.profile, w.name, w.receipt) for w in written]
