"""Environment variables that cannot be meant so: misspelt ones, and those of another mailbox."""

import os
import re
from collections.abc import Iterable

from service.errors import SettingsError

#: Environment variables of ours that are no settings.
_OTHER_VARIABLES = frozenset({"config", "password", "debug"})

#: What says who signs in where: one value for several would bring a password to another's server.
_WHERE_TO = re.compile(r"mailbox(__(host|port|security|username|password_\w+|sign_in|oauth.*))?")


def refuse_unknown(settings: Iterable[str]) -> None:
    """A misspelt variable would be passed over in silence. Raises SettingsError.

    ``settings`` are the keys of a config's top level.
    """
    known = {*_OTHER_VARIABLES, *settings}
    for name in os.environ:
        if not name.startswith("COFFEEFIRST_"):
            continue
        first = name.removeprefix("COFFEEFIRST_").split("__")[0].lower()
        if first not in known and not first.startswith("password_"):
            raise SettingsError(f"environment: {name}: there is no such setting")


def refuse_anothers(names: Iterable[str]) -> None:
    """What is no mailbox's, or would be the one of several. Raises SettingsError."""
    own = {name.replace("-", "_") for name in names if name}
    for variable in os.environ:
        word = variable.removeprefix("COFFEEFIRST_").lower()
        if word == variable.lower():
            continue
        if word.startswith("password_") and word.removeprefix("password_") not in own:
            raise SettingsError(f"environment: {variable}: no mailbox is called so in the config")
        if len(own) > 1 and _WHERE_TO.fullmatch(word):
            raise SettingsError(
                f"environment: {variable}: it would be every mailbox's: write it in the config"
            )
