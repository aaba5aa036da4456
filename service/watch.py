"""One mailbox, looked after: its kept connection, its ledger, and what its failures mean."""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from service import clock
from service.connecting import last_sign_in, open_mailbox
from service.deadline import Deadline
from service.errors import (
    CoffeeFirstError,
    DeadlinePassed,
    Locked,
    Refused,
    ServerRefused,
    SettingsError,
    StateError,
    Unreachable,
    what_failed,
)
from service.health import note_health
from service.ledger import Ledger
from service.lock import round_lock
from service.log import about, logger
from service.mailbox import Line, Mailbox
from service.pause import AFTER_CHANGE, pause_after
from service.report import Report
from service.round import Job, mailbox_name, run_round
from service.settings import Settings
from service.taste import Taste, load_taste, renewed
from service.telling import log_outcomes, log_report

#: Seconds to wait for a verb that somebody called by hand; a longer one has the next round too.
PATIENCE = 2.0

#: Seconds from the beginning of a round to that of one that is asked for: much mail may come at
#: once.
APART = 1.0


class Stopped(CoffeeFirstError):
    """Told to stop; what is not done waits for the next start."""

    exit_code = 0


class Watch:
    """A mailbox over many rounds. ``stopping`` is asked at every safe place.

    ``well`` says whether the last round was let in by the server, and came to its end.

    ``fatal`` is why it has never gone well and a person must act; where it is not ``alone``, the
    others go on, and it is tried again all the same.
    """

    def __init__(
        self, settings: Settings, stopping: Callable[[], bool], *, alone: bool = True
    ) -> None:
        self.settings, self._alone = settings, alone
        self._taste: Taste | None = None  # what is wrong with it is a failure like others
        self._stopping = stopping
        self._ledger: Ledger | None = None
        self._line = Line()
        self._box: Mailbox | None = None
        self._tried = self._not_before = 0.0
        self._failures, self._refused = 0, False
        self._ever_well, self._sign_in_then = False, 0
        self._next: deque[tuple[Settings, Taste]] = deque(maxlen=1)
        self.fatal: CoffeeFirstError | None = None
        self.well = self._asked = self._at_work = False
        self._hurried = 0.0

    def ask(self) -> None:
        """There is new mail: a round is wanted now, or after the one at work; from any thread."""
        self._asked = True

    def is_asked(self) -> bool:
        """Whether it is time for a round that was asked for; True once a second at most."""
        now = time.monotonic()
        due = now >= max(max(self._tried, self._hurried) + APART, self._not_before)
        if not self._asked or self._at_work or not due:
            return False
        self._hurried = now
        return True

    def change(self, settings: Settings, taste: Taste) -> None:
        """New settings, from the next round on; from any thread.

        They may be what a failure has waited for. After a refused sign-in a minute passes all the
        same: whatever sends signals in a row must not hammer the server.
        """
        self._next.append((settings, taste))
        soonest = self._tried + AFTER_CHANGE if self._refused else 0.0
        self._not_before = min(self._not_before, soonest)

    def woken(self) -> None:
        """The machine slept, or its clock was set: what failed before may go well now."""
        if not self._refused:
            self._not_before, self._failures = 0.0, 0

    def abort(self) -> None:
        """Cut the connection, also one in the making; safe from another thread."""
        self._line.cut()

    def close(self) -> None:
        """Leave the server, close the ledger."""
        if self._box:
            self._box.close()
        self._close_ledger()

    def tick(self) -> None:
        """A round, if it is time for one. Never raises what the next round could mend."""
        if self._refused and last_sign_in(self.settings) != self._sign_in_then:
            self._not_before = 0.0  # that is what it has waited for
        if self._stopping() or time.monotonic() < self._not_before:
            return
        self._asked, self._at_work = False, True
        try:
            with about(self.settings.name):
                self._try()
        finally:
            self._at_work = False

    def _try(self) -> None:
        self.well = False
        self._take_over()
        self._tried = time.monotonic()
        try:
            report = self._round()
        except Stopped:
            return
        except Locked as error:  # somebody's own 'once' or 'undo': the next round comes soon
            logger().warning("round put off", problem=str(error))
            return
        except CoffeeFirstError as error:
            self._failed(error)
            return
        except Exception as error:  # a fault of ours must not end the daemon, nor go untold
            self._failed(CoffeeFirstError(f"a fault in Coffee First: {what_failed(error)}"))
            return
        self._failures, self._refused, self._ever_well, self.fatal = 0, False, True, None
        self.well = True
        self._note(report.trouble, self.settings.schedule.every_minutes * 60)
        log_report(report, time.monotonic() - self._tried)

    def _take_over(self) -> None:
        """The settings that came meanwhile, if any: both at once, between two rounds."""
        if not self._next:
            return
        before = self.settings.mailbox
        self.settings, self._taste = self._next.pop()
        if self._box and self.settings.mailbox != before:
            self._box.close()
            self._box = None

    def _round(self) -> Report:
        clock.now()  # before anything is done by a wrong one
        username = self.settings.mailbox.username
        with round_lock(self.settings.state_dir, username, PATIENCE):
            return self._by_ourselves()

    def _by_ourselves(self) -> Report:
        ledger = self._open_ledger()
        self._taste = taste = self._renewed(ledger)
        with Deadline(self.settings.schedule.deadline_minutes * 60, self.abort) as deadline:
            job = Job(
                settings=self.settings,
                taste=taste,
                ledger=ledger,
                now=clock.now,
                keep_going=lambda: self._keep_going(deadline),
                watch=log_outcomes,
            )
            return run_round(self._connect(), job)

    def _renewed(self, ledger: Ledger) -> Taste:
        return renewed(self._taste, ledger) if self._taste else load_taste(self.settings, ledger)

    def _open_ledger(self) -> Ledger:
        """The ledger that is open, unless its file was taken away or is damaged."""
        if self._ledger and not self._ledger.is_there():
            self._close_ledger()
        if self._ledger is None:
            self._ledger = Ledger.to_work_with(self.settings.ledger)
            if self._ledger.mended:
                logger().error("ledger mended", problem=self._ledger.mended)
        return self._ledger

    def _close_ledger(self) -> None:
        if self._ledger:
            self._ledger.close()
            self._ledger = None

    def _connect(self) -> Mailbox:
        """The kept connection, if it is still there, else a new one."""
        if self._box:
            try:
                self._box.greet()
            except (Unreachable, ServerRefused):  # dropped between two rounds: that is no failure
                self._box.abort()
                self._box = None
        if self._box is None:
            self._line = Line()
            self._box = open_mailbox(self.settings, self._line)
        return self._box

    def _note(self, error: CoffeeFirstError | None, pause: float) -> None:
        """How the mailbox fares, for ``coffeefirst status``.

        A ledger that does not take it is told by the next round. Alone: to open it may be to mend.
        """
        username = self.settings.mailbox.username
        with suppress(CoffeeFirstError), round_lock(self.settings.state_dir, username, PATIENCE):
            ledger, name = self._open_ledger(), mailbox_name(self.settings)
            note_health(ledger, name, error, clock.now(), pause)

    def _keep_going(self, deadline: Deadline) -> None:
        """A safe place: stop here when told to, or when the round takes too long."""
        if self._stopping():
            raise Stopped("told to stop")
        deadline.check()

    def _failed(self, error: CoffeeFirstError) -> None:
        """Say it, throw the connection away, and wait; or give up where a person must act first."""
        if self._box:
            self._box.abort()
            self._box = None
        if isinstance(error, StateError):  # it may be damaged: opening it anew looks it through
            self._close_ledger()
        if self._stopping():
            return
        if isinstance(error, DeadlinePassed):
            self._note(error, self.settings.schedule.every_minutes * 60)
            logger().warning("round not finished", problem=str(error))
            return
        self._refused = isinstance(error, Refused)
        self._sign_in_then = last_sign_in(self.settings)
        self._failures += 1
        pause = pause_after(error, self._failures)
        self._not_before = time.monotonic() + pause
        self._note(error, pause)
        if isinstance(error, Refused | SettingsError) and not self._ever_well:
            self.fatal = error  # a person has just started us, and must act
            if self._alone:
                return  # it is told as the daemon ends
        logger().error("round failed", problem=str(error), next_try_in_seconds=round(pause))
