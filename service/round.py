"""A round: for each watched folder, decide about what waits, write it down, carry it out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from service.carrying import Carried, carry_out
from service.deciding import Case, Outcome, decide_letters
from service.errors import ServerRefused
from service.ledger import FolderKey, Ledger
from service.mailbox import Mailbox, Selected
from service.settings import Settings
from service.taste import Taste

#: Called with every batch of outcomes as it is written down: for the log, or a progress bar.
Watcher = Callable[[Sequence[Outcome]], None]


def _nobody(outcomes: Sequence[Outcome]) -> None:
    """No one watches."""


def _go_on() -> None:
    """Nothing says stop."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every round needs. ``keep_going`` is called at safe places, and raises to stop."""

    settings: Settings
    taste: Taste
    ledger: Ledger
    now: Callable[[], datetime]
    keep_going: Callable[[], None] = _go_on
    watch: Watcher = _nobody


@dataclass(slots=True)
class Report:
    """What a round did; ``problems`` are one line each."""

    looked_at: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    labelled: int = 0
    drafted: int = 0
    archived: int = 0
    problems: list[str] = field(default_factory=list)

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Count a batch of decisions."""
        self.looked_at += len(outcomes)
        for outcome in outcomes:
            if outcome.entry is not None and outcome.judged is not None and not outcome.moved:
                self.verdicts.update(d.verdict.value for d in outcome.judged.decisions)
            if outcome.fault:
                self.problems.append(f"message {outcome.uid}: {outcome.fault}")

    def add_carried(self, carried: Carried) -> None:
        """Count what was done."""
        self.labelled += carried.labelled
        self.drafted += carried.drafted
        self.archived += carried.archived
        self.problems += carried.refused

    def as_object(self) -> dict[str, Any]:
        """The same as plain data, for programs."""
        return {
            "looked_at": self.looked_at,
            "verdicts": dict(self.verdicts),
            "labelled": self.labelled,
            "drafted": self.drafted,
            "archived": self.archived,
            "problems": list(self.problems),
        }


def run_round(box: Mailbox, job: Job) -> Report:
    """One pass over the watched folders. A folder that the server refuses is told, and passed."""
    report = Report()
    for folder in job.settings.mailbox.folders:
        job.keep_going()
        try:
            _folder_round(box, job, folder, report)
        except ServerRefused as error:
            report.problems.append(f"{folder}: {error}")
    return report


def _folder_round(box: Mailbox, job: Job, folder: str, report: Report) -> None:
    case, selected = _case(box, job, folder)
    uids, uidnext = _waiting(case, selected)
    _decide_and_write(case, job, uids, report)
    if uidnext != case.ledger.uidnext(case.key):
        with job.ledger.writing():
            job.ledger.advance(case.key, uidnext)
    report.add_carried(carry_out(box, job.ledger, case.key, job.keep_going))


def _decide_and_write(
    case: Case, job: Job, uids: Sequence[int], report: Report, backfill: str = ""
) -> None:
    """Decisions are on disk, and the place to go on from, before anything is done about them."""
    read_up_to = case.ledger.uidnext(case.key)
    for outcomes in decide_letters(case, uids):
        last = max((outcome.uid for outcome in outcomes), default=0)
        with job.ledger.writing():
            _write_down(case, outcomes)
            if backfill:
                job.ledger.advance_backfill(case.key, backfill, last)
            elif last >= read_up_to:
                job.ledger.advance(case.key, last + 1)
        report.add_outcomes(outcomes)
        job.watch(outcomes)


def _write_down(case: Case, outcomes: Sequence[Outcome]) -> None:
    ledger, key = case.ledger, case.key
    for outcome in outcomes:
        if outcome.moved and outcome.entry:
            ledger.rehome(key, outcome.entry.message_id, outcome.uid)
        elif outcome.fault and not outcome.entry:
            ledger.note_broken(key, outcome.uid, outcome.fault)
    settled = [outcome for outcome in outcomes if outcome.entry or not outcome.fault]
    new = [outcome.entry for outcome in settled if outcome.entry and not outcome.moved]
    ledger.write(key, new, case.now.isoformat(timespec="seconds"))
    ledger.forget_broken(key, [outcome.uid for outcome in settled])


def _waiting(case: Case, selected: Selected) -> tuple[list[int], int]:
    """UIDs to look at, and the first UID that is not among them."""
    known = case.ledger.uidnext(case.key)
    if not known:
        since = case.now.date() - timedelta(days=case.since_days)
        uids = case.box.waiting(since=since)
        return uids, max(selected.uidnext, _last(uids) + 1)
    newest = selected.uidnext - 1 if selected.uidnext else case.box.newest(known)
    uids = case.box.waiting(uidnext=known) if newest >= known else []
    again = [uid for uid in case.ledger.broken(case.key) if uid < known]
    return sorted({*uids, *again}), max(known, newest + 1, _last(uids) + 1)


def _last(uids: Sequence[int]) -> int:
    return max(uids, default=0)


def plan(box: Mailbox, job: Job, since: date | None = None) -> Iterator[Sequence[Outcome]]:
    """What a round would do, or a backfill since a date; folders are opened read-only."""
    for folder in job.settings.mailbox.folders:
        case, selected = _case(box, job, folder, examine=True)
        uids = case.box.waiting(since=since) if since else _waiting(case, selected)[0]
        yield from decide_letters(case, uids)


def backfill(box: Mailbox, job: Job, since: date, begin: Callable[[str, int], None]) -> Report:
    """Decide about old mail too. Stopped, it goes on where it was when it is called again.

    ``begin`` is told each folder and how many messages of it are left.
    """
    report = Report()
    for folder in job.settings.mailbox.folders:
        case, _ = _case(box, job, folder)
        done = job.ledger.backfilled(case.key, since.isoformat())
        uids = [uid for uid in box.waiting(since=since) if uid > done]
        begin(folder, len(uids))
        _decide_and_write(case, job, uids, report, backfill=since.isoformat())
        report.add_carried(carry_out(box, job.ledger, case.key, job.keep_going))
    return report


def _case(box: Mailbox, job: Job, folder: str, *, examine: bool = False) -> tuple[Case, Selected]:
    selected = box.open_folder(folder, examine=examine)
    if selected.read_only and not examine:
        raise ServerRefused("the server opens it read-only, so nothing can be labelled there")
    key = FolderKey(mailbox_name(job.settings), folder, selected.uidvalidity)
    since_days = job.settings.mailbox.since_days
    case = Case(box, job.ledger, key, job.taste, job.now(), job.keep_going, since_days)
    return case, selected


def mailbox_name(settings: Settings) -> str:
    """What the ledger calls the mailbox."""
    return f"{settings.mailbox.username}@{settings.mailbox.host}"
