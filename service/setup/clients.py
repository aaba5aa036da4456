"""The owner's own client at Google or Microsoft, without which neither lets a program in."""

from pathlib import Path
from typing import Any

from service.setup.asking import Asker, Unusable
from service.setup.config_text import MAILBOX
from service.setup.given import Before, Given
from service.setup.signing_in import Way
from service.shown import shown

_HOW = "deploy/SIGN-IN.md leads you through making it, once."


def ask_client(ask: Asker, given: Given, before: Before, way: Way) -> dict[str, Any]:
    """The keys of ``[mailbox.oauth]``: what the config has already, or what was named."""
    key, named = _named(given, way)
    there = before.value(*MAILBOX, "oauth")
    if named is None and isinstance(there, dict) and there:
        return there
    if way == "google":
        ask.explain("Google wants a client of your own, of the type 'Desktop app'.", _HOW)
        told = ask.text("Its JSON file, as downloaded", "--client-file", named or "", _file)
    else:
        ask.explain("Microsoft wants an application of your own.", _HOW)
        told = ask.text("Its application (client) ID", "--client-id", named or "", _id)
    return {key: told}


def _named(given: Given, way: Way) -> tuple[str, str | None]:
    if way == "google":
        return "client_file", str(given.client_file) if given.client_file else None
    return "client_id", given.client_id


def _file(typed: str) -> str:
    """A file that is there, by its whole path. Raises Unusable."""
    plain = typed.strip().strip("'\"")
    try:
        path = Path(plain).expanduser().absolute()
        if plain and path.is_file():
            return str(path)
    except (OSError, ValueError, RuntimeError):
        pass
    raise Unusable(f"{shown(plain)}: there is no such file")


def _id(typed: str) -> str:
    if typed and typed.isascii() and typed.isprintable() and " " not in typed:
        return typed
    raise Unusable("it looks like 11111111-2222-3333-4444-555555555555")
