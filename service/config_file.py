"""The config file: found, read, and made into Settings, one for each mailbox, or one line a fault.

The file is TOML, at ``$XDG_CONFIG_HOME/coffeefirst/config.toml`` unless ``--config`` or
``COFFEEFIRST_CONFIG`` says otherwise. ``COFFEEFIRST_MAILBOX__HOST`` and the like override it.
"""

import os
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from pydantic import ValidationError
from pydantic_settings import SettingsError as EnvironmentFault

from service.config_environment import refuse_anothers, refuse_unknown
from service.config_faults import fault_line
from service.config_tables import tables
from service.errors import SettingsError, UsageError
from service.sections import CREDENTIALS, expanded
from service.settings import MailboxSettings, Settings
from service.shown import shown

#: The keys of a config's top level.
_TOP = frozenset(Settings.model_fields)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which config, and which of its mailboxes; None for its usual place, and for the only one."""

    config: Path | None = None
    mailbox: str | None = None

    @property
    def path(self) -> Path:
        """Where the config file is. Raises SettingsError."""
        return config_path(self.config)

    def one(self) -> Settings:
        """The settings of the mailbox that is meant. Raises as ``load_all`` and ``chosen`` do."""
        return chosen(load_all(self.config), self.mailbox)

    def all(self) -> tuple[Settings, ...]:
        """Of the mailbox that is named, else of every one. Raises as ``one`` does."""
        every = load_all(self.config)
        return every if self.mailbox is None else (chosen(every, self.mailbox),)


def chosen(every: tuple[Settings, ...], mailbox: str | None) -> Settings:
    """The one that is meant. Raises UsageError where there is none of that name, or several."""
    names = ", ".join(settings.name for settings in every)
    found = [settings for settings in every if mailbox is None or settings.name == mailbox]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"there are several mailboxes: name one with --mailbox: {names}")
    there = f"it has: {names}" if names else "the config has one [mailbox], without a name"
    raise UsageError(f"--mailbox {shown(mailbox or '')}: there is no such mailbox: {there}")


def config_path(chosen: Path | None) -> Path:
    """Where the config file is: ``--config``, else ``COFFEEFIRST_CONFIG``, else the XDG place."""
    named = chosen or os.environ.get("COFFEEFIRST_CONFIG")
    try:
        return expanded(Path(named)) if named else user_config_path("coffeefirst") / "config.toml"
    except ValueError as error:
        raise SettingsError(f"--config {error}") from None


def load_settings(chosen_config: Path | None = None, mailbox: str | None = None) -> Settings:
    """The settings of one mailbox. Raises as ``Chosen.one`` does."""
    return Chosen(chosen_config, mailbox).one()


def load_all(chosen_config: Path | None = None, adding: str = "") -> tuple[Settings, ...]:
    """The settings of every mailbox, in the file's order; ``adding``: one that is not there yet.

    Raises SettingsError, one line a fault: place, what is wrong, what to do.
    """
    path = config_path(chosen_config)
    refuse_unknown(_TOP)
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _settings(path, text, tomllib.loads(text), adding)
    except FileNotFoundError:
        raise SettingsError(f"{shown(path)}: no such file: 'coffeefirst init' makes one") from None
    except EnvironmentFault as error:
        raise SettingsError(f"environment: {error}: write lists and tables as JSON") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{shown(path)}: not valid TOML: {error}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{shown(path)}: cannot be read: {error}") from None


def _settings(path: Path, text: str, data: dict[str, Any], adding: str) -> tuple[Settings, ...]:
    found, faults = [], []
    every = _tables(path, data)
    refuse_anothers([*every, adding])
    for name, table in every.items():
        try:
            settings = Settings(**_resolved(table, path.parent))
            found.append(_of_one(settings, name, data))
        except ValidationError as error:
            faults += [fault_line(path, text, fault, Settings, name) for fault in error.errors()]
    faults = faults or [f"{shown(path)}: {twin}" for twin in _twins(found)]
    if faults:
        raise SettingsError("\n".join(dict.fromkeys(faults)))
    return tuple(found)


def _tables(path: Path, data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    try:
        return deepcopy(tables(data, _TOP))  # each is changed on its own
    except ValueError as error:
        raise SettingsError(f"{shown(path)}: {error}") from None


def _of_one(settings: Settings, name: str, data: dict[str, Any]) -> Settings:
    """What a mailbox remembers is its own: a folder of its name in the state_dir that all share."""
    if name and "state_dir" not in data["mailboxes"][name]:
        settings = settings.model_copy(update={"state_dir": settings.state_dir / name})
    return settings.called(name)


def _keyring_entry(settings: Settings) -> str:
    """Under what name the keyring keeps the password, "" where it keeps none."""
    return settings.mailbox.username if settings.mailbox.password_keyring else ""


#: What no two mailboxes may have in common, and how it is said. Of one and the same mailbox each
#: would undo what the other one does; a password would reach the other one's server.
_NO_TWO: tuple[tuple[Callable[[Settings], object], str], ...] = (
    (lambda one: _account(one.mailbox), "is the same mailbox as"),
    (lambda one: one.state_dir, "has the state_dir of"),
    (lambda one: one.name.replace("-", "_"), "has the environment variable for a password of"),
    (_keyring_entry, "has the username, and so the password in the keyring, of"),
)


def _twins(every: list[Settings]) -> list[str]:
    """Mailboxes that have in common what no two may."""
    told = []
    for key_of, said in _NO_TWO:
        seen: dict[object, str] = {}
        for settings in every:
            if (key := key_of(settings)) in seen:
                told.append(f"mailboxes.{settings.name}: {said} mailboxes.{seen[key]}")
            if key:
                seen.setdefault(key, settings.name)
    return told


def twins(one: MailboxSettings, other: MailboxSettings) -> bool:
    """Whether two are one and the same mailbox."""
    return _account(one) == _account(other)


def _account(mailbox: MailboxSettings) -> tuple[str, str]:
    return mailbox.username.casefold(), mailbox.host.casefold()


_PATHS = (
    ("state_dir",),
    ("mailbox", "password_file"),
    ("mailbox", "oauth", "client_file"),
    ("mailbox", "oauth", "client_secret_file"),
    ("owner", "replies"),
)


def _resolved(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Relative paths in the file are meant from the file's own folder."""
    for *sections, key in _PATHS:
        table: Any = data
        for section in sections:
            table = table.get(section) if isinstance(table, dict) else None
        if isinstance(table, dict) and isinstance(table.get(key), str):
            table[key] = _in(folder, table[key])
    files = data.get("acquaintances")
    if isinstance(files, list):
        data["acquaintances"] = [_in(folder, f) if isinstance(f, str) else f for f in files]
    policy = data.get("policy")
    if isinstance(policy, str) and policy.endswith(".toml"):
        data["policy"] = _in(folder, policy)
    return data


def _in(folder: Path, named: str) -> str:
    if named.startswith(CREDENTIALS):  # where that is, is known when it is read
        return named
    return str(folder / expanded(Path(named)))
