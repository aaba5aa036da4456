"""The daemon: a round at every interval, until told to stop; the home of APScheduler.

SIGTERM and SIGINT end it at the next safe place, and within ten seconds in any case: a crash is
harmless by design, so when its patience ends it cuts the connection. SIGHUP reads the config again.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    JobEvent,
)
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from service.clock import Clocks
from service.errors import CoffeeFirstError, Locked, SettingsError, what_failed
from service.lock import mailbox_lock
from service.log import about, logger, set_up
from service.round import mailbox_name
from service.settings import ScheduleSettings, Settings
from service.taste import Taste, load_taste
from service.tended import Tended

#: Seconds that a round gets to come to a safe place, and then to notice its cut connection.
PATIENCE, LAST_PATIENCE = 5.0, 2.0

#: Seconds until a mailbox that could not be begun with is tried again: another daemon may have
#: had it, which has ended since.
BEGIN_AGAIN = 60.0

#: What a job is called, before its mailbox's name.
_ROUND = "round "


class Daemon:
    """Looks after mailboxes until a signal says stop; one that fails does not hold up another."""

    def __init__(self, every: Sequence[Settings], reload: Callable[[], Sequence[Settings]]) -> None:
        self._reload = reload
        # Plain marks: a signal may come while this very thread holds the lock of an Event.
        self._stop = self._read_again = False
        self._listen()
        alone = len(every) == 1
        self._mailboxes = [Tended(one, lambda: self._stop, alone=alone) for one in every]
        self._clocks, self._scheduler = Clocks(), _scheduler(len(every))
        self._locks, self._begin_next = ExitStack(), 0.0

    def run(self) -> None:
        """Work until stopped.

        Raises what was wrong at first where no mailbox can be looked after: Locked, say.
        """
        with self._locks:
            self._begin_all()
            if not self._hopeless:
                self._scheduler.start()
                self._wait()
                self._end()
        if self._hopeless:
            raise self._hopeless

    @property
    def _hopeless(self) -> CoffeeFirstError | None:
        """Why nothing can be done until a person acts; None while a mailbox is looked after."""
        reasons = [mailbox.fatal for mailbox in self._mailboxes]
        return reasons[0] if all(reasons) else None

    def _begin_all(self) -> None:
        """Begin with those that are not begun with yet: again now and then, they may be free."""
        if time.monotonic() >= self._begin_next:
            self._begin_next = time.monotonic() + BEGIN_AGAIN
            for mailbox in self._mailboxes:
                if not mailbox.begun:
                    self._begin(mailbox)

    def _begin(self, mailbox: Tended) -> None:
        """Look after this mailbox from now on, if nobody else does."""
        settings = mailbox.settings
        try:
            self._locks.enter_context(mailbox_lock(settings.state_dir, settings.mailbox.username))
        except (Locked, SettingsError) as error:
            if len(self._mailboxes) > 1 and not mailbox.fatal:  # it is told once
                with about(settings.name):
                    logger().error("not looked after", problem=str(error))
            mailbox.leave_alone(error)
            return
        self._scheduler.add_job(
            mailbox.tick,
            _trigger(mailbox.schedule),
            id=_job(mailbox),
            next_run_time=datetime.now(UTC),
        )
        mailbox.begin()
        logger().info("started", mailbox=settings.name or mailbox_name(settings))

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = True

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        self._read_again = True

    def _wait(self) -> None:
        while not self._stop and not self._hopeless:
            time.sleep(0.2)
            if moved := self._clocks.moved():
                self._round_now()
                logger().info("clock moved, or machine slept", seconds=round(moved))
            for mailbox in self._mailboxes:
                if mailbox.is_asked():
                    self._soon(mailbox)
            self._begin_all()
            if self._read_again:
                self._read_again = False
                self._take_over()

    def _round_now(self) -> None:
        """Rounds are due by the wall clock: when it is set back a year, the next one would wait."""
        for mailbox in self._mailboxes:
            mailbox.woken()
            self._soon(mailbox)

    def _soon(self, mailbox: Tended) -> None:
        if mailbox.begun:
            self._scheduler.modify_job(_job(mailbox), next_run_time=datetime.now(UTC))

    def _take_over(self) -> None:
        """New settings from the next round on; wrong ones are told, and the old ones stay."""
        try:
            every = self._reload()
            tastes = [load_taste(settings) for settings in every if not self._stop]
        except Exception as error:  # whatever is wrong with it, the old one still serves
            told = str(error) if isinstance(error, CoffeeFirstError) else repr(error)
            logger().error("config not taken over", problem=told)
            return
        if self._stop:  # of many mailboxes, to read all may have taken a while
            return
        before = [mailbox.settings for mailbox in self._mailboxes]
        if list(map(_which, every)) != list(map(_which, before)):
            logger().error(
                "config not taken over", problem="another mailbox or state_dir wants a restart"
            )
            return
        set_up(every[0].log)
        self._begin_next = 0.0
        for mailbox, settings, taste in zip(self._mailboxes, every, tastes, strict=True):
            self._change(mailbox, settings, taste)

    def _change(self, mailbox: Tended, settings: Settings, taste: Taste) -> None:
        mailbox.change(settings, taste)
        if mailbox.begun:
            self._scheduler.reschedule_job(_job(mailbox), trigger=_trigger(settings.schedule))
            self._soon(mailbox)
        with about(settings.name):
            logger().info("config read again", policy=taste.policy.name)

    def _end(self) -> None:
        """Let the round come to a safe place; cut its connection when it does not.

        A name that is looked up cannot be cut; then the process ends as by a crash.
        """
        ending = threading.Thread(target=self._leave, daemon=True)
        ending.start()
        ending.join(PATIENCE)
        if not ending.is_alive():
            logger().info("stopped")
            return
        for mailbox in self._mailboxes:
            mailbox.abort()
        ending.join(LAST_PATIENCE)
        logger().warning("stopped", problem="the server did not answer in time")
        if ending.is_alive():
            os._exit(0)

    def _leave(self) -> None:
        for mailbox in self._mailboxes:
            mailbox.close_push()
        self._scheduler.shutdown()
        for mailbox in self._mailboxes:
            mailbox.close()


def _job(mailbox: Tended) -> str:
    return f"{_ROUND}{mailbox.settings.name}"


def _which(settings: Settings) -> tuple[str, str, Path]:
    """What a running daemon cannot change: its locks are on it."""
    return settings.name, mailbox_name(settings), settings.state_dir


class _FromNow(IntervalTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """An interval after now, not after the time that was due.

    Set forward from 1970, APScheduler's own would count each round of the years between: with one
    every five minutes some six million, in one list.
    """

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        due: datetime | None = super().get_next_fire_time(previous_fire_time and now, now)
        return due


def _trigger(schedule: ScheduleSettings) -> IntervalTrigger:
    return _FromNow(
        seconds=schedule.every_minutes * 60, jitter=schedule.jitter_seconds or None, timezone=UTC
    )


def _scheduler(mailboxes: int) -> BackgroundScheduler:
    """A thread and one round at a time for each; a machine that slept runs one round on waking."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(mailboxes)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_listener(_tell, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)
    return scheduler


def _tell(event: JobEvent) -> None:
    """APScheduler only logs these; a daemon that skips its rounds must not look healthy."""
    with about(event.job_id.removeprefix(_ROUND)):
        if event.code == EVENT_JOB_ERROR:
            logger().error("round broke", problem=what_failed(event.exception))
        else:
            logger().warning("round skipped", problem="the one before it still runs, or was late")
