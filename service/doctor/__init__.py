"""``coffeefirst doctor``: one screen that says whether all is well, and what to do where it is not.

    checks.py        the list of checks, in their order
    config.py        what we are told: config, environment, secret
    server.py        the way to the server: network, TLS, sign-in, capabilities
    mailbox.py       what is there: folders, quota, whose clock is right
    labels.py        which way of labelling, and how it shows
    taste.py         by what is judged: contacts, policy, reply texts, authenticity
    state.py         what is on this machine: ledger, last round, daemon
    examination.py   what the checks look at; checked.py: what one found
    show.py          the screen; verbs.py: what ``doctor`` and ``check`` do

Nothing is changed by it: no folder is made, no mark is taken off a mail, no lock taken, no round
done; the ledger is opened to read.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from service import clock
from service.config_file import Chosen
from service.deadline import Deadline
from service.doctor.checked import Checked, Level, NotLooked, unknown, wrong
from service.doctor.checks import CHECKS, Check
from service.doctor.config import faults
from service.doctor.examination import Examination
from service.errors import CoffeeFirstError, SettingsError, Unreachable, what_failed
from service.settings import Settings

__all__ = ["Checked", "Level", "examinations", "examine", "exit_code"]

#: Seconds for all that is asked of the server; whatever waits longer is cut off.
PATIENCE = 10.0


def examinations(
    chosen: Chosen, *, offline: bool = False
) -> Iterator[tuple[str, Iterator[Checked]]]:
    """Each mailbox that is meant, by its name, and what every check finds about it.

    Where the config cannot be used, all that is wrong with it, under no name. Raises UsageError
    where there is no such mailbox.
    """
    try:
        every = chosen.all()
    except SettingsError as error:
        yield "", _of_faults(error, chosen.path, offline=offline)
        return
    for settings in every:
        yield settings.name, examine(settings, chosen.path, offline=offline)


def _of_faults(error: SettingsError, path: Path, *, offline: bool) -> Iterator[Checked]:
    yield from faults(error, path)
    for check in _of(offline=offline)[1:]:
        yield _not_looked("config").of(check.name)


def examine(
    settings: Settings,
    config: Path,
    *,
    offline: bool = False,
    now: Callable[[], datetime] = clock.now,
) -> Iterator[Checked]:
    """What every check finds about one mailbox, as it is found. Never raises."""
    examination, failed = Examination(settings, config, now), dict[str, str]()
    with Deadline(PATIENCE, examination.cut, grace=0) as deadline:
        try:
            for check in _of(offline=offline):
                found = _asked(check, examination, failed)
                if not check.online:  # somebody may have had to unlock a keyring meanwhile
                    deadline.renew()
                if found is not None:
                    yield found.of(check.name)
        finally:
            examination.close()


def _of(*, offline: bool) -> list[Check]:
    return [check for check in CHECKS if not (offline and check.online)]


def _asked(check: Check, examination: Examination, failed: dict[str, str]) -> Checked | None:
    """What a check finds. ``failed`` tells of each that cannot be relied on what was wrong."""
    broken = next((failed[need] for need in check.needs if need in failed), None)
    if broken is not None:
        failed[check.name] = broken
        return _not_looked(broken)
    try:
        found = check.ask(examination)
    except Unreachable as error:  # in the middle of it: nothing more can be asked
        examination.lose()
        failed["sign-in"] = check.name
        found = _lost(error, late=examination.over)
    except Exception as error:  # one check must not keep the others from their answers
        found = _failed(error)
    if found is not None and found.level is Level.WRONG:
        failed[check.name] = check.name
    return found


def _lost(error: Unreachable, *, late: bool) -> Checked:
    slow = Unreachable(f"the server did not answer all within {PATIENCE:g} seconds")
    return wrong(
        slow if late else error, "try again; where it happens again, the server or the way is ill"
    )


def _failed(error: Exception) -> Checked:
    """A check that came to no end."""
    match error:
        case NotLooked():
            return unknown(f"not looked at: {error}")
        case CoffeeFirstError():
            return wrong(error, "see what it says; a round would meet the same")
    fault = CoffeeFirstError(f"a fault in Coffee First: {what_failed(error)}")
    return wrong(fault, "report it; COFFEEFIRST_DEBUG=1 shows where other verbs meet it")


def _not_looked(because: str) -> Checked:
    return unknown(f"not looked at: see {because}")


def exit_code(found: list[Checked]) -> int:
    """0, or the exit code of the first thing that is wrong."""
    return next((one.exit_code for one in found if one.level is Level.WRONG), 0)
