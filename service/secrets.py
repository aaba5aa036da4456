"""The mailbox's password: from the environment, a file that only its owner may read, or a command.

A secret is asked for when it is needed, handed on once, and kept nowhere.
"""

import os
import shlex
import stat
import subprocess
from pathlib import Path

from service.errors import SettingsError
from service.settings import MailboxSettings

ENVIRONMENT = "COFFEEFIRST_PASSWORD"


def password(mailbox: MailboxSettings) -> str:
    """The password. Raises SettingsError, naming the source, where there is none."""
    if given := os.environ.get(ENVIRONMENT):
        return given
    if mailbox.password_file:
        return _from_file(mailbox.password_file)
    if mailbox.password_command:
        return _from_command(mailbox.password_command)
    raise SettingsError(
        f"no password: set {ENVIRONMENT}, or mailbox.password_file or mailbox.password_command"
    )


def _from_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SettingsError(f"mailbox.password_file: {path}: cannot be read: {error}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(
            f"mailbox.password_file: {path}: others may read it (mode {stat.S_IMODE(mode):04o}): "
            f"chmod 600 {path}"
        )
    return _first_line(text, f"mailbox.password_file: {path}")


def _from_command(command: str) -> str:
    """What the command prints. It is run without a shell, and its output is never logged."""
    try:
        done = subprocess.run(  # noqa: S603 (the owner's own command, from the owner's own config)
            shlex.split(command), capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        told = f"exit code {error.returncode}" if hasattr(error, "returncode") else str(error)
        raise SettingsError(f"mailbox.password_command: it did not work: {told}") from None
    return _first_line(done.stdout, "mailbox.password_command")


def _first_line(text: str, source: str) -> str:
    secret = text.split("\n", 1)[0].rstrip("\r")
    if not secret:
        raise SettingsError(f"{source}: it is empty")
    return secret
