"""What was answered → changes of the config, and those only where it says otherwise."""

from typing import Any

from service.setup.config_text import Changes, changed, new_text, with_mailbox
from service.setup.given import Before
from service.setup.letting_in import Entrance

#: What a key means that is not in the file: such a one is not added to it.
_DEFAULTS: dict[str, Any] = {
    "policy": "gatekeeper",
    "port": 993,
    "security": "tls",
    "languages": ["en"],
    "presets": [],
    "folders": ["INBOX"],
}


def changes_of(
    before: Before, table: tuple[str, ...], entrance: Entrance, taste: dict[str, Any]
) -> Changes:
    """The keys to be set, and those to be taken out."""
    server = entrance.server
    wanted: dict[tuple[str, ...], Any] = {
        ("policy",): taste["policy"],
        (*table, "host"): server.host,
        (*table, "port"): server.port,
        (*table, "security"): server.security,
        (*table, "username"): entrance.username,
        (*table, "folders"): taste["folders"],
        ("owner", "name"): taste["name"],
        ("owner", "address"): taste["address"],
        ("owner", "languages"): taste["languages"],
        ("owner", "interests", "presets"): taste["presets"],
    }
    secret = {**entrance.secret.settings(), **entrance.signing_in()}
    wanted |= {(*table, key): value for key, value in secret.items()}
    if server.security != "none":
        wanted[*table, "password_in_plain_text"] = None
    return {path: value for path, value in wanted.items() if not _is_so(before, path, value)}


def _is_so(before: Before, path: tuple[str, ...], value: Any) -> bool:
    """Whether the file says it already, be it by saying nothing."""
    if not before.text:
        return False
    said = before.value(*path)
    return bool((_DEFAULTS.get(path[-1]) if said is None else said) == value)


def new_config(before: Before, changes: Changes, table: tuple[str, ...]) -> str:
    """The config's new text. Raises SettingsError where it cannot be changed."""
    if not before.text:
        return changed(new_text(table), changes)
    text = with_mailbox(before.text, table)
    return changed(text, changes)
