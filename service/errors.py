"""What can go wrong, sorted by what happens next. The exit codes are those of sysexits.h."""


class CoffeeFirstError(Exception):
    """Something a person is told in one line: what, where, and what to do."""

    exit_code = 70


class UsageError(CoffeeFirstError):
    """The command line cannot be followed: say it again, corrected."""

    exit_code = 64


class InputError(CoffeeFirstError):
    """A file that was named cannot be read."""

    exit_code = 66


class Unreachable(CoffeeFirstError):
    """The server does not answer: end the round, back off, try again on a new connection."""

    exit_code = 69


class ServerRefused(CoffeeFirstError):
    """The server answered NO or BAD to one command; the connection is fine."""

    exit_code = 75


class StateError(CoffeeFirstError):
    """The state on disk cannot be read or written: the disk is full, say."""

    exit_code = 74


class Damaged(StateError):
    """The ledger's file is damaged: who works with it next mends it."""


class Locked(CoffeeFirstError):
    """Another Coffee First works on this mailbox: try later."""

    exit_code = 75


class DeadlinePassed(CoffeeFirstError):
    """The round took too long: what is not done yet waits for the next round."""

    exit_code = 75


class WrongClock(CoffeeFirstError):
    """The machine's clock cannot be right: how old a mail is cannot be told until it is."""

    exit_code = 75


class Refused(CoffeeFirstError):
    """The server does not let us in: a person must act, and nothing is tried again meanwhile."""

    exit_code = 77


class SettingsError(CoffeeFirstError):
    """The config cannot be used: a person must correct it. One line a fault."""

    exit_code = 78


def what_failed(error: BaseException) -> str:
    """What kind of error it is, and what it says.

    Not its repr: that of a UnicodeError holds all of the text, be it a mail or a password.
    """
    said = str(error).strip()
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
