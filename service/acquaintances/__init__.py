"""The owner's records of whom they know: files → acquaintances.

Two kinds of file are read: LinkedIn's ``Connections.csv``, and a list written by hand, with one
person a line (a LinkedIn profile, an address, ``Name``, ``Name <address>`` or ``Name, Company``).
"""

import csv
from pathlib import Path

from rules import Acquaintance
from service.acquaintances.connections_csv import is_connections, read_connections
from service.acquaintances.hand_list import read_hand_list
from service.errors import SettingsError

__all__ = ["read_acquaintances"]


def read_acquaintances(path: Path) -> list[Acquaintance]:
    """Everybody in a file. Raises SettingsError where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise SettingsError(f"acquaintances: {path}: cannot be read: {error}") from None
    lines = text.splitlines()
    if not is_connections(lines):
        return read_hand_list(lines, path.name)
    try:
        return read_connections(lines, path.name)
    except csv.Error as error:
        raise SettingsError(f"acquaintances: {path}: not a CSV file: {error}") from None
