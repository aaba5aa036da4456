"""What was answered → changes of the config, and those only where it says otherwise."""

from typing import Any

from service.setup.config_text import MAILBOX, Changes, changed, new_text, with_mailbox
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


def changes_of(before: Before, entrance: Entrance, taste: dict[str, Any]) -> Changes:
    """The keys to be set, and those to be taken out."""
    server = entrance.server
    wanted: dict[tuple[str, ...], Any] = {
        ("policy",): taste["policy"],
        (*MAILBOX, "host"): server.host,
        (*MAILBOX, "port"): server.port,
        (*MAILBOX, "security"): server.security,
        (*MAILBOX, "username"): entrance.username,
        (*MAILBOX, "folders"): taste["folders"],
        ("owner", "name"): taste["name"],
        ("owner", "address"): taste["address"],
        ("owner", "languages"): taste["languages"],
        ("owner", "interests", "presets"): taste["presets"],
    }
    secret = {**entrance.secret.settings(), **entrance.signing_in()}
    wanted |= {(*MAILBOX, key): value for key, value in secret.items()}
    if server.security != "none":
        wanted[*MAILBOX, "password_in_plain_text"] = None
    new = {path: value for path, value in wanted.items() if not _is_so(before, path, value)}
    return {_placed(before, path): value for path, value in new.items()}


def _is_so(before: Before, path: tuple[str, ...], value: Any) -> bool:
    """Whether the file says it already, be it by saying nothing."""
    if not before.text or (before.adds and path[:1] == MAILBOX):
        return False
    said = before.value(*path)
    return bool((_DEFAULTS.get(path[-1]) if said is None else said) == value)


def _placed(before: Before, path: tuple[str, ...]) -> tuple[str, ...]:
    """Where in the file a key is set: only for this mailbox, once there is what others share."""
    if path[:1] == MAILBOX:
        return (*before.table, *path[1:])
    return (*before.table, *path) if before.name and before.text else path


def new_config(before: Before, changes: Changes) -> str:
    """The config's new text. Raises SettingsError where it cannot be changed."""
    if not before.text:
        return changed(new_text(before.table), changes)
    text = with_mailbox(before.text, before.table) if before.adds else before.text
    return changed(text, changes)
