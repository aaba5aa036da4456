"""What one check found: a line for a person, and what is to be done about it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.errors import CoffeeFirstError


class Level(StrEnum):
    """How it is; *unknown* is what was not looked at, or could not be told."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. ``do`` says what to do about it, or is "".

    ``exit_code`` is 0 but for what is wrong: then it is one of ``service/errors.py``.
    """

    level: Level
    line: str
    do: str = ""
    exit_code: int = 0
    check: str = ""

    def of(self, check: str) -> "Checked":
        """The same, with the name of the check that found it."""
        return replace(self, check=check)

    def as_object(self) -> dict[str, str]:
        """As plain data, for programs."""
        return {"check": self.check, "level": self.level, "line": self.line, "do": self.do}


class NotLooked(Exception):
    """What a check needs is not there; the text says what."""


def ok(line: str, do: str = "") -> Checked:
    """All is well; ``do`` is a hint."""
    return Checked(Level.OK, line, do)


def warning(line: str, do: str) -> Checked:
    """It works, but not as it could, or not for long."""
    return Checked(Level.WARNING, line, do)


def wrong(error: CoffeeFirstError, do: str) -> Checked:
    """It cannot work."""
    return Checked(Level.WRONG, str(error), do, error.exit_code)


def unknown(line: str, do: str = "") -> Checked:
    """Not looked at, or not to be told."""
    return Checked(Level.UNKNOWN, line, do)


def split(caution: str) -> Checked:
    """A caution as ``service/private.py`` words it: what is dangerous, and at last what to do."""
    said, _, do = caution.rpartition(": ")
    return warning(said, do)


def counted(number: int, thing: str) -> str:
    """A number of things: "1 mail", "2 mails"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
