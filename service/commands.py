"""What each verb of the command line does, once its words are understood."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from rules import (
    all_signals,
)
from service import bars, clock, screen
from service.config_file import Chosen
from service.connecting import open_mailbox
from service.deadline import Deadline
from service.deciding import Outcome
from service.each import for_each, the_one
from service.errors import CoffeeFirstError, Locked, ServerRefused
from service.explaining import as_object
from service.health import note_health
from service.ledger import Ledger
from service.lock import round_lock
from service.log import logger, set_up
from service.mailbox import Line, Mailbox
from service.private import cautions
from service.report import Report
from service.round import Job, backfill, mailbox_name, plan, run_round
from service.settings import Settings
from service.shown import shown
from service.taste import load_taste

#: Seconds to wait for a daemon's round to end.
PATIENCE = 10.0


@contextmanager
def at_work(settings: Settings, *, touching: bool) -> Iterator[tuple[Mailbox, Job]]:
    """A signed-in mailbox and what a round wants; ``touching``: alone, with the ledger on disk."""
    line = Line()
    clock.now()  # before anything is done by a wrong one
    path, username = settings.ledger, settings.mailbox.username
    alone = round_lock(settings.state_dir, username, PATIENCE) if touching else nullcontext()
    with alone, closing(_ledger(path) if touching else Ledger.to_look_at(path)) as ledger:
        taste = load_taste(settings, ledger)
        with (
            Deadline(settings.schedule.deadline_minutes * 60, line.cut) as deadline,
            closing(open_mailbox(settings, line)) as box,
        ):
            # Not for the whole of a backfill: each of its steps has so long.
            yield box, Job(settings, taste, ledger, clock.now, keep_going=deadline.renew)


def _ledger(path: Path) -> Ledger:
    ledger = Ledger.to_work_with(path)
    if ledger.mended:
        screen.complain(ledger.mended)
    return ledger


def run(chosen: Chosen) -> None:
    """Rounds for ever."""
    from service.daemon import Daemon  # noqa: PLC0415 (brings the scheduler along)

    every = chosen.all()
    set_up(every[0].log)
    told = [line for settings in every for line in cautions(settings, chosen.path)]
    for line in dict.fromkeys(told):
        logger().warning("danger", problem=line)
    Daemon(every, chosen.all).run()


def once(chosen: Chosen, *, json: bool) -> None:
    """One round, now."""
    for_each(chosen, lambda settings: _once(settings, json=json), json=json)


def _once(settings: Settings, *, json: bool) -> None:
    try:
        with at_work(settings, touching=True) as (box, job):
            report = run_round(box, job)
            note_health(job.ledger, mailbox_name(settings), report.trouble, clock.now())
    except Locked:  # who is at work there notes how it fares
        raise
    except CoffeeFirstError as error:
        _note_failure(settings, error)
        raise
    _show_report(report, json=json)


def _note_failure(settings: Settings, error: CoffeeFirstError) -> None:
    with suppress(CoffeeFirstError), closing(Ledger(settings.ledger)) as ledger:
        note_health(ledger, mailbox_name(settings), error, clock.now())


def _show_report(report: Report, *, json: bool) -> None:
    """What was done. Raises ServerRefused where a folder could not be worked on at all."""
    if json:
        screen.as_json(report.as_object())
    else:
        screen.show_report(report)
    if report.refused:
        raise ServerRefused(f"not everything could be done: {', '.join(report.refused)}")


def show_plan(chosen: Chosen, *, json: bool) -> None:
    """What the next round would do; nothing is touched."""
    for_each(chosen, lambda settings: _show_plan(settings, None, json=json), json=json)


def _show_plan(settings: Settings, since: date | None, *, json: bool) -> None:
    with at_work(settings, touching=False) as (box, job):
        outcomes = [outcome for batch in plan(box, job, since) for outcome in batch]
        folders = _would_make(box, outcomes)
    _show_outcomes(outcomes, "what would be done; nothing was touched", json=json)
    if folders and json:
        screen.as_json({"would_make": folders})
    elif folders:
        screen.say(f"would make: {', '.join(map(shown, folders))}")


def _would_make(box: Mailbox, outcomes: Sequence[Outcome]) -> list[str]:
    """The folders that carrying this out would make."""
    entries = [outcome.entry for outcome in outcomes if outcome.entry]
    labels = sorted({(entry.label, entry.archive) for entry in entries})
    return box.would_make(labels, drafts=any(entry.drafts for entry in entries))


def _show_outcomes(outcomes: Sequence[Outcome], title: str, *, json: bool) -> None:
    if not json and not outcomes:
        screen.say("no new invitation is there: the next round would do nothing")
        return
    if not json:
        screen.show_outcomes(outcomes, title)
        return
    for outcome in outcomes:
        if outcome.judged is not None:
            screen.as_json(as_object(str(outcome.uid), outcome.judged, outcome.fault))


def run_backfill(chosen: Chosen, since: date, *, dry_run: bool, json: bool) -> None:
    """Old invitations too; it can be stopped, and goes on where it was."""
    settings = the_one(chosen)
    if dry_run:
        _show_plan(settings, since, json=json)
        return
    with (
        at_work(settings, touching=True) as (box, job),
        bars.BackfillProgress() as bar,
    ):
        report = backfill(box, replace(job, watch=bar.watch, begin=bar.begin), since)
    _show_report(report, json=json)


def show_signals(*, json: bool) -> None:
    """Every question that is asked of an invitation."""
    if not json:
        screen.show_signals(all_signals())
        return
    for signal in all_signals():
        fields = ("name", "question", "why", "source", "blind_spots", "values")
        screen.as_json({field: getattr(signal, field) for field in fields})
