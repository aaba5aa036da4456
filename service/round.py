"""A round: for each watched folder, decide about what waits, write it down, carry it out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service import age
from service.acquaintances.sent import Reader, keep_up, own_addresses
from service.carrying import Work, carry_out
from service.deciding import TRIES, Case, Outcome, decide_letters
from service.errors import ServerRefused, SettingsError
from service.journal import Page
from service.ledger import FolderKey, Ledger
from service.mailbox import Mailbox, Selected
from service.remembering import remember
from service.report import Report
from service.settings import Settings
from service.taste import Taste

#: Messages of a backfill that are decided and carried out together: it may be stopped.
BACKFILL_PAGE = 500

#: Called with every batch of outcomes as it is written down: for the log, or a progress bar.
Watcher = Callable[[Sequence[Outcome]], None]


def _nobody(outcomes: Sequence[Outcome]) -> None:
    """No one watches."""


def _begin(folder: str, left: int) -> None:
    """No one watches the beginning either."""


def _go_on() -> None:
    """Nothing says stop."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every round needs. ``keep_going`` is called at safe places, and raises to stop.

    ``watch`` is given every page of outcomes; ``begin`` each folder of a backfill, and how many
    messages of it are left.
    """

    settings: Settings
    taste: Taste
    ledger: Ledger
    now: Callable[[], datetime]
    keep_going: Callable[[], None] = _go_on
    watch: Watcher = _nobody
    begin: Callable[[str, int], None] = _begin


def run_round(box: Mailbox, job: Job) -> Report:
    """One pass over the watched folders. A folder that the server refuses is told, and passed.

    Raises SettingsError where none of them is there.
    """
    page = Page(job.ledger, mailbox_name(job.settings), "round", job.now)
    report, missing = Report(), []
    for folder in job.settings.mailbox.folders:
        job.keep_going()
        try:
            _folder_round(box, job, folder, page, report)
        except ServerRefused as error:
            report.add_refused(folder, error)
        except SettingsError as error:
            missing.append(error)
            report.add_refused(folder, error)
    if len(missing) == len(job.settings.mailbox.folders):
        raise missing[0]
    report.problems += keep_up(_sent_reader(box, job))
    report.round = page.number
    return report


def _sent_reader(box: Mailbox, job: Job) -> Reader:
    own = own_addresses(job.settings)
    return Reader(box, job.ledger, mailbox_name(job.settings), own, job.now(), job.keep_going)


def _folder_round(box: Mailbox, job: Job, folder: str, page: Page, report: Report) -> None:
    case, selected = _case(box, job, folder)
    _remember(case, job)
    _find_stranded(case)
    uids, uidnext = _waiting(case, job, selected)
    known, looked_at = job.ledger.uidnext(case.key), job.ledger.looked_at(case.key)
    if not known and not uids:
        since = age.oldest(case, job.settings.mailbox.since_days)
        told = age.nothing_young(case, since, selected.exists)
        report.problems += [f"{folder}: {line}" for line in told]
    for outcomes in decide_letters(case, uids):
        last = max(outcome.uid for outcome in outcomes)
        with job.ledger.writing():
            _write_down(case, outcomes)
            if last >= known:  # looked at anew is the folder only when all of it is
                job.ledger.advance(case.key, last + 1, looked_at)
        report.add_outcomes(folder, outcomes)
        job.watch(outcomes)
    now, before = case.now.isoformat(), job.ledger.looked_at(case.key)
    if uidnext != job.ledger.uidnext(case.key) or before[:10] != now[:10]:  # once a day is enough
        with job.ledger.writing():
            job.ledger.advance(case.key, uidnext, now)
    report.add_carried(folder, carry_out(_work(case, page)))


def _remember(case: Case, job: Job, *, examine: bool = False) -> None:
    """Where the ledger is new or lost, what labels say is looked at first."""
    if not job.ledger.remembers(case.key.mailbox):
        remember(case, job.settings.mailbox.folders)
        if not case.box.has_open(case.key.folder):
            case.box.open_folder(case.key.folder, examine=examine)


def _work(case: Case, page: Page) -> Work:
    return Work(case.box, case.ledger, case.key, page, case.keep_going)


def _find_stranded(case: Case) -> None:
    """UIDVALIDITY changed in mid-work: what is left to do is looked for by Message-ID."""
    stranded = case.ledger.stranded(case.key)
    uids = case.box.uids_of(message_id for _, message_id in stranded) if stranded else {}
    for row, message_id in stranded:
        with case.ledger.writing():
            case.ledger.rehome(case.key, row, uids.get(message_id, 0))


def _write_down(case: Case, outcomes: Sequence[Outcome]) -> None:
    """Decisions are on disk before anything is done about them.

    Why a message was given up stays written down: ``doctor`` names what is not understood.
    """
    broken = [outcome for outcome in outcomes if outcome.fault]
    for outcome in broken:
        case.ledger.note_broken(case.key, outcome.uid, outcome.fault)
    entries = [outcome.entry for outcome in outcomes if outcome.entry]
    case.ledger.write(case.key, entries, case.now.isoformat(timespec="seconds"))
    settled = {outcome.uid for outcome in outcomes} - {outcome.uid for outcome in broken}
    case.ledger.forget_broken(case.key, settled)


def _waiting(case: Case, job: Job, selected: Selected) -> tuple[list[int], int]:
    """UIDs to look at, and the first UID that is not among them."""
    known = case.ledger.uidnext(case.key)
    since = age.oldest(case, job.settings.mailbox.since_days)
    if not known:
        uids = case.box.waiting(since=since)
        return uids, max(selected.uidnext, _last(uids) + 1)
    newest = selected.uidnext - 1 if selected.uidnext else case.box.newest(known)
    uids = age.of_these(case, known, since) if newest >= known else []
    tried = case.ledger.broken(case.key)
    again = [uid for uid, tries in tried.items() if uid < known and tries < TRIES]
    return sorted({*uids, *again}), max(known, newest + 1, _last(uids) + 1)


def _last(uids: Sequence[int]) -> int:
    return max(uids, default=0)


def plan(box: Mailbox, job: Job, since: date | None = None) -> Iterator[Sequence[Outcome]]:
    """What a round would do, or a backfill since a date; folders are opened read-only."""
    for folder in job.settings.mailbox.folders:
        case, selected = _case(box, job, folder, examine=True, backfilling=since is not None)
        _remember(case, job, examine=True)
        uids = case.box.waiting(since=since) if since else _waiting(case, job, selected)[0]
        yield from decide_letters(case, uids)


def backfill(box: Mailbox, job: Job, since: date) -> Report:
    """Decide about old mail too. Stopped, it goes on where it was when it is called again."""
    page = Page(job.ledger, mailbox_name(job.settings), "backfill", job.now)
    report = Report()
    for folder in job.settings.mailbox.folders:
        try:
            _folder_backfill(_case(box, job, folder, backfilling=True)[0], job, since, page, report)
        except (ServerRefused, SettingsError) as error:
            report.add_refused(folder, error)
    report.round = page.number
    return report


def _folder_backfill(case: Case, job: Job, since: date, page: Page, report: Report) -> None:
    folder, work = case.key.folder, _work(case, page)
    _remember(case, job)
    _find_stranded(case)
    done = job.ledger.backfilled(case.key, since.isoformat())
    uids = [uid for uid in case.box.waiting(since=since) if uid > done]
    job.begin(folder, len(uids))
    for outcomes in decide_letters(case, uids, BACKFILL_PAGE):
        with job.ledger.writing():
            _write_down(case, outcomes)
            last = max(outcome.uid for outcome in outcomes)
            job.ledger.advance_backfill(case.key, since.isoformat(), last)
        report.add_outcomes(folder, outcomes)
        job.watch(outcomes)
        carried = carry_out(work)
        report.add_carried(folder, carried)
        if carried.refused:
            return  # what is left is for the next time
    if not uids:  # what an earlier one has left
        report.add_carried(folder, carry_out(work))


def _case(
    box: Mailbox, job: Job, folder: str, *, examine: bool = False, backfilling: bool = False
) -> tuple[Case, Selected]:
    selected = box.open_folder(folder, examine=examine)
    if selected.read_only and not examine:
        raise ServerRefused("the server opens it read-only, so nothing can be labelled there")
    box.labels = job.taste.policy.labels
    key = FolderKey(mailbox_name(job.settings), folder, selected.uidvalidity)
    case = Case(
        box=box,
        ledger=job.ledger,
        key=key,
        taste=job.taste,
        now=job.now(),
        keep_going=job.keep_going,
        labels_unseen=backfilling or not job.ledger.uidnext(key),
    )
    return case, selected


def mailbox_name(settings: Settings) -> str:
    """What the ledger calls the mailbox."""
    return f"{settings.mailbox.username}@{settings.mailbox.host}"
