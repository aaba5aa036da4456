"""A mailbox to work on: its settings and its secret, brought together."""

import os
from contextlib import suppress
from pathlib import Path

from service import tokens
from service.lock import file_name
from service.mailbox import Bearer, Idling, Line, Mailbox, Secret
from service.private import make_private
from service.secrets import password
from service.settings import Settings


def open_mailbox(settings: Settings, line: Line, secret: Secret | None = None) -> Mailbox:
    """The owner's mailbox, signed in over a line that can be cut.

    ``secret`` is one that is to be tried, instead of the one that is kept. Raises SettingsError
    where there is none, what ``Mailbox`` raises, and what renewing a token raises: Refused where
    the owner must sign in again, Unreachable, Locked and StateError.
    """
    return Mailbox(settings.mailbox, secret or secret_of(settings), line)


def open_idling(settings: Settings, folder: str, line: Line) -> Idling:
    """A second, light connection that only waits for mail in a folder.

    Raises what getting the secret raises, and what ``Idling`` raises.
    """
    return Idling(settings.mailbox, secret_of(settings), folder, line)


def secret_of(settings: Settings) -> Secret:
    """What signs in: a password, or a token that will do for a while. Raises as said above."""
    if settings.mailbox.sign_in == "password":
        return password(settings.mailbox, settings.name)
    token = tokens.access_token(settings)
    return Bearer(token, lambda: tokens.another_token(settings, token))


def note_sign_in(settings: Settings) -> None:
    """Let a daemon know that its owner has just signed in: it may be what it waits for."""
    with suppress(OSError):  # then it waits a while longer
        make_private(_mark(settings))
        os.utime(_mark(settings))


def last_sign_in(settings: Settings) -> int:
    """When the owner has last signed in (ns since 1970), 0 where that is not known."""
    try:
        return _mark(settings).stat().st_mtime_ns
    except OSError:
        return 0


def _mark(settings: Settings) -> Path:
    return settings.state_dir / f"{file_name(settings.mailbox.username)}.signed-in"
