"""The mailbox's password: from the environment, a file that only its owner may read, or a command.

A secret is asked for when it is needed, handed on once, and kept nowhere. No error says more of a
source than its name: a command may hold a password, and some owners write theirs in its place.
"""

import os
import shlex
import stat
import subprocess
from pathlib import Path

from service.errors import SettingsError
from service.settings import MailboxSettings

ENVIRONMENT = "COFFEEFIRST_PASSWORD"

#: Octets of a password file that are looked at.
_LARGEST = 65_536

#: Seconds that a command gets; somebody may have to unlock a keyring first.
_PATIENCE = 60


def password(mailbox: MailboxSettings) -> str:
    """The password. Raises SettingsError, naming the source, where there is none."""
    if given := os.environ.get(ENVIRONMENT):
        return _usable(given, ENVIRONMENT)
    if mailbox.password_file:
        return _from_file(mailbox.password_file)
    if mailbox.password_command:
        return _from_command(mailbox.password_command)
    raise SettingsError(
        f"no password: set {ENVIRONMENT}, or mailbox.password_file or mailbox.password_command"
    )


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode  # of what is read, not of what is there now
            told = file.read(_LARGEST)
    except (OSError, ValueError) as error:
        raise SettingsError(f"mailbox.password_file: {path}: cannot be read: {error}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(
            f"mailbox.password_file: {path}: others may read it (mode {stat.S_IMODE(mode):04o}): "
            f"chmod 600 {path}"
        )
    return _first_line(told.removeprefix(b"\xef\xbb\xbf"), f"mailbox.password_file: {path}")


def _from_command(command: str) -> str:
    """What the command prints. It is run without a shell; what it prints is never shown."""
    try:
        done = subprocess.run(  # noqa: S603 (the owner's own command, from the owner's own config)
            shlex.split(command), capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        fault = f"mailbox.password_command: it did not work: {_without_words(error)}"
        raise SettingsError(fault) from None
    return _first_line(done.stdout, "mailbox.password_command")


def _without_words(error: Exception) -> str:
    """What went wrong, without any word of the command or of what it said."""
    match error:
        case subprocess.CalledProcessError():
            return f"exit code {error.returncode}"
        case subprocess.TimeoutExpired():
            return f"no end within {_PATIENCE} seconds"
        case OSError():
            return f"its program cannot be run: {error.strerror}"
    return "it is empty, or its quotes do not match"


def _first_line(told: bytes, source: str) -> str:
    try:
        text = told.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{source}: it is not UTF-8: store the password as UTF-8") from None
    return _usable(text, source)


def _usable(secret: str, source: str) -> str:
    """The password, if it can be sent. An error from deeper down could show it as a whole."""
    if not secret:
        raise SettingsError(f"{source}: it is empty")
    if any(ch < " " or ch == "\x7f" or "\ud800" <= ch <= "\udfff" for ch in secret):
        raise SettingsError(
            f"{source}: a control character or a byte that is not UTF-8 is in it (a line break at "
            "its end, perhaps): no server takes that"
        )
    return secret
