"""The status verb: how each mailbox fares, by what its ledger says; the mailboxes are not asked."""

from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from service import clock, screen
from service.config_file import Chosen
from service.deciding import TRIES
from service.errors import CoffeeFirstError
from service.ledger import Health, Ledger, OpenWork, Round
from service.lock import daemon_of
from service.round import mailbox_name
from service.settings import Settings

Level = Literal["ok", "warning", "wrong"]

#: A daemon that has not looked for so many times its interval does not get to it.
LATE = 3


class NotWell(CoffeeFirstError):
    """A mailbox does not fare well; the exit code is that of its problem."""

    exit_code = 75

    def __init__(self, told: str, code: int) -> None:
        super().__init__(told)
        self.exit_code = code or self.exit_code


@dataclass(frozen=True, slots=True)
class Status:
    """How a mailbox fares. ``daemon`` is the process that looks after it, if one does."""

    address: str
    level: Level
    line: str
    health: Health | None
    daemon: int | None
    left_to_do: OpenWork | None
    last: Round | None

    def as_object(self) -> dict[str, Any]:
        """The same as plain data, for programs."""
        return {
            "address": self.address,
            "level": self.level,
            "line": self.line,
            **(asdict(self.health) if self.health else {}),
            "daemon": self.daemon,
            "left_to_do": asdict(self.left_to_do) if self.left_to_do else None,
            "round": asdict(self.last) if self.last else None,
        }


def show_status(chosen: Chosen, *, json: bool) -> None:
    """How each mailbox fares. Raises NotWell where one does not."""
    every = chosen.all()
    found = [(settings, _looked(settings)) for settings in every]
    for settings, status in found:
        with screen.about(settings.name):
            _show(settings, status, json=json)
    wrong = [(settings, status) for settings, status in found if status.level == "wrong"]
    if wrong:
        names = ", ".join(settings.name or status.address for settings, status in wrong)
        code = wrong[0][1].health.code if wrong[0][1].health else 0
        raise NotWell(f"not well: {names}", code)


def _looked(settings: Settings) -> Status:
    """One mailbox; a ledger that cannot be read is what is wrong with it."""
    try:
        return status_of(settings, clock.now())
    except CoffeeFirstError as error:
        broken = Health("", "", str(error), error.exit_code, "")
        return Status(mailbox_name(settings), "wrong", str(error), broken, None, None, None)


def status_of(settings: Settings, now: datetime) -> Status:
    """How it fares now. Raises what the ledger raises."""
    mailbox = mailbox_name(settings)
    daemon = daemon_of(settings.state_dir, settings.mailbox.username)
    with closing(Ledger.to_read(settings.ledger)) as ledger:
        health, left = ledger.health(mailbox), ledger.open_work(mailbox, TRIES)
        last = next(iter(ledger.rounds(mailbox, 1)), None)
    level, line = _judged(settings, health, bool(daemon), now)
    return Status(mailbox, level, line, health, daemon or None, left, last)


def _judged(
    settings: Settings, health: Health | None, at_work: bool, now: datetime
) -> tuple[Level, str]:
    if health is None:
        todo = "its first round is not over" if at_work else "'coffeefirst run' or 'once' does it"
        return "warning", f"was never looked after: {todo}"
    ago = f"looked {_span(now - _time(health.tried_at))} ago"
    if health.problem:
        return "wrong", f"{health.problem} ({ago}; {_well(health, now)})"
    if health.next_at and now - _time(health.tried_at) > LATE * _interval(settings):
        late = f"though a round is due every {_span(_interval(settings))}"
        return "warning", f"{ago}, {late if at_work else 'and its daemon is gone'}"
    return "ok", ago


def _well(health: Health, now: datetime) -> str:
    if not health.well_at:
        return "never well"
    return f"well until {_span(now - _time(health.well_at))} ago"


def _interval(settings: Settings) -> timedelta:
    """The longest time from one round's end to the next one's that is well."""
    schedule = settings.schedule
    return timedelta(
        minutes=schedule.every_minutes + schedule.deadline_minutes, seconds=schedule.jitter_seconds
    )


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _span(length: timedelta) -> str:
    """A length of time as one says it."""
    seconds = max(0, round(length.total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or (seconds >= size and unit == "minute"):
            return _counted(seconds // size, unit)
    return _counted(seconds, "second")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _show(settings: Settings, status: Status, *, json: bool) -> None:
    if json:
        screen.as_json(status.as_object())
        return
    name = f"{settings.name}: " if settings.name else ""
    screen.say(f"{status.level:8} {name}{status.address}: {status.line}")
    for line in _lines(status, clock.now()):
        screen.say(f"{'':8} {line}")


def _lines(status: Status, now: datetime) -> list[str]:
    """What else is worth a line."""
    lines = []
    if status.daemon:
        lines.append(f"process {status.daemon} looks after it{_next(status, now)}")
    else:
        lines.append("no daemon looks after it: 'coffeefirst run' does")
    if status.last:
        when = f"{_time(status.last.began_at).astimezone():%Y-%m-%d %H:%M}"
        lines.append(f"last did something: {status.last.verb} {status.last.number}, {when}")
    if status.left_to_do and not status.left_to_do.nothing:
        lines.append(f"left to do for the next round: {status.left_to_do}")
    return lines


def _next(status: Status, now: datetime) -> str:
    if not (status.health and status.health.next_at):
        return ""
    left = _time(status.health.next_at) - now
    return f"; next look in {_span(left)}" if left > timedelta() else "; a look is due now"
