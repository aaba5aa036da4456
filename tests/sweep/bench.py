"""One costume on the bench: a server, a proxy in front of it, and a fault at a time."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from service.errors import CoffeeFirstError
from service.report import Report
from tests.servers.dovecot import Dovecot
from tests.servers.faults import Fault, FaultProxy, Passed
from tests.sweep.costumes import COSTUMES
from tests.sweep.letters import DRAFTED, LABELLED, LETTERS
from tests.sweep.rounds import Rounds, settings_for, taste_for
from tests.sweep.snapshot import Snapshot, difference, ledger_snapshot, mailbox_snapshot
from tests.sweep.warm import Victim

#: What a mailbox holds, and what its ledger.
Held = tuple[Snapshot, Snapshot]

#: Seconds that a server which has fallen silent is waited for: a busy machine may be slower than
#: the first, and then it is tried again with the second. Everything else has the third.
SHORT, LONGER, LONG = 0.5, 4.0, 20.0

NEVER = "it was never reached"

#: Rounds after which the mail that cannot be read has its label (service.deciding.TRIES), and one.
ALL_ROUNDS = 4

_serial = itertools.count(1)


@dataclass(frozen=True)
class Expected:
    """What a faultless run comes to: after its second round, and after the last one."""

    passed: Passed
    steps: int
    second: Held
    last: Held


class Patient:
    """An owner with a mailbox, mail in it, and no ledger yet."""

    def __init__(self, bench: Bench) -> None:
        # The name's length is always the same, so that every run has as many bytes.
        self.user = f"owner{os.getpid():07}{next(_serial):07}"
        self.state = Path(tempfile.mkdtemp(prefix="sweep-"))
        self._bench = bench
        bench.server.deliver_many(self.user, "INBOX", LETTERS)

    def rounds(self, port: int, seconds: float = LONG) -> Rounds:
        """Rounds for this owner over a port."""
        costume = self._bench.costume
        settings = settings_for(port, self.user, self.state, costume.labels, seconds)
        return Rounds(settings, taste_for(mark_read=costume.mark_read))

    def held(self, *, at_last: bool = False) -> Held:
        """What the mailbox holds, and what the ledger."""
        ledger = ledger_snapshot(self.state / "ledger.sqlite", at_last=at_last)
        return mailbox_snapshot(self._bench.server.port, self.user), ledger

    def leave(self) -> None:
        """Nothing of it is needed any more."""
        shutil.rmtree(self.state, ignore_errors=True)
        if isinstance(self._bench.server, Dovecot):
            shutil.rmtree(self._bench.server.root / "home" / self.user, ignore_errors=True)


class Bench:
    """A costume, and what becomes of each fault in it."""

    def __init__(self, costume: str, victim: Victim) -> None:
        self.costume = COSTUMES[costume]
        self._victim = victim
        self.server = self.costume.opened()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.server)
        port = self._stack.enter_context(self.costume.entrance(self.server))
        self.proxy = self._stack.enter_context(FaultProxy(port))
        try:
            self.expected = self._faultless()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _faultless(self) -> Expected:
        passed, second, last = self._faultless_rounds()
        steps = self._victims_steps(second)
        forbidden = self.costume.never & set(passed.commands)
        assert not forbidden, f"asked for what the server does not offer: {forbidden}"
        return Expected(passed, steps, second, last)

    def _faultless_rounds(self) -> tuple[Passed, Held, Held]:
        patient = Patient(self)
        self.proxy.order(None)
        rounds = patient.rounds(self.proxy.port)
        first = _well(rounds.round(), self.costume.problems)
        assert (first.labelled, first.drafted) == (LABELLED, DRAFTED), first
        passed = self.proxy.passed
        commands, up, down = list(passed.commands), passed.up, passed.down
        _well(rounds.round(), self.costume.problems)
        second = patient.held()
        for _ in range(2, ALL_ROUNDS):
            _well(rounds.round(), self.costume.problems)
        last = patient.held(at_last=True)
        rounds.end()
        self.proxy.settle()
        patient.leave()
        return Passed(commands, up, down), second, last

    def _victims_steps(self, expected: Held) -> int:
        """The ledger's steps, of a victim that lives; with a second round it comes to the same."""
        patient = Patient(self)
        self.proxy.order(None)
        told = self._victims_round(patient, step=0)
        assert told["ended"] == 0, told
        self.proxy.settle()
        rounds = patient.rounds(self.proxy.port)
        _well(rounds.round(), self.costume.problems)
        found = patient.held()
        rounds.end()
        self.proxy.settle()
        patient.leave()
        assert found == expected, _told(found, expected)
        return told["steps"]

    def _victims_round(self, patient: Patient, step: int) -> dict[str, int]:
        self._victim.begin(
            port=self.proxy.port,
            user=patient.user,
            state=str(patient.state),
            labels=self.costume.labels,
            mark_read=self.costume.mark_read,
            step=step,
        )
        return self._victim.go()

    # -- a fault --

    def attempt(self, fault: Fault) -> list[str]:
        """Let it happen, do a normal round; what is wrong then, one line each."""
        silence = "silence" in fault.kind
        told = self._attempt_anew(fault, SHORT if silence else LONG)
        if silence and told == [NEVER]:
            told = self._attempt_anew(fault, LONGER)
        return told

    def _attempt_anew(self, fault: Fault, seconds: float) -> list[str]:
        patient = Patient(self)
        try:
            return self._attempt(fault, patient, seconds)
        finally:
            patient.leave()

    def _attempt(self, fault: Fault, patient: Patient, seconds: float) -> list[str]:
        rounds = patient.rounds(self.proxy.port, seconds)
        try:
            problems = self._befall(fault, patient, rounds)
            if "silence" in fault.kind:
                rounds.end()
                rounds = patient.rounds(self.proxy.port)
            problems += _unwell("the round after it", rounds.round())
            problems += _told(patient.held(), self.expected.second)
            if problems:
                return problems
            for _ in range(2, ALL_ROUNDS):
                problems += _unwell("a later round", rounds.round())
            return problems + _told(patient.held(at_last=True), self.expected.last)
        except Exception as error:  # whatever it is, it is this fault's, and is told as such
            return [f"it raises {error!r}"]
        finally:
            rounds.end()
            self.proxy.settle()

    def _befall(self, fault: Fault, patient: Patient, rounds: Rounds) -> list[str]:
        """The round in which it goes wrong."""
        if fault.kind == "kill-ledger":
            self.proxy.order(None)
            told = self._victims_round(patient, fault.at)
            fired = told == {"ended": -signal.SIGKILL, "steps": fault.at}
        elif fault.kind.startswith("kill"):
            self.proxy.order(fault, self._victim.kill)
            fired = self._victims_round(patient, 0)["ended"] == -signal.SIGKILL
            fired = fired and self.proxy.fired
        else:
            self.proxy.order(fault)
            rounds.round()
            fired = self.proxy.fired
        if "kill" in fault.kind:
            self.proxy.settle()
        return [] if fired else [NEVER]


def _well(told: Report | CoffeeFirstError, expected: Sequence[str]) -> Report:
    """A faultless round; it may tell no more than what the costume lets it."""
    assert isinstance(told, Report), told
    odd = [line for line in told.problems if not any(words in line for words in expected)]
    assert not odd, odd
    return told


def _unwell(which: str, told: Report | CoffeeFirstError) -> list[str]:
    """A round that raised; a report's own problems are for the owner, and part of a costume."""
    return [f"{which}: {told!r}"] if isinstance(told, CoffeeFirstError) else []


def _told(now: Held, expected: Held) -> list[str]:
    return [
        line
        for ours, theirs in zip(now, expected, strict=True)
        for line in difference(ours, theirs)
    ]
