"""The mailbox's password: from the environment, a file, the system's keyring, or a command.

A secret is asked for when it is needed, handed on once, and kept nowhere. No error says more of a
source than its name: a command may hold a password, and some owners write theirs in its place.
"""

import os
import shlex
import stat
import subprocess
from pathlib import Path

from service import keyrings
from service.errors import SettingsError
from service.sections import CREDENTIALS
from service.settings import MailboxSettings

ENVIRONMENT = "COFFEEFIRST_PASSWORD"

#: Octets of a secret's file that are looked at.
_LARGEST = 65_536

#: Seconds that a command gets; somebody may have to unlock a keyring first.
_PATIENCE = 60

#: Where containers get their secrets: all in there may be read by all (mode 0444), who are nobody
#: but the container itself (https://docs.docker.com/engine/swarm/secrets/).
_CONTAINERS_OWN = Path("/run/secrets")


def password(mailbox: MailboxSettings, name: str = "") -> str:
    """The password. Raises SettingsError, naming the source, where there is none.

    ``name`` is what the mailbox is called, where there are several: then the variable is its own
    (COFFEEFIRST_PASSWORD_WORK), so that no password reaches another one's server.
    """
    variable = variable_of(name)
    if given := os.environ.get(variable):
        return usable(given, variable)
    if mailbox.password_file:
        return first_line(mailbox.password_file, "mailbox.password_file")
    if mailbox.password_command:
        return _from_command(mailbox.password_command)
    if mailbox.password_keyring:
        return _from_keyring(mailbox)
    not_used = (
        f" ({ENVIRONMENT} is not used: it is for a config without [mailboxes])"
        if _is_of_one(variable)
        else ""
    )
    raise SettingsError(
        f"no password: set {variable}{not_used}, or mailbox.password_file, "
        "mailbox.password_keyring or mailbox.password_command"
    )


def _is_of_one(variable: str) -> bool:
    """Whether there is the password of an only mailbox, though there are mailboxes with names."""
    return variable != ENVIRONMENT and ENVIRONMENT in os.environ


def variable_of(name: str) -> str:
    """The environment variable that may hold the password of the mailbox that is called so."""
    return f"{ENVIRONMENT}_{name.upper().replace('-', '_')}" if name else ENVIRONMENT


def kept_by_us(mailbox: MailboxSettings) -> bool:
    """Whether the password is where ``coffeefirst sign-in`` may put one."""
    path = mailbox.password_file
    given = path is not None and (_CONTAINERS_OWN in path.parents or _is_credential(path))
    return mailbox.password_keyring or (path is not None and not given)


def first_line(path: Path, key: str) -> str:
    """The secret in a file that nobody else may read. Raises SettingsError, naming the ``key``."""
    path = _found(path, key)
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode  # of what is read, not of what is there now
            told = file.read(_LARGEST)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{key}: {path}: cannot be read: {error}") from None
    if mode & _forbidden(path):
        raise SettingsError(
            f"{key}: {path}: others may read it (mode {stat.S_IMODE(mode):04o}): chmod 600 {path}"
        )
    return _first_of(told.removeprefix(b"\xef\xbb\xbf"), f"{key}: {path}")


def _found(path: Path, key: str) -> Path:
    """Where a credential of systemd's lies (systemd.exec(5), Credentials), else the path itself."""
    if not _is_credential(path):
        return path
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise SettingsError(
            f"{key}: CREDENTIALS_DIRECTORY is not set: only a service has it, whose unit says "
            f"LoadCredential={path.name}:… (see deploy/SIGN-IN.md)"
        )
    return Path(folder, str(path).removeprefix(CREDENTIALS).lstrip("/"))


def _is_credential(path: Path) -> bool:
    return path.parts[:1] == (CREDENTIALS,)


def _forbidden(path: Path) -> int:
    """Who must not read it. systemd may let the service in by an ACL, which shows as a group."""
    if _CONTAINERS_OWN in path.parents:
        return 0
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and Path(folder) in path.parents:
        return stat.S_IRWXO
    return stat.S_IRWXG | stat.S_IRWXO


def _from_keyring(mailbox: MailboxSettings) -> str:
    kept = keyrings.kept(mailbox.username)
    if kept is None:
        raise SettingsError(
            f"mailbox.password_keyring: the keyring holds no password of {mailbox.username!r} for "
            f"{keyrings.SERVICE!r}: 'coffeefirst sign-in' asks for it and puts it there"
        )
    return usable(kept, "mailbox.password_keyring")


def _from_command(command: str) -> str:
    """What the command prints. It is run without a shell; what it prints is never shown."""
    try:
        done = subprocess.run(  # noqa: S603 (the owner's own command, from the owner's own config)
            shlex.split(command), capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        fault = f"mailbox.password_command: it did not work: {_without_words(error)}"
        raise SettingsError(fault) from None
    return _first_of(done.stdout, "mailbox.password_command")


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


def _first_of(told: bytes, source: str) -> str:
    try:
        text = told.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{source}: it is not UTF-8: store the password as UTF-8") from None
    return usable(text, source)


def usable(secret: str, source: str) -> str:
    """The password, if it can be sent. Raises SettingsError, which does not show it.

    An error from deeper down could show it as a whole.
    """
    if not secret:
        raise SettingsError(f"{source}: it is empty")
    if any(ch < " " or ch == "\x7f" or "\ud800" <= ch <= "\udfff" for ch in secret):
        raise SettingsError(
            f"{source}: a control character or a byte that is not UTF-8 is in it (a line break at "
            "its end, perhaps): no server takes that"
        )
    return secret
