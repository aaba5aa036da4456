"""What the command line says, and what the config says already."""

import codecs
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.config_file import config_path, load_all
from service.config_tables import NAME_WANTED, is_name, shared, tables
from service.errors import SettingsError, UsageError
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
    mailbox: str | None = None

    @property
    def names_a_secret(self) -> bool:
        """Whether the command line says where the password is."""
        return bool(self.password_file or self.password_command or self.password_stdin)


@dataclass(frozen=True, slots=True)
class Before:
    """The config as it was found: its text, and what it says of the mailbox that is meant.

    ``data`` are as if that were the only one: its own tables over what all share. ``fault`` says
    why it cannot be used; ``mark`` is a byte order mark before the text; ``name`` is "" where the
    mailbox has none; ``others`` are the mailboxes beside it.
    """

    path: Path
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    fault: str = ""
    mark: str = ""
    name: str = ""
    others: tuple[Settings, ...] = ()

    @property
    def table(self) -> tuple[str, ...]:
        """Where in the file the mailbox's own keys are."""
        return ("mailboxes", self.name) if self.name else MAILBOX

    @property
    def adds(self) -> bool:
        """Whether the mailbox is one more, which the file does not have so far."""
        if not self.name or not self.text:
            return False
        return value_at(tomllib.loads(self.text), self.table) is None

    def value(self, *path: str) -> Any:
        """What the file itself says of a key for this mailbox; None where it says nothing."""
        return value_at(self.data, path)

    def texts(self, *path: str) -> list[str]:
        """A list of texts out of the file; empty where there is none."""
        value = self.value(*path)
        return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []

    def word(self, *path: str) -> str:
        """A text out of the file; "" where there is none."""
        value = self.value(*path)
        return value if isinstance(value, str) else ""

    def mailbox(self) -> MailboxSettings | None:
        """The settings of the mailbox as the file has them, whatever the environment says.

        None where it has none, or they cannot be used.
        """
        said = self.value(*MAILBOX)
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


def read_before(chosen: Path | None, mailbox: str | None = None) -> Before:
    """The config that is there already, as it is for the mailbox that is named.

    Raises SettingsError where it may not be read, or the environment cannot be used; UsageError
    where it is not clear which mailbox is meant, or none of that name can be added.
    """
    if mailbox is not None and not is_name(mailbox):
        raise UsageError(f"--mailbox {shown(mailbox)}: {NAME_WANTED}")
    path = config_path(chosen)
    _refuse_environment(path, mailbox or "")
    text = mark = ""
    try:
        raw = path.read_bytes()  # not as text: line breaks stay as they are
        mark = "\ufeff" if raw.startswith(codecs.BOM_UTF8) else ""
        text = raw.decode("utf-8-sig")
        every = load_all(path, mailbox or "")
        name = _meant(path, every, mailbox)
        others = tuple(settings for settings in every if settings.name != name)
        data = _of_one(tomllib.loads(text), name)
        return Before(path, text, data, mark=mark, name=name, others=others)
    except FileNotFoundError:
        return Before(path, name=mailbox or "")
    except SettingsError as error:
        return Before(path, text, fault=str(error), name=mailbox or "")
    except OSError as error:
        raise SettingsError(f"{shown(path)}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        return Before(path, text, fault=_fault(path), name=mailbox or "")


def _meant(path: Path, every: tuple[Settings, ...], mailbox: str | None) -> str:
    """Which of the mailboxes, or which new one. Raises UsageError."""
    names = [settings.name for settings in every]
    if mailbox is None and len(names) > 1:
        raise UsageError(
            f"there are several mailboxes: name one with --mailbox: {', '.join(names)}; a new name "
            "adds one"
        )
    if mailbox is not None and names == [""]:
        raise UsageError(
            f"--mailbox {mailbox}: {shown(path)} has one [mailbox], without a name: name it first: "
            "write [mailboxes.NAME] there instead, and below that, so that nothing is forgotten: "
            f'state_dir = "{shown(every[0].state_dir)}"'
        )
    return names[0] if mailbox is None else mailbox


def _of_one(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The config as if this mailbox were the only one."""
    if not name:
        return data
    if value_at(data, ("mailboxes", name)) is not None:
        return tables(data, frozenset(Settings.model_fields))[name]
    common = shared(data)
    owner = {key: said for key, said in common.get("owner", {}).items() if key != "address"}
    return {**common, "owner": owner}  # the address is another one's


def _refuse_environment(path: Path, adding: str) -> None:
    """Raises SettingsError where it is the environment that is wrong, and not the file."""
    try:
        load_all(path, adding)
    except SettingsError as error:
        if str(error).startswith("environment: "):
            raise


def _fault(path: Path) -> str:
    """What is wrong with it, in the words of every other verb."""
    try:
        load_all(path)
    except SettingsError as error:
        return str(error)
    return f"{path}: cannot be read"
