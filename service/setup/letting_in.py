"""Asking for the secret, and signing in with it: three tries on a terminal, one without."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast, get_args

from service.errors import CoffeeFirstError, Refused, SettingsError, Unreachable, UsageError
from service.mailbox import Outline
from service.secrets import variable_of
from service.settings import MailboxSettings
from service.setup.asking import Asker, Unusable, numbered, picked
from service.setup.config_text import MAILBOX
from service.setup.given import Before, Given, mailbox_settings
from service.setup.keeping import Secret, kept_already
from service.setup.server import Server
from service.setup.signing_in import NAMES, Way, look, ways
from service.setup.telling import tell
from service.setup.where import ask_server

#: More might lock the account.
TRIES = 3

#: An app password as Google and Yahoo show it: the spaces, of whatever kind, are not part of it.
_IN_GROUPS = re.compile(r"[a-z]{4}(?:\s[a-z]{4}){3}")

#: What answers the question for the password on the command line.
_OPTIONS = "--password-file, --password-command or --password-stdin"

#: Octets of a password on standard input that are looked at.
_LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where and as whom to sign in, and with what; ``way`` says how."""

    server: Server
    username: str
    secret: Secret
    way: Way = "password"
    oauth: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, before: Before) -> MailboxSettings:
        """The settings that this makes, with all that the config says besides.

        Raises SettingsError where they do not go together.
        """
        there = dict(before.value(*MAILBOX) or {})
        if self.server.security != "none":
            there.pop("password_in_plain_text", None)
        changes = {
            "host": self.server.host,
            "port": self.server.port,
            "security": self.server.security,
            "username": self.username,
            **self.secret.settings(),
            **self.signing_in(),
        }
        together = {key: value for key, value in {**there, **changes}.items() if value is not None}
        return mailbox_settings(together, before.path)

    def signing_in(self) -> dict[str, Any]:
        """The keys of a mailbox's settings that say how to sign in; None for those left out."""
        if self.way == "password":
            return {"sign_in": None, "oauth": None}
        return {"sign_in": self.way, "oauth": dict(self.oauth)}


def choose_way(ask: Asker, given: Given, before: Before, server: Server) -> Way:
    """How to sign in there: as the config says; asked only where there are several ways."""
    possible = ways(server.provider)
    if given.names_a_secret:
        return "password"
    if named := next((way for way, client in _clients(given) if client), None):
        return named
    if _same_mailbox(before, server):
        now = before.word(*MAILBOX, "sign_in")
        if way := next((way for way in get_args(Way) if way == now), None):
            return cast("Way", way)
        if kept_already(before):
            return "password"
    if len(possible) == 1 or not ask.interactive:
        return possible[0]
    ask.explain("How do you want to sign in?", *numbered(map(_in_words, possible)))
    return cast("Way", picked(ask, "Choose", "--password-file", possible, possible[0]))


def _clients(given: Given) -> Sequence[tuple[Way, object]]:
    """Whose client the command line names."""
    return ("google", given.client_file), ("microsoft", given.client_id)


def _in_words(way: Way) -> str:
    if way == "password":
        return "with an app password, which you make once: the quickest"
    return f"on {NAMES[way]}'s own page, with a client of your own: the provider's way"


def first_secret(ask: Asker, given: Given, before: Before, server: Server) -> Secret:
    """The secret to try first: named, there already, or typed. Raises UsageError without one."""
    if secret := _named_secret(given):
        return secret
    if _same_mailbox(before, server) and (kept := kept_already(before)):
        tell("  the password is where your config says")
        return kept
    if os.environ.get(variable := variable_of(before.name)):
        tell(f"  the password is in {variable}")
        return Secret()
    return typed_secret(ask, server)


def typed_secret(ask: Asker, server: Server) -> Secret:
    """A secret that is typed, or a command that prints it."""
    if server.provider and server.provider.secret:
        tell(f"  Sign in with {server.provider.secret}")
    typed = ask.secret("Password (not shown; Enter alone for other ways)", _OPTIONS)
    if typed:
        return Secret(typed=_without_groups(typed))
    tell("  Name a command that prints it ('pass show mail'), with no password in it.")
    return Secret(place=("password_command", ask.text("Command", "--password-command", "", _line)))


def _named_secret(given: Given) -> Secret | None:
    named = [given.password_file, given.password_command, given.password_stdin or None]
    if len([one for one in named if one is not None]) > 1:
        raise UsageError("--password-file, --password-command, --password-stdin: one is enough")
    if given.password_file is not None:
        path = os.path.expanduser(given.password_file)  # noqa: PTH111 (raises nothing)
        return Secret(place=("password_file", str(Path(path).absolute())))
    if given.password_command is not None:
        return Secret(place=("password_command", given.password_command))
    return Secret(typed=_from_stdin()) if given.password_stdin else None


def _from_stdin() -> str:
    try:
        told = sys.stdin.buffer.readline(_LARGEST).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError("--password-stdin: it is not UTF-8") from None
    if not told:
        raise UsageError("--password-stdin: nothing is there")
    return _without_groups(told)


def _without_groups(typed: str) -> str:
    plain = typed.strip()
    return re.sub(r"\s", "", plain) if _IN_GROUPS.fullmatch(plain) else typed


def _line(typed: str) -> str:
    if typed:
        return typed
    raise Unusable("type a command, or Ctrl-C to stop")


def _same_mailbox(before: Before, server: Server) -> bool:
    mailbox = before.mailbox()
    return mailbox is not None and mailbox.host.lower() == server.host


def let_in(ask: Asker, before: Before, entrance: Entrance) -> tuple[Entrance, Outline]:
    """Sign in, and look around. What went wrong is told in a line, and can be corrected.

    Raises what the last try raised.
    """
    tries = TRIES if ask.interactive else 1
    while True:
        tries -= 1
        tell(f"  signing in to {entrance.server.host} as {entrance.username} …")
        try:
            settings = entrance.settings(before)
            password = entrance.secret.password(settings, before.name)
            return entrance, look(settings, password)
        except (Refused, SettingsError, Unreachable) as error:
            if not tries:
                raise
            tell(f"  {error}")
            entrance = _corrected(ask, entrance, error)


def _corrected(ask: Asker, entrance: Entrance, error: CoffeeFirstError) -> Entrance:
    """Another server where that one was not reached; else another name or password."""
    if isinstance(error, Unreachable):
        return replace(entrance, server=ask_server(ask, Given(), entrance.server.host))
    username = ask.text("User name", "--username", entrance.username, _line)
    return replace(entrance, username=username, secret=typed_secret(ask, entrance.server))
