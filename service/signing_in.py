"""What ``coffeefirst sign-in`` and ``sign-out`` do: the owner's secret, got, tried and kept.

What does not sign in is not kept: a sign-in that fails leaves everything as it was.
"""

import getpass
import os
import sys
from contextlib import closing
from dataclasses import dataclass

from service import keyrings, screen, tokens
from service.connecting import note_sign_in, open_mailbox
from service.errors import Refused, SettingsError, StateError, Unreachable
from service.mailbox import Bearer, Line, Secret
from service.private import replace_privately
from service.secrets import kept_by_us, password, usable, variable_of
from service.settings import Settings
from service.shown import shown
from service.tokens import Tokens
from service.tokens.client import oauth_of


@dataclass(frozen=True, slots=True)
class Manner:
    """How the owner is spoken to. ``port``: where the browser ends, 0 for any that is free."""

    json: bool = False
    browser: bool = True
    port: int = 0

    def tell(self, line: str, **facts: str | int) -> None:
        """A line for a person, or the facts for a program."""
        if self.json:
            screen.as_json(facts)
        else:
            screen.say(line)


def sign_in(settings: Settings, manner: Manner) -> None:
    """Sign the owner in, and keep what it takes.

    Raises Refused, Unreachable,
    SettingsError, StateError, Locked and UsageError.
    """
    by = _with_password if settings.mailbox.sign_in == "password" else _with_tokens
    kept, mailbox = by(settings, manner), settings.mailbox
    note_sign_in(settings)
    manner.tell(
        f"signed in to {mailbox.host} as {mailbox.username}; {kept}",
        signed_in=mailbox.username,
        host=mailbox.host,
        kept=kept,
    )


def sign_out(settings: Settings, manner: Manner) -> None:
    """Forget what signs in, here; the provider is not told."""
    if settings.mailbox.sign_in != "password":
        place, where = tokens.forget(settings), tokens.revoke_at(settings)
        line = f"forgotten: {place}; to take the permission back as well, go to {where}"
        manner.tell(line, forgotten=place, revoke_at=where)
        return
    if not settings.mailbox.password_keyring:
        raise SettingsError(f"nothing is kept here: {_kept_elsewhere(settings)}")
    keyrings.forget(settings.mailbox.username)
    manner.tell("forgotten: the password in the keyring", forgotten="the keyring")


def _kept_elsewhere(settings: Settings) -> str:
    if file := settings.mailbox.password_file:
        return f"the password is in mailbox.password_file: delete {shown(file)}"
    if settings.mailbox.password_command:
        return "the password is printed by mailbox.password_command: take it away there"
    return f"the password is in the environment: take {variable_of(settings.name)} away there"


# -- tokens --


def _with_tokens(settings: Settings, manner: Manner) -> str:
    found = _from_provider(settings, manner)
    try:
        _try(settings, Bearer(found.access))
    except Unreachable:  # the provider has let them in, all the same
        tokens.keep(settings, found)
        note_sign_in(settings)
        raise
    return f"tokens are kept in {tokens.keep(settings, found)}"


def _from_provider(settings: Settings, manner: Manner) -> Tokens:
    oauth, provider = oauth_of(settings), tokens.provider(settings)
    whose = settings.mailbox.username

    def open_page(address: str, port: int) -> None:
        manner.tell(
            f"open this page in a browser on this machine, and sign in as {whose}:\n{address}\n"
            f"is the browser elsewhere? There first: ssh -L {port}:localhost:{port} THIS-MACHINE",
            open=address,
            port=port,
        )
        if manner.browser:
            _open(address)

    def type_code(address: str, code: str) -> None:
        line = f"open {address} in any browser, sign in as {whose}, and type the code {code}"
        manner.tell(line, open=address, code=code)

    if settings.mailbox.sign_in == "google":
        got: Tokens = provider.sign_in(oauth, whose, open_page, manner.port)
    else:
        got = provider.sign_in(oauth, type_code)
    return got


def _open(address: str) -> None:
    """Open it in a browser where there is a screen: a text browser would take the terminal."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if not sys.stdout.isatty() or not (sys.platform == "darwin" or any(map(os.getenv, screens))):
        return
    import webbrowser  # noqa: PLC0415 (no other verb opens anything)

    webbrowser.open(address)


# -- passwords --


def _with_password(settings: Settings, _manner: Manner) -> str:
    mailbox = settings.mailbox
    given = os.environ.get(variable_of(settings.name)) or not kept_by_us(mailbox)
    typed = "" if given else _typed(settings)
    _try(settings, typed or password(mailbox, settings.name))
    if not typed:
        return "the password is the one that is there"
    if mailbox.password_keyring:
        keyrings.keep(mailbox.username, typed)
        return "the password is kept in the keyring"
    assert mailbox.password_file, "one of the two keeps it"  # noqa: S101
    try:
        replace_privately(mailbox.password_file, f"{typed}\n".encode())
    except OSError as error:
        told = f"{shown(mailbox.password_file)}: cannot be written: {error.strerror}"
        raise StateError(told) from None
    return f"the password is kept in {shown(mailbox.password_file)}"


def _typed(settings: Settings) -> str:
    """What the owner types, unseen; from a pipe its first line. Nothing: the one that is there."""
    if sys.stdin is None or not sys.stdin.isatty():
        line = sys.stdin.readline(65_536) if sys.stdin else ""
    else:
        whose = settings.mailbox.username
        line = getpass.getpass(f"password of {whose} (Enter for the one that is kept): ")
    line = line.rstrip("\r\n")
    return usable(line, "the password") if line else ""


# -- both --


def _try(settings: Settings, secret: Secret) -> None:
    """Sign in with it. Raises Refused, saying that nothing has been changed, and Unreachable."""
    try:
        with closing(open_mailbox(settings, Line(), secret)):
            return
    except Refused as error:
        raise Refused(f"{error}; nothing was changed here") from None
