"""What is on this machine: the state_dir, the ledger, the last round, and who is at work."""

import os
import re
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from service.deciding import TRIES
from service.doctor.checked import Checked, counted, ok, split, warning, wrong
from service.doctor.examination import Examination
from service.errors import CoffeeFirstError, Damaged, StateError
from service.ledger import NEWEST, Health
from service.lock import daemon_of
from service.private import state_cautions
from service.shown import shown

#: Octets that should be free: a ledger of many years, and the copy that mending makes of it.
ROOM = 50_000_000

#: A template's name as LinkedIn forms them; whatever else a mail writes in its place is not shown.
_TEMPLATE = re.compile(r"\btemplate ([a-z0-9_]{3,80})\b", re.IGNORECASE)

#: Days without a round after which it is told: a laptop may be shut over the weekend.
IDLE_DAYS = 3

#: Days for which it is told what was not understood.
LATELY = 30


def state_dir(examination: Examination) -> Checked:
    """Whether the records can be written, are nobody else's to read, and have room to grow."""
    folder = examination.settings.state_dir
    there = _nearest(folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        error = StateError(f"state_dir: {shown(there)}: cannot be written")
        return wrong(error, "make it a folder of your own that you may write, or name another one")
    if cautions := state_cautions(examination.settings):
        return split(cautions[0])
    free = shutil.disk_usage(there).free
    line = f"{shown(folder)}, {free / 1e6:,.0f} MB free"
    if free < ROOM:
        return warning(f"{line}: that is little", "make room: on a full disk no round is done")
    return ok(line if folder.exists() else f"{line}: it is made by the first round")


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def ledger(examination: Examination) -> Checked:
    """Whether the ledger can be read and is whole."""
    path = examination.settings.ledger
    try:
        opened = examination.open_ledger()
        if not path.exists():
            return ok("none yet: the first round makes it")
        if not opened.is_on_disk():
            return ok("of an older version: the next round brings it up to date")
        opened.check()
    except Damaged as error:
        return wrong(error, "'coffeefirst once' mends it: what can be read is kept")
    except CoffeeFirstError as error:
        return wrong(error, f"see {shown(path)}: its disk, its owner, and who else works with it")
    size = sum(part.stat().st_size for part in path.parent.glob(f"{path.name}*"))
    about = counted(opened.decided_messages(), "decided message")
    return ok(f"whole, {about}, {size / 1e6:.1f} MB, version {NEWEST}")


def last_round(examination: Examination) -> Checked:
    """When a round was done last, what came of it, and what is left to do."""
    health = examination.ledger.health(examination.name)
    told = health.tried_at if health else examination.ledger.last_look(examination.name)
    if not told:
        return ok("none yet", "'coffeefirst plan' shows what the first one would do")
    looked = datetime.fromisoformat(told)
    days = (examination.now().date() - looked.date()).days
    line = f"the folders were looked at {_day(looked, days)}{_last(examination)}"
    work = examination.ledger.open_work(examination.name, TRIES)
    if health and health.problem:
        return _failed_round(health, days)
    if not work.nothing:
        return warning(
            f"{line}; left to do: {work}",
            "a daemon does it in its next round, 'coffeefirst once' now, and tells what hinders it",
        )
    if days > IDLE_DAYS:
        return warning(f"{line}, {days} days ago", "see the line about the daemon, and its log")
    return ok(f"{line}; nothing is left to do")


def _failed_round(health: Health, days: int) -> Checked:
    when = _day(datetime.fromisoformat(health.tried_at), days)
    return warning(
        f"the last one, {when}, failed: {health.problem}",
        "where the other lines are well, the next round is; 'coffeefirst once' does it now",
    )


def _last(examination: Examination) -> str:
    """The last round that did something."""
    rounds = examination.ledger.rounds(examination.name, 1)
    if not rounds:
        return ""
    done, when = counted(rounds[0].messages, "message"), rounds[0].began_at[:10]
    return f"; {rounds[0].verb} {rounds[0].number} of {when} did something to {done}"


def _day(when: datetime, days: int) -> str:
    """The ledger notes it once a day where nothing comes."""
    return {0: "today", 1: "yesterday"}.get(days, f"on {when:%Y-%m-%d}")


def templates(examination: Examination) -> Checked:
    """Which of LinkedIn's mails were not understood lately, by the names of their templates."""
    since = (examination.now() - timedelta(days=LATELY)).isoformat(timespec="seconds")
    reasons = examination.ledger.not_understood(examination.name, since)
    if not reasons:
        return ok(f"all that LinkedIn sent in the last {LATELY} days was understood")
    found = Counter(named[1] if (named := _TEMPLATE.search(r)) else "no name" for r in reasons)
    names = ", ".join(f"{name} ({number})" for name, number in found.most_common(5))
    return warning(
        f"{counted(len(reasons), 'mail')} not understood in the last {LATELY} days: {names}",
        "they are labelled not-understood and stay; 'coffeefirst explain' one, and report it",
    )


def daemon(examination: Examination) -> Checked:
    """Whether a daemon looks after the mailbox."""
    settings = examination.settings
    if process := daemon_of(settings.state_dir, settings.mailbox.username):
        return ok(f"process {process} looks after the mailbox")
    return ok("none is running", "'coffeefirst run' starts one")
