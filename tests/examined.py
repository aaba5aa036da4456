"""What the doctor finds, for the tests of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from service import doctor
from service.doctor import Checked
from service.doctor.checks import CHECKS
from tests.conftest import CoffeeFirst
from tests.servers.costume import PASSWORD

ONLINE = {check.name for check in CHECKS if check.online}
#: What does not concern everybody.
AT_TIMES = {"tokens", "plain-text"}
ALWAYS = [check.name for check in CHECKS if check.name not in AT_TIMES]

#: A policy of the owner's own, with a label of its own.
OWN_POLICY = """
name = "mine"
says = "what sells goes to a label of its own"
[[rule]]
name = "sellers"
when = { note_kind = "pitch" }
verdict = "ignore"
label = "sellers"
because = "it sells"
[[rule]]
name = "the rest"
verdict = "review"
because = "a person decides"
[[example]]
says = "a seller"
given = { note_kind = "pitch" }
verdict = "ignore"
"""


def found(coffee: CoffeeFirst, secret: str = PASSWORD, **options: Any) -> dict[str, Checked]:
    """What each check finds, by its name; with a ``secret`` from a command, or "" for none."""
    if secret:
        coffee = coffee.but(mailbox={"password_command": f"echo '{secret}'"})
    told = doctor.examine(coffee.settings, Path("/nowhere/config.toml"), **options)
    return {one.check: one for one in told}


def first_wrong(told: dict[str, Checked]) -> tuple[str, int]:
    """The first check that is wrong, and its exit code."""
    return next((name, one.exit_code) for name, one in told.items() if one.level == "wrong")
