"""A config file's text, changed in a few places; all else stays as it is. The home of tomlkit.

An owner's comments, order and blank lines are theirs. What cannot be changed without touching more
than was meant is not changed at all.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from service.errors import SettingsError

#: New values by the place of their key; None takes the key out.
Changes = Mapping[tuple[str, ...], Any]

#: The table of the one mailbox.
MAILBOX = ("mailbox",)

_TEMPLATE = "new_config.toml"

#: The line of the template with which the mailbox's part is over.
_AFTER_MAILBOX = "# Whose mailbox it is."


def changed(text: str, changes: Changes) -> str:
    """The text with these values, and nothing else changed; the same where they are there already.

    Raises SettingsError where it is no TOML, or cannot be changed so.
    """
    try:
        before = tomllib.loads(text)
        wanted = _with(before, changes)
        document = tomlkit.parse(text)
        for path, value in changes.items():
            if not _same(value_at(before, path), value):
                _set(document, path, value)
        after = tomlkit.dumps(document)
        if tomllib.loads(after) == wanted:
            return after
    except (TOMLKitError, ValueError, TypeError, RecursionError) as error:
        raise SettingsError(f"the config cannot be changed: {error}") from None
    raise SettingsError(
        "the config cannot be changed without touching more of it than was answered: change it by "
        "hand; the keys are those of deploy/config.example.toml"
    )


def new_text(table: Sequence[str] = MAILBOX) -> str:
    """A new config with comments, whose values are to be set; the mailbox in this table."""
    return _in_table(_template(), table)


def with_mailbox(text: str, table: Sequence[str]) -> str:
    """The text, with a commented table for one more mailbox at its end where it has none so far."""
    if value_at(tomllib.loads(text), table) is not None:
        return text
    block = _template().partition("[mailbox]")[2].partition(_AFTER_MAILBOX)[0]
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}{_in_table(f'[mailbox]{block}', table).rstrip()}\n"


def value_at(data: Mapping[str, Any], path: Sequence[str]) -> Any:
    """The value of a key in a tree of tables, None where there is none."""
    found: Any = data
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _template() -> str:
    return resources.files("service.setup").joinpath(_TEMPLATE).read_text(encoding="utf-8")


def _in_table(text: str, table: Sequence[str]) -> str:
    name = ".".join(tomlkit.key(part).as_string() for part in table)
    return text.replace("[mailbox]", f"[{name}]", 1)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one: ``true`` is not 1."""
    return type(one) is type(other) and bool(one == other)


def _with(data: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """The data as they should be afterwards."""
    wanted = dict(data)
    for (first, *rest), value in changes.items():
        if rest:
            below = wanted.get(first)
            if below is not None or value is not None:
                wanted[first] = _with(below or {}, {tuple(rest): value})
        elif value is None:
            wanted.pop(first, None)
        else:
            wanted[first] = value
    return wanted


def _set(document: Any, path: Sequence[str], value: Any) -> None:
    *sections, key = path
    for section in sections:
        if section not in document:
            document[section] = tomlkit.table()
        document = document[section]
    if value is None:
        document.pop(key, None)
    elif isinstance(document.get(key), Array) and isinstance(value, list):
        _set_array(document, key, value)
    else:
        document[key] = value


def _set_array(table: Any, key: str, value: list[Any]) -> None:
    """What stays in a list keeps its place and comment, where the order allows it."""
    array = table[key]
    for item in [item for item in array if item not in value]:
        array.remove(item)
    for item in value:
        if item not in array:
            array.append(item)
    if list(array) != value:
        table[key] = value
