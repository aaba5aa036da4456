"""What Coffee First is told: the config, what the environment says otherwise, and the secret."""

import os
from pathlib import Path

from service.doctor.checked import Checked, ok, split, warning, wrong
from service.doctor.examination import Examination
from service.errors import Refused, SettingsError, StateError
from service.private import command_caution, config_caution, mode_of, plain_text_caution
from service.secrets import password, variable_of
from service.settings import Settings
from service.shown import shown
from service.tokens import look

_PREFIX = "COFFEEFIRST_"

#: Variables that are none of ours, and change what we do.
_FOREIGN = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def config(examination: Examination) -> Checked:
    """The config file: there, valid, and nobody else's to write."""
    path = examination.config
    if caution := config_caution(path):
        return split(caution)
    return ok(f"{shown(path)}, mode {mode_of(path):04o}: every key is understood")


def faults(error: SettingsError, path: Path) -> list[Checked]:
    """What is wrong with a config that cannot be used, a line each."""
    do = f"correct {shown(path)}; deploy/config.example.toml shows every key"
    if not path.exists():
        do = "or name yours with --config"
    lines = str(error).splitlines()
    return [wrong(SettingsError(line), do).of("config") for line in lines]


def plain_text(examination: Examination) -> Checked | None:
    """Where password and mail travel readable; None where they do not."""
    caution = plain_text_caution(examination.settings)
    return warning(caution, "say mailbox.security = 'tls', or 'starttls'") if caution else None


def environment(_: Examination) -> Checked:
    """Which variables go before the config; never what is in them."""
    ours = sorted(name for name in os.environ if name.startswith(_PREFIX))
    foreign = [name for name in _FOREIGN if name in os.environ]
    if not ours and not foreign:
        return ok("no variable goes before the config")
    return ok(f"in use: {', '.join(shown(name) for name in (*ours, *foreign))}")


def secret(examination: Examination) -> Checked | None:
    """That there is a password, and where from; never what it is. None where none is used."""
    settings = examination.settings
    if settings.mailbox.sign_in != "password":
        return None
    try:
        password(settings.mailbox, settings.name)
    except SettingsError as error:
        return wrong(error, "give it one of these: deploy/SIGN-IN.md says how")
    if caution := command_caution(settings):
        return split(caution)
    return ok(f"there is one, from {_source(settings)}")


def _source(settings: Settings) -> str:
    mailbox, variable = settings.mailbox, variable_of(settings.name)
    if os.environ.get(variable):
        return f"the environment ({variable})"
    if mailbox.password_file:
        return f"{shown(mailbox.password_file)}, mode {mode_of(mailbox.password_file):04o}"
    return "the keyring" if mailbox.password_keyring else "mailbox.password_command"


def tokens(examination: Examination) -> Checked | None:
    """That there are tokens to sign in with; None where none are used."""
    if examination.settings.mailbox.sign_in == "password":
        return None
    provider = examination.settings.mailbox.sign_in.capitalize()
    try:
        look(examination.settings)
        return ok(f"there are tokens from {provider}; they are renewed as they end")
    except (SettingsError, StateError, Refused) as error:
        return wrong(error, "'coffeefirst sign-in' gets new ones")
