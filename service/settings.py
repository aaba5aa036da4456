"""Config file + environment → Settings, or one clear line a fault. The home of pydantic-settings.

The file is TOML, at ``$XDG_CONFIG_HOME/coffeefirst/config.toml`` unless ``--config`` or
``COFFEEFIRST_CONFIG`` says otherwise. ``COFFEEFIRST_MAILBOX__HOST`` and the like override it.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_config_path, user_state_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as EnvironmentFault

from rules import all_signals, presets
from service.config_faults import fault_line
from service.errors import SettingsError
from service.shown import shown

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path}: {error}") from None


Word = Annotated[str, Field(min_length=1)]
_WRITER = re.compile(r"[\w-]+(?:\.[\w-]+)*|\*(?:\.[\w-]+){2,}")


def _writer(text: str) -> str:
    if not _WRITER.fullmatch(text):
        raise ValueError(
            f"{text!r}: write the first word of Authentication-Results (mx.example.org), "
            "'*.example.org' for every host below it, or 'none'"
        )
    return text


Writer = Annotated[str, AfterValidator(_writer)]
FilePath = Annotated[Path, AfterValidator(_expanded)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MailboxSettings(_Section):
    """Where the mail is, and what is watched there."""

    host: str = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    password_in_plain_text: bool = False
    username: str = Field(min_length=1)
    password_file: FilePath | None = None
    password_command: str | None = None
    folders: tuple[Word, ...] = Field(default=("INBOX",), min_length=1)
    labels: Literal["auto", "keywords", "folders"] = "auto"
    drafts_folder: str | None = None
    archive_folder: str | None = None
    sent_folder: str | None = None
    since_days: int = Field(default=30, ge=1, le=3650)
    timeout_seconds: float = Field(default=60, gt=0, le=600)

    @property
    def exposed(self) -> bool:
        """Whether password and mail cross a network that anybody on the way can read."""
        return self.security == "none" and self.host.lower() not in LOOPBACK

    @model_validator(mode="after")
    def _plain_text_only_where_that_is_said(self) -> "MailboxSettings":
        if self.exposed and not self.password_in_plain_text:
            raise ValueError(
                "security = 'none' is for this machine only: use 'tls' or 'starttls' (or say "
                "password_in_plain_text = true, and whoever is on the way reads password and mail)"
            )
        if self.password_in_plain_text and self.security != "none":
            raise ValueError("password_in_plain_text is for security = 'none': leave it out")
        return self


class InterestSettings(_Section):
    """What makes an inviter somebody the owner should know for sound business reasons."""

    presets: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    companies: tuple[Word, ...] = ()
    industries: tuple[Word, ...] = ()
    topics: tuple[Word, ...] = ()
    places: tuple[Word, ...] = ()
    alumni: tuple[Word, ...] = ()
    words: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _known_categories(self) -> "InterestSettings":
        signals = {signal.name: signal.values for signal in all_signals()}
        allowed = {
            "roles": signals["role"],
            "seniorities": signals["seniority"],
            "presets": tuple(presets()),
        }
        for key, values in allowed.items():
            for value in getattr(self, key):
                if value not in values:
                    raise ValueError(f"{key}: {value!r} is none of {', '.join(values)}")
        return self


class OwnerSettings(_Section):
    """Whose mailbox it is; ``address`` is what the drafts are From."""

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
    address: str = Field(pattern=r"^[!-;=?A-~]+@[A-Za-z0-9.-]+$")  # ASCII (RFC 5322, 3.4.1)
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ("en",)
    replies: FilePath | None = None
    interests: InterestSettings = Field(default_factory=InterestSettings)


class ScheduleSettings(_Section):
    """When the daemon looks."""

    every_minutes: float = Field(default=5, ge=0.05, le=1440)
    jitter_seconds: float = Field(default=20, ge=0, le=3600)
    deadline_minutes: float = Field(default=10, gt=0, le=1440)


class LogSettings(_Section):
    """How the daemon speaks."""

    json_lines: bool = Field(default=False, alias="json")
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(BaseSettings):
    """All of the owner's taste, checked."""

    model_config = SettingsConfigDict(
        env_prefix="COFFEEFIRST_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    mailbox: MailboxSettings
    owner: OwnerSettings
    policy: str = "gatekeeper"
    authserv_ids: tuple[Writer, ...] = ()
    dkim: bool = True
    acquaintances: tuple[FilePath, ...] = ()
    state_dir: FilePath = Field(default_factory=lambda: user_state_path("coffeefirst"))
    schedule: ScheduleSettings = Field(default_factory=ScheduleSettings)
    log: LogSettings = Field(default_factory=LogSettings)

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.state_dir / "ledger.sqlite"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (pydantic-settings gives it by name)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        return env_settings, init_settings


def config_path(chosen: Path | None) -> Path:
    """Where the config file is: ``--config``, else ``COFFEEFIRST_CONFIG``, else the XDG place."""
    named = chosen or os.environ.get("COFFEEFIRST_CONFIG")
    try:
        return _expanded(Path(named)) if named else user_config_path("coffeefirst") / "config.toml"
    except ValueError as error:
        raise SettingsError(f"--config {error}") from None


def load_settings(chosen: Path | None = None) -> Settings:
    """The settings. Raises SettingsError, one line a fault: place, what is wrong, what to do."""
    path = config_path(chosen)
    _refuse_unknown_environment()
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Settings(**_resolved(tomllib.loads(text), path.parent))
    except FileNotFoundError:
        raise SettingsError(
            f"{shown(path)}: no such file: copy deploy/config.example.toml there and fill it in"
        ) from None
    except ValidationError as error:
        faults = (fault_line(path, text, fault, Settings) for fault in error.errors())
        raise SettingsError("\n".join(faults)) from None
    except EnvironmentFault as error:
        raise SettingsError(f"environment: {error}: write lists and tables as JSON") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{shown(path)}: not valid TOML: {error}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{shown(path)}: cannot be read: {error}") from None


#: Environment variables of ours that are no settings.
_OTHER_VARIABLES = frozenset({"config", "password", "debug"})


def _refuse_unknown_environment() -> None:
    """A misspelt variable would be passed over in silence. Raises SettingsError."""
    for name in os.environ:
        if not name.startswith("COFFEEFIRST_"):
            continue
        first = name.removeprefix("COFFEEFIRST_").split("__")[0].lower()
        if first not in _OTHER_VARIABLES and first not in Settings.model_fields:
            raise SettingsError(f"environment: {name}: there is no such setting")


_PATHS = (("state_dir",), ("mailbox", "password_file"), ("owner", "replies"))


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
    return str(folder / _expanded(Path(named)))
