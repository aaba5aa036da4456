"""What the owner can set, checked: one ``Settings`` a mailbox. The home of pydantic-settings."""

from pathlib import Path
from typing import Annotated, Literal, Self

from platformdirs import user_state_path
from pydantic import Field, PrivateAttr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from rules import all_signals, presets
from service.oauth_settings import OAuthSettings, SignIn, sign_in_fault
from service.sections import FilePath, Section, Word, Writer

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class MailboxSettings(Section):
    """Where the mail is, and what is watched there."""

    host: str = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    password_in_plain_text: bool = False
    username: str = Field(min_length=1)
    password_file: FilePath | None = None
    password_command: str | None = None
    password_keyring: bool = False
    sign_in: SignIn = "password"
    oauth: OAuthSettings | None = None
    folders: tuple[Word, ...] = Field(default=("INBOX",), min_length=1)
    labels: Literal["auto", "gmail", "keywords", "folders"] = "auto"
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

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> "MailboxSettings":
        sources = ("password_file", "password_command", "password_keyring")
        named = [key for key in sources if getattr(self, key)]
        if fault := sign_in_fault(self.sign_in, self.oauth, named):
            raise ValueError(fault)
        return self


class InterestSettings(Section):
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


class OwnerSettings(Section):
    """Whose mailbox it is; ``address`` is what the drafts are From."""

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
    address: str = Field(pattern=r"^[!-;=?A-~]+@[A-Za-z0-9.-]+$")  # ASCII (RFC 5322, 3.4.1)
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ("en",)
    replies: FilePath | None = None
    interests: InterestSettings = Field(default_factory=InterestSettings)


class ScheduleSettings(Section):
    """When the daemon looks."""

    every_minutes: float = Field(default=5, ge=0.05, le=1440)
    jitter_seconds: float = Field(default=20, ge=0, le=3600)
    deadline_minutes: float = Field(default=10, gt=0, le=1440)
    watch: Literal["poll", "idle"] = "poll"


class LogSettings(Section):
    """How the daemon speaks."""

    json_lines: bool = Field(default=False, alias="json")
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(BaseSettings):
    """All of the owner's taste about one mailbox, checked."""

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

    _name: str = PrivateAttr("")

    @property
    def name(self) -> str:
        """What the config calls the mailbox; "" where it is the only one."""
        return self._name

    def called(self, name: str) -> Self:
        """The same under the name that the config gives the mailbox."""
        self._name = name
        return self

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
