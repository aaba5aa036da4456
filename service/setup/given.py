"""What the command line says, and what the config says already."""

import codecs
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.config_file import config_path, load_settings
from service.errors import SettingsError
from service.settings import MailboxSettings, Settings
from service.setup.config_text import MAILBOX, value_at
from service.shown import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Answers of the command line; None or empty where the owner is to be asked."""

    address: str | None = None
    host: str | None = None
    port: int | None = None
    security: str | None = None
    username: str | None = None
    password_file: Path | None = None
    password_command: str | None = None
    password_stdin: bool = False
    folders: tuple[str, ...] = ()
    policy: str | None = None
    languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    name: str | None = None
    client_file: Path | None = None
    client_id: str | None = None
    contacts: tuple[Path, ...] = ()
    read_sent: bool | None = None
    agrees: bool = False
    connect: bool = True
    offline: bool = False
    json: bool = False
    table: tuple[str, ...] = MAILBOX

    @property
    def names_a_secret(self) -> bool:
        """Whether the command line says where the password is."""
        return bool(self.password_file or self.password_command or self.password_stdin)


@dataclass(frozen=True, slots=True)
class Before:
    """The config as it was found: its text, and the settings in it where they can be used.

    ``fault`` says why they cannot; ``mark`` is a byte order mark before the text.
    """

    path: Path
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    settings: Settings | None = None
    fault: str = ""
    mark: str = ""

    def value(self, *path: str) -> Any:
        """What the file itself says of a key; None where it says nothing."""
        return value_at(self.data, path)

    def texts(self, *path: str) -> list[str]:
        """A list of texts out of the file; empty where there is none."""
        value = self.value(*path)
        return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []

    def word(self, *path: str) -> str:
        """A text out of the file; "" where there is none."""
        value = self.value(*path)
        return value if isinstance(value, str) else ""

    def mailbox(self, table: tuple[str, ...]) -> MailboxSettings | None:
        """The settings of a mailbox as the file has them, whatever the environment says.

        None where it has none, or they cannot be used.
        """
        said = self.value(*table)
        try:
            return mailbox_settings(said, self.path) if isinstance(said, dict) else None
        except SettingsError:
            return None


def mailbox_settings(data: dict[str, Any], config: Path) -> MailboxSettings:
    """A mailbox's settings out of a table. Raises SettingsError where they do not go together."""
    if named := data.get("password_file"):
        file = config.absolute().parent / os.path.expanduser(str(named))  # noqa: PTH111 (raises nothing)
        data = {**data, "password_file": file}
    try:
        return MailboxSettings.model_validate(data)
    except ValueError as error:
        raise SettingsError(_first_fault(str(error))) from None


def _first_fault(said: str) -> str:
    """The first fault of several lines, without the value that was found."""
    lines = [line.strip() for line in said.splitlines()]
    at = next((number for number, line in enumerate(lines) if " [type=" in line), 0)
    told = lines[at].partition(" [type=")[0].removeprefix("Value error, ")
    key = lines[at - 1] if at else ""
    return f"{key}: {told}" if key.isidentifier() else told


def read_before(chosen: Path | None) -> Before:
    """The config that is there already.

    Raises SettingsError where it may not be read, or the environment cannot be used.
    """
    path = config_path(chosen)
    _refuse_environment(path)
    text = mark = ""
    try:
        raw = path.read_bytes()  # not as text: line breaks stay as they are
        mark = "\ufeff" if raw.startswith(codecs.BOM_UTF8) else ""
        text = raw.decode("utf-8-sig")
        return Before(path, text, tomllib.loads(text), load_settings(path), mark=mark)
    except FileNotFoundError:
        return Before(path)
    except SettingsError as error:
        return Before(path, text, fault=str(error))
    except OSError as error:
        raise SettingsError(f"{shown(path)}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        return Before(path, text, fault=_fault(path))


def _refuse_environment(path: Path) -> None:
    """Raises SettingsError where it is the environment that is wrong, and not the file."""
    try:
        load_settings(path)
    except SettingsError as error:
        if str(error).startswith("environment: "):
            raise


def _fault(path: Path) -> str:
    """What is wrong with it, in the words of every other verb."""
    try:
        load_settings(path)
    except SettingsError as error:
        return str(error)
    return f"{path}: cannot be read"
