"""Setting up: from an address to a config that works, with nothing half-written on the way.

steps.py             the steps in their order
asking.py            asking on a terminal, or not at all; given.py: what needs no asking
where.py             whose mailbox, on which server
finding_server.py    who could know the server; server.py, autoconfig.py, fetching.py
letting_in.py        the secret, and signing in; signing_in.py: the one place that does it
taste_questions.py   policy, languages, interests, name
changes.py           answers → changes of the config; config_text.py: a text, changed in places
keeping.py           where the secret is kept; writing.py: whole files or none
show.py              what is shown
"""

import sys
from contextlib import nullcontext, redirect_stdout
from pathlib import Path

from service import screen
from service.errors import CoffeeFirstError
from service.setup.asking import asker
from service.setup.given import Given
from service.setup.steps import Done, go

__all__ = ["Given", "set_up"]


class Stopped(CoffeeFirstError):
    """The owner stopped: what was done until then is told."""

    exit_code = 130


def set_up(config: Path | None, given: Given) -> None:
    """Ask, try, write, show. Raises CoffeeFirstError; Stopped where the owner stops.

    What fails after the config is written, is raised when all else is done.
    """
    done = Done()
    try:
        with redirect_stdout(sys.stderr) if given.json else nullcontext():
            go(asker(agrees=given.agrees), config, given, done)
    except (KeyboardInterrupt, EOFError):
        print(file=sys.stderr)
        told = "; ".join(done.lines) or "nothing was written"
        raise Stopped(f"stopped: {told}: 'coffeefirst init' begins anew") from None
    if given.json:
        screen.as_json({**done.report, "problems": [str(problem) for problem in done.problems]})
    if done.problems:
        raise done.problems[-1]  # told last, where it is seen
