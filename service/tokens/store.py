"""Where tokens are kept: in a file of the state_dir, the owner's alone, or in the keyring."""

import hashlib
from pathlib import Path
from typing import Protocol

from service import keyrings
from service.errors import Refused, StateError
from service.lock import file_name
from service.private import beside, replace_privately
from service.settings import Settings
from service.shown import shown
from service.tokens.tokens import Tokens, from_text

#: Octets of a token file that are looked at.
_LARGEST = 262_144


class Store(Protocol):
    """Where one mailbox's tokens are kept."""

    def place(self) -> str:
        """Where that is, for the owner to read."""

    def text(self) -> str | None:
        """What is kept, None where nothing is. Raises StateError or SettingsError."""

    def write(self, tokens: Tokens) -> None:
        """Keep these instead of what was kept. Raises StateError or SettingsError."""

    def forget(self) -> None:
        """Keep nothing. Raises StateError or SettingsError."""


def store_of(settings: Settings) -> Store:
    """Where this mailbox's tokens are kept."""
    oauth = settings.mailbox.oauth
    if oauth is not None and oauth.tokens == "keyring":
        return _InKeyring(f"{settings.mailbox.username} ({settings.mailbox.sign_in})")
    return _InFile(token_file(settings))


def token_file(settings: Settings) -> Path:
    """The file that tokens are kept in, and beside which the lock on them lies."""
    whose = settings.mailbox.username
    name = file_name(whose)
    if name != whose:  # another name may be written in the same way
        name += f"-{hashlib.sha256(whose.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return settings.state_dir / f"{name}.{settings.mailbox.sign_in}.tokens"


def read(store: Store) -> Tokens:
    """The tokens. Raises Refused where nobody has signed in, and what the store raises."""
    text = store.text()
    if text is None:
        raise Refused("nobody is signed in here yet: 'coffeefirst sign-in'")
    try:
        return from_text(text)
    except ValueError:
        raise Refused(
            f"{store.place()}: no tokens can be read there: 'coffeefirst sign-in' puts new ones"
        ) from None


class _InKeyring:
    def __init__(self, whose: str) -> None:
        self._whose = whose

    def place(self) -> str:
        return f"the keyring ({keyrings.SERVICE!r}, {self._whose!r})"

    def text(self) -> str | None:
        return keyrings.kept(self._whose)

    def write(self, tokens: Tokens) -> None:
        keyrings.keep(self._whose, tokens.as_text())

    def forget(self) -> None:
        keyrings.forget(self._whose)


class _InFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    def place(self) -> str:
        return shown(self._path)

    def text(self) -> str | None:
        try:
            with self._path.open("rb") as file:
                return file.read(_LARGEST).decode("utf-8", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StateError(f"{self.place()}: cannot be read: {error.strerror}") from None

    def write(self, tokens: Tokens) -> None:
        try:
            replace_privately(self._path, tokens.as_text().encode())
        except OSError as error:
            raise StateError(f"{self.place()}: cannot be written: {error.strerror}") from None

    def forget(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
            beside(self._path).unlink(missing_ok=True)
        except OSError as error:
            raise StateError(f"{self.place()}: cannot be removed: {error.strerror}") from None
