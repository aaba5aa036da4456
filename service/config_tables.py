"""The tables of a config → those of each mailbox: what all share, and over it what is its own.

[mailboxes.work]              keys of [mailbox], and of the top level where they differ
[mailboxes.work.schedule]     and tables of the top level
"""

import re
from typing import Any

#: A mailbox's name is a folder of the state_dir, and part of an environment variable.
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

NAME_WANTED = "name it in small letters and digits: work, home2"

#: What is not of one mailbox but of the whole program.
SHARED = frozenset({"log", "mailboxes"})


def tables(data: dict[str, Any], top: frozenset[str]) -> dict[str, dict[str, Any]]:
    """One table of settings for each mailbox, by its name; "" where the config has one alone.

    ``top`` are the keys of a config's top level. Raises ValueError.
    """
    if "mailboxes" not in data:
        return {"": data}
    named = data["mailboxes"]
    if not named or not _are_tables(named):
        raise ValueError("mailboxes: write a table for each: [mailboxes.work]")
    for name in named:
        if not is_name(name):
            raise ValueError(f"mailboxes.{name}: {NAME_WANTED}")
    return {name: _over(shared(data), _sorted(own, top)) for name, own in named.items()}


def shared(data: dict[str, Any]) -> dict[str, Any]:
    """What all mailboxes of a config share."""
    return {key: value for key, value in data.items() if key != "mailboxes"}


def is_name(name: str) -> bool:
    """Whether a mailbox may be called so."""
    return _NAME.fullmatch(name) is not None


def _are_tables(named: object) -> bool:
    return isinstance(named, dict) and all(isinstance(own, dict) for own in named.values())


def _sorted(own: dict[str, Any], top: frozenset[str]) -> dict[str, Any]:
    """A mailbox's own table as a config of its own: what is no key of the top is of [mailbox]."""
    upper = {key: value for key, value in own.items() if key in top - SHARED - {"mailbox"}}
    return {**upper, "mailbox": {key: own[key] for key in own if key not in upper}}


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Tables are laid over each other, key by key; any other value takes the place of the lower."""
    laid = dict(below)
    for key, value in above.items():
        under = laid.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            laid[key] = _over(under, value)
        else:
            laid[key] = value
    return laid


def places(keys: list[str], mailbox: str) -> list[list[str]]:
    """Where in the file a key of a mailbox may stand: in its own table, else in what all share."""
    if not mailbox:
        return [keys]
    own = keys[1:] if keys[:1] == ["mailbox"] else keys
    return [["mailboxes", mailbox, *own], keys]
