"""Asking the owner: on a terminal, or not at all.

Every question has an option of the command line that answers it; without a terminal that option
is named where an answer is missing. ``check`` turns what was typed into what is meant, and raises
``Unusable`` with a line that says what is wrong.
"""

import getpass
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from rules import printable
from service.errors import UsageError
from service.setup.telling import tell

#: What is typed at most; a path may be long.
_LONGEST = 4096


class Unusable(Exception):
    """An answer that cannot be used: why, in one line."""


Check = Callable[[str], str]


class Asker(Protocol):
    """Who asks the owner. ``option`` is what answers the question on the command line."""

    interactive: bool

    def explain(self, *lines: str) -> None:
        """What should be known before a question, set off by an empty line."""

    def text(self, question: str, option: str, default: str, check: Check) -> str:
        """A line; the default where nothing is typed."""

    def yes(self, question: str, option: str, default: bool) -> bool:
        """Yes or no."""

    def secret(self, question: str, option: str) -> str:
        """A line that is not shown while it is typed; "" for none."""


class Terminal:
    """Asks on the terminal. Raises KeyboardInterrupt or EOFError where the owner stops."""

    interactive = True

    def __init__(self) -> None:
        with suppress(ImportError):
            import readline  # noqa: F401, PLC0415 (only to be there: then a line can be edited)

    def explain(self, *lines: str) -> None:
        """The lines, one below the other."""
        tell()
        for line in lines:
            tell(line)

    def text(self, question: str, option: str, default: str, check: Check) -> str:  # noqa: ARG002
        """Asked again until it can be used."""
        shown = f" [{default}]" if default else ""
        while True:
            try:
                return check(_typed(f"{question}{shown}: ") or default)
            except Unusable as why:
                tell(f"  {why}")

    def yes(self, question: str, option: str, default: bool) -> bool:  # noqa: ARG002
        """Asked again until it is one of the two."""
        while True:
            answer = _typed(f"{question} [{'Y/n' if default else 'y/N'}] ").casefold()
            if answer in ("", "y", "yes", "n", "no"):
                return answer.startswith("y") if answer else default
            tell("  y for yes, n for no")

    def secret(self, question: str, option: str) -> str:  # noqa: ARG002
        """Not shown. Raises UsageError where the terminal would show it."""
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                return getpass.getpass(printable(f"{question}: "))[:_LONGEST]
            except getpass.GetPassWarning:
                raise UsageError(
                    "this terminal would show the password: use --password-file, or "
                    "--password-command"
                ) from None
            except UnicodeDecodeError:
                return "\ufffd"  # no server takes it: it is said to be wrong


class Silent:
    """Asks nobody: every question has its default, or must be answered on the command line."""

    interactive = False

    def __init__(self, *, agrees: bool) -> None:
        """``agrees``: the owner has said yes to all that is proposed."""
        self._agrees = agrees

    def explain(self, *lines: str) -> None:
        """Nobody is asked."""

    def text(self, question: str, option: str, default: str, check: Check) -> str:
        """The default. Raises UsageError where there is none."""
        if not default:
            raise UsageError(f"{option} is missing, and there is no terminal to ask: {question}")
        return checked(default, option, check)

    def yes(self, question: str, option: str, default: bool) -> bool:
        """What is proposed, where that was agreed to. Raises UsageError where it was not."""
        if not self._agrees:
            raise UsageError(f"{option} is missing, and there is no terminal to ask: {question}")
        return default

    def secret(self, question: str, option: str) -> str:
        """There is nobody to type it. Raises UsageError."""
        raise UsageError(f"{option} is missing, and there is no terminal to ask: {question}")


def asker(*, agrees: bool) -> Asker:
    """A terminal where there is one, and the owner has not agreed to everything beforehand."""
    there = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    return Terminal() if there and not agrees else Silent(agrees=agrees)


def checked(answer: str, option: str, check: Check) -> str:
    """An answer from the command line. Raises UsageError, naming the option."""
    try:
        return check(answer)
    except Unusable as why:
        raise UsageError(f"{option}: {why}") from None


def picked(ask: Asker, question: str, option: str, choices: Sequence[str], default: str) -> str:
    """One of several, by its number in the list or by its name. The list has been shown."""

    def check(typed: str) -> str:
        return _chosen(typed, choices)

    return ask.text(question, option, default, check)


def several(
    ask: Asker, question: str, option: str, choices: Sequence[str], default: Sequence[str]
) -> list[str]:
    """Some of several, or none: numbers or names, with spaces or commas between them."""

    def check(typed: str) -> str:
        if typed == "none":
            return typed
        words = [_chosen(word, choices) for word in words_of(typed)]
        return " ".join(dict.fromkeys(words)) or "none"

    answer = ask.text(question, option, " ".join(default) or "none", check)
    return [] if answer == "none" else answer.split()


def numbered(choices: Iterable[str]) -> list[str]:
    """The choices as lines of a list."""
    return [f"  {number}  {choice}" for number, choice in enumerate(choices, start=1)]


def words_of(typed: str) -> list[str]:
    """What stands between spaces and commas."""
    return typed.replace(",", " ").split()


def _chosen(typed: str, choices: Sequence[str]) -> str:
    if typed in choices:
        return typed
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:4]) <= len(choices):
        return choices[int(typed[:4]) - 1]
    raise Unusable(f"{printable(typed)!r} is none of {', '.join(choices)}")


def _typed(prompt: str) -> str:
    """A line, without the spaces around it. Raises EOFError and KeyboardInterrupt."""
    sys.stdout.flush()
    while True:
        try:
            return input(printable(prompt))[:_LONGEST].strip()
        except UnicodeDecodeError:
            tell("  that cannot be read: type it in UTF-8")
