"""The secret that the owner gave, and where it is kept: a file, the system's keyring, a command."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service import keyrings
from service.errors import SettingsError
from service.secrets import password
from service.settings import MailboxSettings
from service.setup.asking import Asker, picked
from service.setup.config_text import MAILBOX
from service.setup.given import Before
from service.setup.telling import tell
from service.setup.writing import write_secret
from service.shown import shown

#: Under which keys of the config a secret's place is named.
PLACES = ("password_file", "password_command", "password_keyring")


@dataclass(frozen=True, slots=True)
class Secret:
    """What signs in: a password that was typed, or the place in the config where it is kept.

    ``typed`` is never shown, not even by a traceback's repr.
    """

    typed: str = ""
    place: tuple[str, Any] | None = None

    def __repr__(self) -> str:
        return f"Secret(place={self.place!r})"

    def password(self, settings: MailboxSettings, name: str) -> str:
        """The password itself. Raises SettingsError where it cannot be had."""
        return self.typed or password(settings, name)

    def settings(self) -> dict[str, Any]:
        """The keys of a mailbox's settings that say where the password is; None for the others."""
        key, value = self.place or ("", None)
        return {one: value if one == key else None for one in PLACES}


def kept_already(before: Before) -> Secret | None:
    """The secret that the config names already, None where it names none."""
    for key in PLACES:
        if value := before.value(*MAILBOX, key):
            return Secret(place=(key, value))
    return None


def keep(secret: Secret, ask: Asker, before: Before, user: str) -> Secret:
    """Put a typed password where the owner wants it; gives its place.

    Raises StateError where it cannot be kept.
    """
    if not secret.typed:
        return secret
    file = _file(before)
    if _wants_keyring(ask, file) and _in_keyring(user, secret.typed):
        return Secret(place=("password_keyring", True))
    write_secret(file, secret.typed)
    return Secret(place=("password_file", _as_written(file, before)))


def _wants_keyring(ask: Asker, file: Path) -> bool:
    """Asked only where there is a keyring, and somebody to unlock it."""
    if not ask.interactive or not keyrings.is_there():
        return False
    ask.explain(
        "Where is the password to be kept?",
        f"  1  in a file that only you may read: {shown(file)}",
        "  2  in this system's keyring, which must be unlocked whenever it is asked",
    )
    return picked(ask, "Keep it in", "--password-file", ("file", "keyring"), "file") == "keyring"


def _in_keyring(user: str, password: str) -> bool:
    """Whether the keyring took it; why not, is told."""
    try:
        keyrings.keep(user, password)
    except SettingsError as error:
        tell(f"  {error}")
        return False
    return True


def _file(before: Before) -> Path:
    """The file that the config names; else a new one beside it, which nothing else is in."""
    folder = before.path.absolute().parent
    if named := before.word(*MAILBOX, "password_file"):
        return folder / Path(named).expanduser()
    name = "-".join(("password", *before.table[1:]))
    file, number = folder / name, 1
    while file.exists():
        number += 1
        file = folder / f"{name}-{number}"
    return file


def _as_written(file: Path, before: Before) -> str:
    """As the config says it: a file beside it by its name alone."""
    folder = before.path.absolute().parent
    return file.name if file.parent == folder else str(file)
