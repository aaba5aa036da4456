"""Scripts for ``tests.years.rogue.Rogue``: a client may IDLE, and sees what comes of it.

    with Rogue(idle(bye)) as server: ...

Until IDLE all is well: there is one mail in the folder. What is said then is a function of the
caller, who has been told "+ idling".
"""

from __future__ import annotations

import time

from tests.years.rogue import Caller, Script

GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n"


def idle(then: Script) -> Script:
    """All is well until somebody says IDLE."""

    def script(caller: Caller) -> None:
        if _until_idle(caller):
            caller.say(b"+ idling\r\n")
            then(caller)

    return script


def _until_idle(caller: Caller) -> bytes:
    """All is well; gives the tag of IDLE, or b"" where the client leaves before."""
    caller.say(GREETING)
    while line := caller.line():
        tag, _, rest = line.strip().partition(b" ")
        command = rest.split(b" ")[0].upper()
        if command == b"IDLE":
            return tag
        caller.say(_UNTAGGED.get(command, b"") + tag + b" OK done\r\n")
    return b""


_UNTAGGED = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
    b"EXAMINE": b"* 1 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] valid\r\n",
}


def says(*parts: bytes, pause: float = 0.05) -> Script:
    """Says these one after the other, and then waits for the client to leave."""

    def script(caller: Caller) -> None:
        for part in parts:
            caller.say(part)
            time.sleep(pause)
        caller.wait()

    return script


def for_ever(data: bytes) -> Script:
    """Says this again and again."""

    def script(caller: Caller) -> None:
        while True:
            caller.say(data)

    return script


def growing(caller: Caller) -> None:
    """Tells of one more mail, again and again."""
    for number in range(2, 10**9):
        caller.say(b"* %d EXISTS\r\n" % number)


def bye(caller: Caller) -> None:
    """Sends everybody away."""
    caller.say(b"* BYE closing for the night\r\n")


def cut(_caller: Caller) -> None:
    """Leaves without a word."""


def no_to_idle(caller: Caller) -> None:
    """IDLE gets a NO."""
    caller.say(_until_idle(caller) + b" NO not today\r\n")
    caller.wait()


def ended(caller: Caller) -> None:
    """Says by itself that IDLE came to its end."""
    tag = _until_idle(caller)
    caller.say(b"+ idling\r\n" + tag + b" OK that is enough\r\n")
    caller.wait()
